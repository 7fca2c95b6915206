// In: a parcel as a relay pushes it. Out: what the way in has said of the request in it: settled for good, or to be
// brought again later. Whatever the relay says of a request, it is checked as if it had come by our own socket.

import type { HookId } from "../../core/records/ids.ts";
import type { Passage } from "../../core/records/passage.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import { LARGEST_ANSWER_BYTES } from "../../core/tunnel/frames.ts";
import { RequestHead, unpack, type ParcelHead } from "../../core/tunnel/parcel.ts";
import type { SealedFor } from "../../signing/parcel-seal.ts";
import { broughtBody } from "../brought-body.ts";
import type { DialectDeps } from "../dialect-deps.ts";

/** An answer as it goes back; the body in base64. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Array<[string, string]>;
  readonly body: string;
}

/** What came of a request that was brought. */
export type HandedIn =
  | { readonly kind: "settled"; readonly answer: WireAnswer }
  | { readonly kind: "later"; readonly afterMs: number; readonly reason: string };

/** What handing in needs. */
export interface HandInDeps extends Pick<
  DialectDeps,
  "clock" | "log" | "emit" | "settings" | "ingress"
> {
  readonly via: Passage["via"];
  /** The daemon's name at the relay. */
  readonly daemon: string;
  readonly open: (sealed: Uint8Array, of: SealedFor) => Uint8Array | null;
}

/** What was brought, and how its relay names it. */
export interface Brought {
  readonly head: ParcelHead;
  readonly sealed: Uint8Array;
  readonly ref: string;
}

const AFTER_TROUBLE_MS = 5000;
/** Its owner decides when it is enabled again; the relay is told of that at once. */
const AFTER_DISABLED_MS = 60_000;
const LONGEST_AFTER_MS = 3_600_000;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERRORS = 500;
/** Headers that belong to a connection, not to an answer. */
const OF_CONNECTION: ReadonlySet<string> = new Set(["connection", "keep-alive", "content-length"]);

/** Hands a request to the way in. Never rejects. */
export async function handIn(deps: HandInDeps, brought: Brought): Promise<HandedIn> {
  const { head } = brought;
  // What its relay has accepted is a promise: it waits there until the hook takes it again.
  const reason = head.type === "parcel" ? whyNotNow(deps.settings(), head.hook as HookId) : null;
  if (reason !== null) return { kind: "later", afterMs: AFTER_DISABLED_MS, reason };
  const opened = openRequest(deps, brought);
  if (typeof opened === "string") return refuse(deps, head.hook, opened);
  const { request, bytes, remoteAddress, rawHeaders } = opened;
  const response = await deps.ingress.fetch(request, {
    remoteAddress,
    rawHeaders,
    readBody: broughtBody(bytes),
    passage: {
      via: deps.via,
      ref: brought.ref,
      agoMs: head.type === "parcel" ? head.waited_ms : 0,
      proven: false,
    },
  });
  const { status } = response;
  if (head.type === "parcel" && (status === TOO_MANY_REQUESTS || status >= SERVER_ERRORS))
    return putOff(response);
  return { kind: "settled", answer: await toWire(response) };
}

/** Why nothing is taken until its owner acts; null: something may be. */
function whyNotNow({ hooks, routes }: SettingsSnapshot, id: HookId): string | null {
  // A home whose webhooks.json is not there: what it refuses for good, nothing brings back.
  if (hooks.size === 0 && (routes?.size ?? 0) === 0) return "there are no hooks here";
  const route = routes?.get(id)?.route;
  const entry = hooks.get(id)?.hook ?? route;
  const isOff = (one: HookId): boolean => hooks.get(one)?.hook?.enabled === false;
  return entry?.enabled === false || route?.route.every(isOff) ? "the hook is disabled" : null;
}

interface Opened {
  readonly request: Request;
  readonly bytes: Uint8Array;
  readonly remoteAddress: string;
  readonly rawHeaders: readonly string[];
}

/** A text: why it cannot be handed in, now or ever. */
function openRequest(deps: HandInDeps, { head, sealed }: Brought): Opened | string {
  const { hook } = head;
  const plain = deps.open(sealed, { daemon: deps.daemon, hook });
  if (plain === null) return "its seal does not open with the key of this home";
  const read = unpack(RequestHead, plain);
  if (read === null) return "what is sealed in it is no request";
  const { method, path, headers, remote_address: remoteAddress } = read.head;
  if (path !== `/hooks/${hook}` && !path.startsWith(`/hooks/${hook}?`))
    return "the request in it is for another path than its hook's";
  try {
    // Headers go by the list: names and repeats stay as they came.
    const request = new Request(`http://relay.invalid${path}`, { method });
    return { request, bytes: read.bytes, remoteAddress, rawHeaders: headers.flat() };
  } catch {
    return "the request in it has a method or a path that no request has";
  }
}

/** It would stand in the way of all behind it for ever: it is told, and done with. */
function refuse({ clock, emit, log }: HandInDeps, hookId: string, reason: string): HandedIn {
  emit({
    type: "refused",
    at: clock.now(),
    hookId,
    code: "bad_parcel",
    reason,
    remoteAddress: "relay",
  });
  log.warn("a parcel of a relay was refused", { hook: hookId, reason });
  const body = Buffer.from(JSON.stringify({ error: "bad_parcel" })).toString("base64");
  return {
    kind: "settled",
    answer: { status: 400, headers: [["content-type", "application/json"]], body },
  };
}

async function putOff(response: Response): Promise<HandedIn> {
  const seconds = Number(response.headers.get("retry-after") ?? "");
  const asked = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : AFTER_TROUBLE_MS;
  const text = await response.text();
  return {
    kind: "later",
    afterMs: Math.min(LONGEST_AFTER_MS, Math.ceil(asked)),
    reason: `${String(response.status)} ${errorCodeOf(text)}`.trim(),
  };
}

/** Our own answers name an error. */
function errorCodeOf(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === "string" ? error : "";
  } catch {
    return "";
  }
}

async function toWire(response: Response): Promise<WireAnswer> {
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => !OF_CONNECTION.has(name)),
    body: bytes.subarray(0, LARGEST_ANSWER_BYTES).toString("base64"),
  };
}
