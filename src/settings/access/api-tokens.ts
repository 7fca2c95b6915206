// The named tokens of the admin API. The daemon alone writes their file, so what it holds in memory is what counts.

import { createHash, timingSafeEqual } from "node:crypto";
import type { ApiToken, ApiTokensPort, NewApiToken } from "../../core/ports/api-tokens-port.ts";
import { TOKEN_PREFIX } from "../../core/ports/api-tokens-port.ts";
import { toError, WakehookError } from "../../core/records/errors.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { Clock, Timer } from "../../system/clock.ts";
import { newSecret, type Randomness } from "../../system/randomness.ts";
import { readTokenFile, writeTokenFile, type StoredToken } from "./api-token-file.ts";

/** What the tokens need. */
export interface ApiTokensDeps {
  readonly file: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
}

/** Tokens that are open; closed once, which writes down when each was used. */
export type ApiTokens = ApiTokensPort & { close(): Promise<void> };

/** More than a person keeps in mind. */
const MOST_TOKENS = 200;
/** When a token was used is written at most this often. */
const NOTE_EVERY_MS = 60_000;

/**
 * Opens the tokens of a home. A broken file lets nobody in by a token, and is not written over; the daemon goes on.
 */
export async function openApiTokens(deps: ApiTokensDeps): Promise<ApiTokens> {
  const { file, clock, log } = deps;
  const fault = { current: null as WakehookError | null };
  let tokens: readonly StoredToken[] = await readTokenFile(file).catch((thrown: unknown) => {
    fault.current = asFault(thrown);
    log.error("no named token is taken", { error: fault.current.message });
    return [];
  });
  /** When tokens were used since the file was read. */
  const used = new Map<string, number>();
  let writing: Promise<void> = Promise.resolve();
  let timer: Timer | null = null;

  const noted = (token: StoredToken): StoredToken => {
    const lastUsedAt = used.get(token.id) ?? token.lastUsedAt;
    return { ...token, lastUsedAt };
  };

  /** One change after the other; what cannot be written does not count. */
  async function change(
    make: (before: readonly StoredToken[]) => readonly StoredToken[],
  ): Promise<void> {
    const before = writing;
    const turn = Promise.withResolvers<void>();
    writing = turn.promise;
    await before;
    try {
      if (fault.current !== null) throw fault.current;
      const after = make(tokens);
      await writeTokenFile(file, after.map(noted));
      tokens = after;
    } finally {
      turn.resolve();
    }
  }

  async function writeUses(): Promise<void> {
    timer?.clear();
    timer = null;
    await change((before) => before).catch((thrown: unknown) =>
      log.warn("when tokens were used was not written", { error: toError(thrown).message }),
    );
  }

  return {
    use(text) {
      const found = findByText(tokens, text);
      if (found === undefined) return null;
      used.set(found.id, clock.now());
      timer ??= clock.setTimer(() => void writeUses(), NOTE_EVERY_MS);
      return shown(found);
    },
    list: () => tokens.map((token) => shown(noted(token))),
    async create(wanted) {
      const text = `${TOKEN_PREFIX}${newSecret(deps.randomness)}`;
      const made = newToken(wanted, { text, at: clock.now() });
      await change((before) => withNew(before, made));
      return { token: shown(made), text };
    },
    async revoke(idOrName) {
      let ended: StoredToken | undefined;
      await change((before) => {
        ended = before.find(({ id, name }) => id === idOrName || name === idOrName);
        if (ended === undefined) throw noSuchToken(idOrName);
        return before.filter((token) => token !== ended);
      });
      if (ended === undefined) throw noSuchToken(idOrName);
      return shown(noted(ended));
    },
    async close() {
      if (timer !== null) await writeUses();
      await writing;
    },
  };
}

function withNew(before: readonly StoredToken[], made: StoredToken): readonly StoredToken[] {
  if (before.some(({ name }) => name === made.name))
    throw new WakehookError("already_exists", `there is a token "${made.name}" already`, {
      hint: "give another name, or revoke that one first",
    });
  if (before.length >= MOST_TOKENS)
    throw new WakehookError("refused", `there are ${MOST_TOKENS} tokens already`, {
      hint: "revoke some that nobody needs: wakehook token list",
    });
  return [...before, made];
}

function newToken(
  wanted: NewApiToken,
  { text, at }: { readonly text: string; readonly at: number },
): StoredToken {
  const sha256 = digest(text).toString("hex");
  const id = `tok_${sha256.slice(0, 12)}`;
  return { ...wanted, id, sha256, createdAt: at, lastUsedAt: null };
}

function findByText(tokens: readonly StoredToken[], text: string): StoredToken | undefined {
  const given = digest(text);
  return tokens.find(({ sha256 }) => timingSafeEqual(Buffer.from(sha256, "hex"), given));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest();
}

function shown(token: StoredToken): ApiToken {
  const { id, name, scopes, createdAt, expiresAt, lastUsedAt } = token;
  return { id, name, scopes, createdAt, expiresAt, lastUsedAt };
}

function asFault(thrown: unknown): WakehookError {
  if (thrown instanceof WakehookError) return thrown;
  return new WakehookError("settings_invalid", toError(thrown).message, { cause: thrown });
}

function noSuchToken(named: string): WakehookError {
  return new WakehookError("not_found", `there is no token ${JSON.stringify(named.slice(0, 80))}`, {
    hint: "see: wakehook token list",
  });
}
