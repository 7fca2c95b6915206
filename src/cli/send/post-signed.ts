// In: a request. Out: it went through the real way in, signed as its sender signs, and this was the answer.

import { WakehookError } from "../../core/records/errors.ts";
import { readPath } from "../../core/events/json-path.ts";
import type { LoadedHook } from "../../core/settings/settings.ts";
import type { Source } from "../../core/events/source.ts";
import { signAsSender } from "../../signing/sign-as-sender.ts";
import type { CommandContext } from "../command.ts";
import { withPath } from "../../core/settings/dotted-path.ts";
import { findDaemon, noDaemon } from "../daemon/running-daemon.ts";
import { toUrl } from "../../core/settings/hook-url.ts";
import type { OutgoingRequest } from "./fixture-request.ts";

/** What the chain answered. */
export interface SentAnswer {
  readonly status: number;
  /** JSON, or the text where it is none. */
  readonly answer: unknown;
}

/** Longest wait for the answer, milliseconds; senders wait shorter. */
const ANSWER_MS = 30_000;

/**
 * Signs a request and posts it to the hook listener of the running daemon. The daemon takes it for the
 * sender's own: it is no test, and it counts.
 * @throws WakehookError `daemon_unreachable`, `refused`.
 */
export async function postSigned(
  { paths, clock }: CommandContext,
  order: {
    /** The last part of the URL: the hook's own id, or that of a route that serves it. */
    readonly id: string;
    readonly loaded: LoadedHook;
    readonly source: Source;
    readonly request: OutgoingRequest;
    readonly key: string | undefined;
    /** Made for this request; two that are equal otherwise are one delivery to some presets. */
    readonly unique: string;
  },
): Promise<SentAnswer> {
  const daemon = await findDaemon(paths);
  if (daemon === null) throw noDaemon(paths);
  if (daemon.hooksAddress === null)
    throw new WakehookError("refused", "the daemon takes no webhooks: webhooks.enabled is false");
  const { loaded, source, key, unique } = order;
  const now = clock.now();
  const request = stamp(order.request, { loaded, source, unique, now });
  const url = `${toUrl(daemon.hooksAddress)}/hooks/${order.id}`;
  const signature = signAsSender({ loaded, source, request, url, key, now });
  const headers = [...Object.entries(request.headers), ...signature];
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const body = new Uint8Array(request.body);
    const response = await fetch(url, { method: "POST", headers, body, redirect: "error", signal });
    return { status: response.status, answer: jsonOrText(await response.text()) };
  } catch (error) {
    throw noDaemon(paths, error);
  }
}

/** The time where the body holds it, and a field of its own that tells this request from the last one. */
function stamp(
  request: OutgoingRequest,
  {
    loaded,
    source,
    unique,
    now,
  }: { loaded: LoadedHook; source: Source; unique: string; now: number },
): OutgoingRequest {
  if (!request.isExample) return request;
  const payload = jsonOrText(request.body.toString("utf8"));
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) return request;
  const { timestamp } = loaded.hook?.verify ?? source.verifier ?? {};
  let stamped: Record<string, unknown> = { ...payload, wakehook_test: unique };
  if (timestamp !== undefined && "json" in timestamp.from) {
    const { json } = timestamp.from;
    const isKnown = readPath(payload, json) !== undefined;
    const time = timestamp.unit === "seconds" ? Math.floor(now / 1000) : now;
    const written = timestamp.unit === "rfc3339" ? new Date(now).toISOString() : time;
    if (isKnown) stamped = withPath(stamped, json.split("."), written);
  }
  return { ...request, body: Buffer.from(JSON.stringify(stamped)) };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
