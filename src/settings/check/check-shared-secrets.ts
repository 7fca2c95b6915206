// One secret for several hooks: who knows it for one can call the others, and a leak closes all.

import type { HookId } from "../../core/records/ids.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { HookSecrets, LoadedHook, LoadedRoute } from "../../core/settings/settings.ts";
import { digestOf, type NamedSecret } from "./check-borrowed-secrets.ts";
import { HOOKS_NAME, hiddenFinding } from "./finding.ts";

/**
 * Adds a warning to every hook that shares a secret with another hook or with webhooks.token. Hooks of one
 * route are meant to: their sender signs its one request with one secret.
 */
export function warnOfSharedSecrets(
  hooks: ReadonlyMap<HookId, LoadedHook>,
  {
    globalToken,
    routes,
  }: {
    readonly globalToken: string | null;
    readonly routes: ReadonlyMap<HookId, LoadedRoute>;
  },
): Map<HookId, LoadedHook> {
  const owners = ownersOf([...hooks.values()]);
  const global = globalToken === null ? null : digestOf(globalToken);
  const together = [...routes.values()].map(({ route }) => new Set(route?.route));
  const shareRoute = (one: HookId, other: HookId): boolean =>
    together.some((ids) => ids.has(one) && ids.has(other));
  return new Map(
    [...hooks].map(([id, hook]) => {
      const warnings = ownSecrets(hook).flatMap(([field, value]) => {
        const digest = digestOf(value);
        const others = [...(owners.get(digest) ?? [])].filter(
          (owner) => owner !== id && !shareRoute(owner, id),
        );
        const named = [
          ...(digest === global ? ["webhooks.token of config.json"] : []),
          ...others.map((other) => `hook ${other}`),
        ];
        return named.length === 0 ? [] : [warning(id, field, named)];
      });
      return [
        id,
        warnings.length === 0 ? hook : { ...hook, problems: [...hook.problems, ...warnings] },
      ];
    }),
  );
}

function warning(id: HookId, field: string, named: readonly string[]): Problem {
  const place = { file: HOOKS_NAME, entry: id };
  const message = `the same secret as ${named.join(", ")}`;
  return hiddenFinding("warning", place, { field, message, hint: "give each its own" });
}

function ownersOf(hooks: readonly LoadedHook[]): Map<string, Set<HookId>> {
  const owners = new Map<string, Set<HookId>>();
  for (const hook of hooks) {
    for (const [, value] of ownSecrets(hook)) {
      const digest = digestOf(value);
      owners.set(digest, (owners.get(digest) ?? new Set<HookId>()).add(hook.id));
    }
  }
  return owners;
}

/** The secrets that a hook has for itself: a token that it gets from config.json is none. */
export function ownSecrets({ hook, secrets }: Pick<LoadedHook, "hook" | "secrets">): NamedSecret[] {
  const fields: Array<[string, HookSecrets[keyof HookSecrets]]> = [
    ["token", hook?.token === undefined ? null : secrets.token],
    ["secret", secrets.secret],
    ["previous_secret", secrets.previousSecret],
    ["hmac_secret", secrets.hmacSecret],
    ["verify_token", secrets.verifyToken],
  ];
  return fields.flatMap(([field, value]) => (typeof value === "string" ? [[field, value]] : []));
}
