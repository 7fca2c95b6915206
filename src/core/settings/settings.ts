// What the owner wrote, as the rest of the program sees it: one unchanging snapshot per reload.

import type { Condition } from "./condition.ts";
import type { Config } from "./config.ts";
import type { LoadedExpose } from "./expose.ts";
import type { ForwardSecrets } from "../outbound/forward-request.ts";
import type { Hook } from "./hook.ts";
import type { HookId } from "../records/ids.ts";
import type { LoadedMcpServer } from "./mcp-server.ts";
import { problemText, type Problem } from "./problem.ts";
import type { HookRepairSecrets } from "./repair.ts";
import type { Route } from "./route.ts";
import type { SenderReportSecrets } from "../outbound/sender-report.ts";
import type { LoadedSubscription } from "./subscription.ts";
import type { LoadedTarget } from "./target.ts";
import type { LoadedTunnel } from "./tunnel.ts";

/** A hook's secrets with `file:` and `env:` resolved. Kept apart from the hook, so that a hook can be printed. */
export interface HookSecrets {
  /** Bearer token: plain, or `sha256:<hex>`. The hook's own, or else the global one. */
  readonly token: string | null;
  readonly secret: string | null;
  readonly previousSecret: string | null;
  /** Epoch milliseconds. */
  readonly previousSecretUntil: number | null;
  readonly hmacSecret: string | null;
  /** What the sender repeats when it checks the URL. */
  readonly verifyToken?: string | null;
  /** What mode forward sends with; absent: the hook has none. */
  readonly forward?: ForwardSecrets;
  /** What reports to the sender are sent with, in their order; absent: the hook has none. */
  readonly reports?: readonly SenderReportSecrets[];
  /** What its sender is asked with for what was missed; absent: it is not asked. */
  readonly repair?: HookRepairSecrets;
}

/** A hook as it is in force. */
export interface LoadedHook {
  readonly id: HookId;
  /**
   * `valid`: as written. `stale`: the entry has an error now; authentication is that of its last
   * valid form and its deliveries wait as `held:hook_invalid`. `invalid`: it was never valid.
   */
  readonly state: "valid" | "stale" | "invalid";
  /**
   * The last valid form; null for `invalid`. A secret field reads `(secret)` where it is set, so
   * that a hook can be printed; its value is in `secrets`.
   */
  readonly hook: Hook | null;
  readonly secrets: HookSecrets;
  /** Its URL as its sender knows it, which some sign; absent: the owner has named none. */
  readonly publicUrl?: string | undefined;
  /** `when` as it can be asked; the same function as long as its text is. Absent: there is none. */
  readonly condition?: Condition | undefined;
  /** `urgent`, in the same way. */
  readonly urgent?: Condition | undefined;
  /** The condition in `approval`; absent for `never` and `always` too. */
  readonly approval?: Condition | undefined;
  readonly problems: readonly Problem[];
}

/** A route as it is in force. */
export interface LoadedRoute {
  readonly id: HookId;
  /**
   * `valid`: as written. `stale`: the entry has an error now; in force is its last valid form, or what of
   * it can be: the hooks that are there. `invalid`: it was never valid.
   */
  readonly state: "valid" | "stale" | "invalid";
  /** null for `invalid`. It may name hooks that are gone. */
  readonly route: Route | null;
  readonly problems: readonly Problem[];
}

/** Everything the owner wrote, as loaded at one moment. */
export interface SettingsSnapshot {
  /** `webhooks.token` reads `(secret)` where it is set; its value is `globalToken`. */
  readonly config: Config;
  /** The bearer token of hooks without one of their own, resolved; null or absent: there is none. */
  readonly globalToken?: string | null;
  readonly hooks: ReadonlyMap<HookId, LoadedHook>;
  /** URLs that serve several hooks; no id is also that of a hook. Absent: none. */
  readonly routes?: ReadonlyMap<HookId, LoadedRoute>;
  /** Subscriptions and callbacks, in their order; absent: none. */
  readonly subscriptions?: readonly LoadedSubscription[];
  /** Targets of config.json and the local chat, their secrets resolved; absent: as `allTargets` has them. */
  readonly targets?: readonly LoadedTarget[];
  /** Tunnels of config.json, their secrets resolved; absent: none. */
  readonly tunnels?: readonly LoadedTunnel[];
  /** What makes the hook listener reachable; absent: nothing. */
  readonly expose?: LoadedExpose | null;
  /** MCP servers of config.json; absent: none. */
  readonly mcpServers?: readonly LoadedMcpServer[];
  /**
   * What keeps webhooks.json from being read whole, where it never could be since the start: any hook
   * may be in it. Absent: whoever is not in `hooks` is no hook.
   */
  readonly unread?: Problem | undefined;
  /** Findings about both files, entries' ones included. */
  readonly problems: readonly Problem[];
  /** Every secret value in force, for masking in whatever leaves the process. */
  readonly secretValues: readonly string[];
}

/** No secret at all. */
export const NO_SECRETS: HookSecrets = {
  token: null,
  secret: null,
  previousSecret: null,
  previousSecretUntil: null,
  hmacSecret: null,
  verifyToken: null,
};

/**
 * Looks a hook up. As long as webhooks.json was never read whole, whoever is not in it counts as a hook
 * whose entry was never valid: its senders are told to try again, and what waits for it goes on waiting.
 */
export function findLoadedHook(
  { hooks, unread }: Pick<SettingsSnapshot, "hooks" | "unread">,
  id: HookId,
): LoadedHook | undefined {
  const loaded = hooks.get(id);
  if (loaded !== undefined || unread === undefined) return loaded;
  const { hint: _, ...seen } = unread;
  const problem: Problem = { level: "error", file: unread.file, message: problemText(seen) };
  return { id, state: "invalid", hook: null, secrets: NO_SECRETS, problems: [problem] };
}
