// In: a delivery as GitHub's API shows it. Out: the request as GitHub sent it.

import type { Fetched } from "../../core/ports/missed-port.ts";
import { readGithubDelivery } from "../../core/outbound/github-deliveries.ts";
import type { GithubAnswer } from "./ask-github.ts";

/** What belongs to the connection of then, and not to the request. */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "content-length",
  "content-encoding",
  "transfer-encoding",
  "content-type",
  "x-github-event",
  "x-github-delivery",
]);
const NAME = /^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]{0,4000}$/;
const MOST_HEADERS = 64;

/** Reads it. `id`: what it must be. */
export function readDelivery(
  { json, waitMs }: GithubAnswer & { readonly ok: true },
  id: string,
): Fetched {
  if (json === undefined)
    return { ok: false, word: "GitHub's answer ended too early", isOwners: false, isOfItem: true };
  const read = readGithubDelivery(json);
  if (read === null || read.guid !== id)
    return { ok: "lost", word: "GitHub shows another delivery under its number", waitMs };
  const { event, request } = read;
  const body = bodyOf(request?.payload);
  if (body === null) return { ok: "gone", word: "GitHub no longer keeps its payload", waitMs };
  const own = Object.entries(request?.headers ?? {}).flatMap(([name, value]) =>
    typeof value === "string" ? [[name.toLowerCase(), value] as const] : [],
  );
  const headers = own
    .filter(([name, value]) => !OF_CONNECTION.has(name) && NAME.test(name) && VALUE.test(value))
    .slice(0, MOST_HEADERS);
  return {
    ok: true,
    headers: [
      ...headers,
      ["content-type", "application/json"],
      ["x-github-event", event],
      ["x-github-delivery", id],
    ],
    body,
    waitMs,
  };
}

/** As compact as GitHub writes it. A form's payload is shown as the JSON that it held, too. */
function bodyOf(payload: unknown): Uint8Array | null {
  if (typeof payload === "string") return payload === "" ? null : Buffer.from(payload);
  return typeof payload === "object" && payload !== null
    ? Buffer.from(JSON.stringify(payload))
    : null;
}
