// In: what a command wants of the running daemon. Out: its answer, or its error as thrown here.

import { readFile } from "node:fs/promises";
import type { EventType } from "../../core/events/event-types.ts";
import { ERROR_CODES, WakehookError, type ErrorCode } from "../../core/records/errors.ts";
import type { HomePaths } from "../../system/home.ts";
import { readEvents, type StreamEvent } from "./event-stream.ts";
import { findDaemon, noDaemon } from "./running-daemon.ts";
import { toUrl } from "../../core/settings/hook-url.ts";

/** The admin API of one running daemon. */
export interface AdminClient {
  /** @throws WakehookError the daemon's own code, or `daemon_unreachable`. */
  get(path: string): Promise<unknown>;
  /**
   * @param waitMs longest wait for the answer, where much is to be done first
   * @throws WakehookError the daemon's own code, or `daemon_unreachable`.
   */
  post(path: string, body?: unknown, waitMs?: number): Promise<unknown>;
  /**
   * Settles when the daemon tells what happens: server-sent events until the connection ends, after `lastEventId`
   * where one is given.
   * @throws WakehookError `daemon_unreachable`; AbortError once the signal is aborted.
   */
  events(watch: EventWatch): Promise<AsyncGenerator<StreamEvent>>;
}

/** What to watch. */
export interface EventWatch {
  /** Only events of this hook. */
  readonly hook?: string | undefined;
  /** Only events of these types. */
  readonly types?: readonly EventType[] | undefined;
  readonly lastEventId: string | null;
  readonly signal: AbortSignal;
}

/** Longest wait for an answer, milliseconds. Accepting waits for the disk, stopping for nothing. */
const ANSWER_MS = 30_000;

/**
 * Finds the daemon of a home and its token.
 * @param given a named token, in the place of the home's own
 * @throws WakehookError `daemon_unreachable`.
 */
export async function connectAdmin(paths: HomePaths, given?: string): Promise<AdminClient> {
  const daemon = await findDaemon(paths);
  if (daemon === null) throw noDaemon(paths);
  const token = given ?? (await readToken(paths));
  const base = `${toUrl(daemon.adminAddress)}/api/v1`;

  const call = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${token}`);
    if (init.body !== undefined) headers.set("content-type", "application/json");
    try {
      return await fetch(base + path, { ...init, headers, redirect: "error" });
    } catch (error) {
      throw noDaemon(paths, error);
    }
  };
  const ask = async (path: string, init: RequestInit, waitMs = ANSWER_MS): Promise<unknown> =>
    readAnswer(await call(path, { ...init, signal: AbortSignal.timeout(waitMs) }), given);

  return {
    get: (path) => ask(path, { method: "GET" }),
    post(path, body, waitMs) {
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      return ask(path, { method: "POST", ...content }, waitMs);
    },
    async events({ hook, types, lastEventId, signal }) {
      const query = queryOf({ hook, types: types?.join(",") });
      const headers = lastEventId === null ? {} : { "last-event-id": lastEventId };
      const response = await call(`/events${query}`, { method: "GET", headers, signal });
      if (!response.ok || response.body === null) throw await toThrown(response);
      return readEvents(response.body);
    },
  };
}

/** `?chat=main&limit=5` of what is given; empty where nothing is. */
export function queryOf(values: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? "" : `?${query.toString()}`;
}

async function readToken(paths: HomePaths): Promise<string> {
  try {
    return (await readFile(paths.adminTokenFile, "utf8")).trim();
  } catch (error) {
    throw new WakehookError("daemon_unreachable", `${paths.adminTokenFile} cannot be read`, {
      hint: "only the account that runs the daemon may talk to it",
      cause: error,
    });
  }
}

async function readAnswer(response: Response, given: string | undefined): Promise<unknown> {
  if (response.status === 401 && given !== undefined)
    throw new WakehookError("refused", "the daemon does not take the given token", {
      hint: "it has ended, was revoked, or is of another home; see: wakehook token list",
    });
  if (!response.ok) throw await toThrown(response);
  return response.json();
}

/** The daemon's error keeps its code, so that the exit code is the one it would have had here. */
export async function toThrown(response: Response): Promise<WakehookError> {
  const answer: unknown = await response.json().catch(() => null);
  const { error, message, hint } = (answer ?? {}) as Record<string, unknown>;
  if (response.status === 401)
    return new WakehookError("daemon_unreachable", "the daemon refused the token of this home", {
      hint: "restart it: wakehook stop, then wakehook start",
    });
  const words =
    typeof message === "string"
      ? message
      : `the daemon answered ${response.status} ${response.statusText}`;
  const code = typeof error === "string" && isErrorCode(error) ? error : "refused";
  return new WakehookError(code, words, typeof hint === "string" ? { hint } : {});
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_CODES, text);
}
