// A request in; a refusal or null out: may this caller speak to the admin API at all?
// Loopback is no boundary: any web page can make a browser send requests to 127.0.0.1 under a name of its own.

import type { RequestInfo } from "../../http/request-info.ts";
import { refusal, type AdminRefusal } from "../answer.ts";
import type { ListenerAddress } from "../deps.ts";

/** The names under which the admin listener may be addressed, as they stand in a Host header. */
export function allowedHosts(address: ListenerAddress): ReadonlySet<string> {
  const names = ["127.0.0.1", "localhost", "[::1]", ...configuredName(address.host)];
  return new Set(names.map((name) => canonicalHost(`${name}:${address.port}`) ?? ""));
}

/** Refuses a foreign Host, an absolute-form target of another host, and a foreign web page. */
export function checkAddress(
  request: Request,
  info: RequestInfo,
  address: ListenerAddress,
): AdminRefusal | null {
  const allowed = allowedHosts(address);
  // The listener builds the URL from the target where that is absolute, and from Host otherwise: both must be ours.
  const named = [new URL(request.url).host, ...hostHeaders(request, info)];
  const foreign = named.find((host) => !allowed.has(canonicalHost(host) ?? "invalid"));
  if (foreign !== undefined)
    return refusal(
      "host_not_allowed",
      `the admin listener does not answer as ${shown(foreign)}`,
      `use one of ${[...allowed].join(", ")}`,
    );

  const origin = request.headers.get("origin");
  if (origin !== null && ![...allowed].some((host) => origin === `http://${host}`))
    return refusal("origin_not_allowed", `requests from ${shown(origin)} are refused`);
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none")
    return refusal(
      "origin_not_allowed",
      `requests of another web page (${shown(site)}) are refused`,
    );
  return null;
}

/** Every Host header there is: two of them must not hide behind each other. */
function hostHeaders(request: Request, info: RequestInfo): string[] {
  const raw = info.rawHeaders ?? [];
  const found = raw.filter(
    (_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === "host",
  );
  if (found.length > 0) return found;
  const joined = request.headers.get("host");
  return joined === null ? [] : [joined];
}

/** An address to listen on that is no name (all interfaces) allows nothing. */
function configuredName(host: string): string[] {
  if (host === "0.0.0.0" || host === "::" || host === "") return [];
  return [host.includes(":") && !host.startsWith("[") ? `[${host}]` : host];
}

/** A host as the URL parser writes it: lower case, default port left out; null where it is none. */
function canonicalHost(host: string): string | null {
  if (/[/?#@\\\s]/.test(host)) return null;
  return URL.parse(`http://${host}/`)?.host ?? null;
}

/** A foreign value for a message: quoted, and not longer than a person reads. */
function shown(value: string): string {
  return JSON.stringify(value.slice(0, 80));
}
