// One-time links and the sessions that they open. In memory alone: a restart of the daemon ends them all.

import { createHash } from "node:crypto";
import type { Clock } from "../system/clock.ts";
import { newSecret, type Randomness } from "../system/randomness.ts";

/** How long a link is good, and a session. */
export const SESSION_LIMITS = {
  linkMs: 60_000,
  /** Without a request. */
  idleMs: 12 * 3_600_000,
  /** In all. */
  longestMs: 7 * 86_400_000,
  most: 20,
} as const;

/** What the next page tells, once. */
export interface Notice {
  readonly ok: boolean;
  readonly text: string;
}

/** A browser that was let in. */
export interface Session {
  /** Stands in every form; a page of another origin cannot know it. */
  readonly csrf: string;
  notice: Notice | null;
}

interface Kept {
  readonly session: Session;
  readonly startedAt: number;
  usedAt: number;
}

/** The sessions of one daemon. */
export interface Sessions {
  /** A code that opens one session, once. */
  newCode(): { readonly code: string; readonly expiresAt: number };
  /** The cookie's value of a new session; null where the code is unknown, was used or is too old. */
  open(code: string): string | null;
  /** The session of a cookie's value, used just now; null where there is none. */
  use(value: string): Session | null;
  end(value: string): void;
  /** Whether a session goes on; asking is no use of it. */
  isOpen(session: Session): boolean;
}

/** No sessions yet. Codes and cookies are kept as digests: a dump of the memory opens nothing. */
export function createSessions(deps: {
  readonly clock: Pick<Clock, "now">;
  readonly randomness: Randomness;
}): Sessions {
  const { clock, randomness } = deps;
  const codes = new Map<string, number>();
  const sessions = new Map<string, Kept>();

  return {
    newCode() {
      const code = newSecret(randomness);
      const expiresAt = clock.now() + SESSION_LIMITS.linkMs;
      makeRoom(codes);
      codes.set(digest(code), expiresAt);
      return { code, expiresAt };
    },
    open(code) {
      const key = digest(code);
      const expiresAt = codes.get(key);
      codes.delete(key);
      if (expiresAt === undefined || expiresAt <= clock.now()) return null;
      const value = newSecret(randomness);
      const session = { csrf: newSecret(randomness), notice: null };
      makeRoom(sessions);
      sessions.set(digest(value), { session, startedAt: clock.now(), usedAt: clock.now() });
      return value;
    },
    use(value) {
      const kept = sessions.get(digest(value));
      if (kept === undefined) return null;
      const now = clock.now();
      if (expiryOf(kept) <= now) {
        sessions.delete(digest(value));
        return null;
      }
      kept.usedAt = now;
      return kept.session;
    },
    end: (value) => void sessions.delete(digest(value)),
    isOpen: (session) =>
      [...sessions.values()].some(
        (one) => one.session.csrf === session.csrf && expiryOf(one) > clock.now(),
      ),
  };
}

function expiryOf({ usedAt, startedAt }: Kept): number {
  return Math.min(usedAt + SESSION_LIMITS.idleMs, startedAt + SESSION_LIMITS.longestMs);
}

/** The oldest gives way. */
function makeRoom(entries: Map<string, unknown>): void {
  const [oldest] = entries.keys();
  if (entries.size >= SESSION_LIMITS.most && oldest !== undefined) entries.delete(oldest);
}

function digest(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("base64url");
}
