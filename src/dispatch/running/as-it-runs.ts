// In: a hook, and what was decided about one delivery. Out: the hook as this run sees it.

import type { Hook } from "../../core/settings/hook.ts";
import type { ProviderChoice } from "../../core/admission/provider-choice.ts";
import { PERMISSIONS, type Permission } from "../../core/settings/providers.ts";
import { stricter, type TrustVerdict } from "../../core/admission/trust.ts";

/** What was decided. */
export interface Decided {
  readonly choice: ProviderChoice;
  readonly trust: TrustVerdict | null;
  /** The most that the owner allowed for this delivery; null: no word of it. */
  readonly permission: Permission | null;
}

/**
 * The hook with one provider and the permission in force. Where less is allowed than the hook gives to those whom it
 * trusts most, and where its owner said "for reading only", its own additions (`allowed_tools`, `cli_parameters`,
 * the folder's configuration) are left out: they would widen it again.
 */
export function asItRuns(hook: Hook, { choice, trust, permission }: Decided): Hook {
  const given = trust === null || trust.level === "hold" ? hook.permission : trust.level;
  const effective = stricter(given, permission);
  const isLess = rankOf(effective) < mostOf(hook) || permission === "read_only";
  return {
    ...hook,
    permission: effective,
    ...(choice.kind === "chosen" ? { provider: choice.name } : {}),
    ...(isLess ? { allowedTools: [], cliParameters: [], trustFolder: false, mcpServers: [] } : {}),
  };
}

/** An owner who gives `edit` by trust alone leaves `permission` as it is: the additions are for those. */
function mostOf({ permission, trust = {} }: Hook): number {
  return Math.max(rankOf(permission), ...Object.values(trust).map((level) => rankOf(level)));
}

/** What is no permission is -1. */
function rankOf(level: string): number {
  return Object.keys(PERMISSIONS).indexOf(level);
}
