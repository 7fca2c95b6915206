// The order of a dry run in; what the hook would do with what this daemon has recorded out.

import { WakehookError } from "../core/records/errors.ts";
import { isHookId } from "../core/records/ids.ts";
import type { DryRunPort } from "../core/ports/dry-run-port.ts";
import type { HookEditorPort } from "../core/ports/hook-editor-port.ts";
import type { SettingsSnapshot } from "../core/settings/settings.ts";
import { compare, type CompareDeps } from "../dispatch/simulation/compare.ts";
import { dryRunWire } from "../dispatch/simulation/dry-run-wire.ts";
import { readRecorded } from "../dispatch/simulation/recorded.ts";

/** What it needs. */
export interface DryRunDeps extends CompareDeps {
  readonly settings: () => SettingsSnapshot;
  readonly hookEditor: Pick<HookEditorPort, "tried">;
}

/** Builds it. */
export function createDryRun(deps: DryRunDeps): DryRunPort {
  return async ({ hookId: id, fields, last, since, wantsPrompts }) => {
    const settings = deps.settings();
    if (!isHookId(id) || !settings.hooks.has(id))
      throw new WakehookError("not_found", `there is no hook ${JSON.stringify(id.slice(0, 80))}`);
    const edited = fields === null ? null : await deps.hookEditor.tried(id, fields);
    const deliveries = readRecorded(deps.ledger, { hookId: id, last, since });
    const compared = await compare(deps, { settings, edited, id, deliveries, wantsPrompts });
    return dryRunWire(id, compared);
  };
}
