// Named tokens of the admin API: what the API needs of whoever keeps them.

import type { Scope } from "../wire/admin-scopes.ts";

/** A token without its text, which nobody but its holder knows. */
export interface ApiToken {
  /** `tok_` and 12 hex digits of the text's SHA-256. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  /** null: good until it is revoked. */
  readonly expiresAt: number | null;
  /** null: never used. */
  readonly lastUsedAt: number | null;
}

/** What a new token is to be. */
export interface NewApiToken {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: number | null;
}

/** Where tokens are kept. */
export interface ApiTokensPort {
  /** The token with this text, noted as used; null where there is none. One that has expired is found too. */
  use(text: string): ApiToken | null;
  list(): readonly ApiToken[];
  /**
   * Makes a token; its text is given back this once.
   * @throws WakehookError `already_exists`, `refused` where there are too many, `settings_invalid`, `settings_unwritable`.
   */
  create(wanted: NewApiToken): Promise<{ readonly token: ApiToken; readonly text: string }>;
  /**
   * Ends a token by its id or name; once this settles it is refused for good.
   * @throws WakehookError `not_found`, `settings_invalid`, `settings_unwritable`.
   */
  revoke(idOrName: string): Promise<ApiToken>;
}

/** What a token's name may look like. */
export const TOKEN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** How a token's text begins, so that one is recognised where it should not be. */
export const TOKEN_PREFIX = "whk_";
