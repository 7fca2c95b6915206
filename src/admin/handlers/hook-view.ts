// The settings and the ledger's history in; what the API tells about each hook out. Never a secret.

import { fingerprint } from "../../core/secrets/fingerprint.ts";
import type { HookHistory } from "../../core/ports/ledger-read-port.ts";
import type { HookId } from "../../core/records/ids.ts";
import type {
  HookSecrets,
  LoadedHook,
  LoadedRoute,
  SettingsSnapshot,
} from "../../core/settings/settings.ts";
import { wireProblem, type WireProblem } from "../../core/wire/wire.ts";

/** One hook on the wire. What an entry that was never valid does not say is null. */
export interface WireHook {
  readonly id: string;
  readonly state: LoadedHook["state"];
  readonly title: string | null;
  readonly mode: string | null;
  readonly source: string | null;
  readonly enabled: boolean | null;
  /** The path to post to, below the hook listener's address. */
  readonly path: string;
  readonly problems: readonly WireProblem[];
  /** Fields that are written and not at work yet. */
  readonly pending: readonly string[];
  /** `fingerprint:` and 12 hex digits of each secret that is set, by field. */
  readonly fingerprints: Readonly<Record<string, string>>;
  /** Since when it has the secret that its senders prove themselves with; null: not known, or there is none. */
  readonly secret_set_at: number | null;
  readonly history: {
    readonly deliveries: number;
    readonly waiting: number;
    readonly last_received_at: number | null;
    readonly last_status: string | null;
  };
}

/** What is known of hooks beside their settings. */
export interface HookPast {
  readonly histories: readonly HookHistory[];
  readonly secretsSetAt: ReadonlyMap<HookId, number>;
}

/** Every hook, in the order of the file. */
export function wireHooks(settings: SettingsSnapshot, past: HookPast): WireHook[] {
  const byHook = new Map(past.histories.map((history) => [history.hookId, history]));
  return [...settings.hooks.values()].map((loaded) => {
    const setAt = past.secretsSetAt.get(loaded.id) ?? null;
    return wireHook(loaded, byHook.get(loaded.id), setAt);
  });
}

/** A route on the wire. What an entry that was never valid does not say is null. */
export interface WireRoute {
  readonly id: string;
  readonly state: LoadedRoute["state"];
  readonly title: string | null;
  readonly enabled: boolean | null;
  /** The ids of the hooks that it serves. */
  readonly route: readonly string[];
  readonly path: string;
  readonly problems: readonly WireProblem[];
}

/** Every route, in the order of the file. */
export function wireRoutes({ routes }: Pick<SettingsSnapshot, "routes">): WireRoute[] {
  return [...(routes?.values() ?? [])].map(({ id, state, route, problems }) => ({
    id,
    state,
    title: route?.title ?? null,
    enabled: route?.enabled ?? null,
    route: route?.route ?? [],
    path: `/hooks/${id}`,
    problems: problems.map(wireProblem),
  }));
}

function wireHook(
  loaded: LoadedHook,
  history: HookHistory | undefined,
  secretSetAt: number | null,
): WireHook {
  const { id, state, hook, problems } = loaded;
  const notes = problems.filter(({ level }) => level === "note");
  return {
    id,
    state,
    title: hook?.title ?? null,
    mode: hook?.mode ?? null,
    source: hook?.source ?? null,
    enabled: hook?.enabled ?? null,
    path: `/hooks/${id}`,
    problems: problems.map(wireProblem),
    pending: [...new Set(notes.flatMap(({ field }) => field ?? []))],
    fingerprints: fingerprints(loaded.secrets),
    secret_set_at: secretSetAt,
    history: {
      deliveries: history?.deliveries ?? 0,
      waiting: history?.waiting ?? 0,
      last_received_at: history?.lastReceivedAt ?? null,
      last_status: history?.lastStatus ?? null,
    },
  };
}

function fingerprints(secrets: HookSecrets): Record<string, string> {
  const named = {
    token: secrets.token,
    secret: secrets.secret,
    previous_secret: secrets.previousSecret,
    hmac_secret: secrets.hmacSecret,
    verify_token: secrets.verifyToken ?? null,
  };
  return Object.fromEntries(
    Object.entries(named).flatMap(([field, value]) =>
      value === null ? [] : [[field, fingerprint(value)]],
    ),
  );
}
