// Who calls the admin API, and what they may do.

import type { Scope } from "../../core/wire/admin-scopes.ts";
import { refusal, type AdminRefusal } from "../answer.ts";

/**
 * What a route asks for: a scope; `any` is any right credential, `owner` is admin.token alone, `open` is nothing.
 */
export type RouteScope = Scope | "any" | "owner" | "open";

/** Somebody whose credential was right; `nobody` came to an open route and showed none. */
export interface Caller {
  readonly kind: "owner" | "token" | "nobody";
  /** A token's name; null for others. */
  readonly name: string | null;
  /** A token's id; null for others. */
  readonly tokenId: string | null;
  /** What a token may do; null: everything. */
  readonly scopes: ReadonlySet<Scope> | null;
  /** Epoch milliseconds; null: no end is known. */
  readonly expiresAt: number | null;
  /** Asked again and again by a stream that was opened for them: false ends it. */
  readonly isStillGood: () => boolean;
}

/** Who has admin.token. */
export const OWNER: Caller = {
  kind: "owner",
  name: null,
  tokenId: null,
  scopes: null,
  expiresAt: null,
  // While the daemon runs, nothing ends it.
  isStillGood: () => true,
};
/** Who showed nothing. */
export const NOBODY: Caller = { ...OWNER, kind: "nobody", scopes: new Set() };

/** Refuses a caller who may not call a route, naming what would be needed. */
export function checkScope(caller: Caller, scope: RouteScope): AdminRefusal | null {
  if (scope === "open" || caller.kind === "owner") return null;
  // Whoever got hold of a token must not be able to make credentials that outlive it.
  if (scope === "owner")
    return refusal(
      "scope_missing",
      "only admin.token may do this, and no other token",
      "use the wakehook command on the machine itself",
    );
  if (scope === "any" || caller.scopes === null || caller.scopes.has(scope)) return null;
  return refusal(
    "scope_missing",
    `the token ${caller.name ?? ""} lacks the scope ${scope}`,
    `make one that has it: wakehook token create --scope ${scope}`,
  );
}
