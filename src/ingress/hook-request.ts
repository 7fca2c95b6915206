// A Request and what its transport knows come in; the one record that all checks read goes out.

import type { DeliveryOrigin, HeaderList } from "../core/records/delivery.ts";
import type { Passage } from "../core/records/passage.ts";
import { readStream, type DeadlineClock } from "../http/read-stream.ts";
import type { BodyRead, BodyReader, RequestInfo } from "../http/request-info.ts";
import { readSenderAddress, type TrustedProxies } from "../http/sender-address.ts";
import type { SignedRequest } from "../signing/verify.ts";

/** A request to a hook, before anything about it was checked. */
export interface HookRequest {
  /** As it stands in the path, decoded; any text. */
  readonly hookId: string;
  readonly origin: Extract<DeliveryOrigin, "sender" | "test">;
  readonly method: string;
  /** The whole URL, as text. */
  readonly url: string;
  /** Names in lower case, in the order of arrival, repeated ones kept. */
  readonly headers: HeaderList;
  /** The sender's: behind a trusted proxy, as that one tells it. */
  readonly remoteAddress: string;
  /** How it came; absent: just now, by a socket of our own. */
  readonly passage?: Passage | undefined;
  /** Reads once; asked again, it gives the same. */
  readonly readBody: BodyReader;
}

/** Where a request came in, and whose word is believed about whom it is from. */
export interface RequestPlace {
  readonly hookId: string;
  readonly info: RequestInfo;
  readonly proxies: TrustedProxies;
}

/** A body that comes from no socket of ours must have arrived within this time. */
const BODY_TIMEOUT_MS = 30_000;
const JSON_TYPE = ["content-type", "application/json"] as const;

/** Gathers what the checks need; nothing is read from the body yet. */
export function toHookRequest(
  clock: DeadlineClock,
  request: Request,
  place: RequestPlace,
): HookRequest {
  const { hookId, info, proxies } = place;
  const headers =
    info.rawHeaders === undefined ? [...request.headers] : toHeaderList(info.rawHeaders);
  let read: Promise<BodyRead> | undefined;
  return {
    hookId,
    origin: "sender",
    method: request.method,
    url: request.url,
    headers,
    // Who brings a request has looked at its headers already: here they are only the sender's word.
    remoteAddress:
      info.passage === undefined
        ? readSenderAddress(proxies, info.remoteAddress, (name) => headerValues(headers, name))
        : info.remoteAddress,
    passage: info.passage,
    readBody: (bounds) =>
      (read ??=
        info.readBody === undefined
          ? readStream(clock, request.body, { ...bounds, timeoutMs: BODY_TIMEOUT_MS })
          : info.readBody(bounds)),
  };
}

/** Gathers the same for an event that the owner sends to try a hook. */
export function testRequest(test: {
  readonly hookId: string;
  readonly body: Uint8Array;
  readonly headers: HeaderList;
}): HookRequest {
  const { hookId, body } = test;
  const headers = test.headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  const hasType = headers.some(([name]) => name === "content-type");
  return {
    hookId,
    origin: "test",
    method: "POST",
    url: `/hooks/${hookId}`,
    headers: hasType ? headers : [...headers, JSON_TYPE],
    remoteAddress: "test",
    readBody: async ({ maxBytes }) =>
      body.byteLength > maxBytes ? { kind: "too_large" } : { kind: "whole", bytes: body },
  };
}

/** The request as a verifier reads it. */
export function signedRequest(request: HookRequest, body: Uint8Array): SignedRequest {
  return { method: request.method, url: request.url, headers: request.headers, body };
}

/** Path and query of a URL, without scheme, host and fragment. */
export function pathOf(url: string): string {
  const scheme = url.indexOf("://");
  const path = url.indexOf("/", scheme === -1 ? 0 : scheme + 3);
  if (path === -1) return "/";
  const fragment = url.indexOf("#", path);
  return fragment === -1 ? url.slice(path) : url.slice(path, fragment);
}

/** All values of a header. `name` in lower case. */
export function headerValues(headers: HeaderList, name: string): string[] {
  const values: string[] = [];
  for (const [key, value] of headers) if (key === name) values.push(value);
  return values;
}

function toHeaderList(raw: readonly string[]): HeaderList {
  const headers: Array<readonly [string, string]> = [];
  for (let at = 0; at + 1 < raw.length; at += 2)
    headers.push([(raw[at] ?? "").toLowerCase(), raw[at + 1] ?? ""]);
  return headers;
}
