// A page in, an HTTP answer out: the only place that builds one for the browser.

import type { Markup } from "./markup.ts";

/** No script or style but our own files, no request elsewhere, no frame around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const SAFE_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  // Not `no-referrer`: with it a browser names the origin of a form as null.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

/** The headers of every answer. */
export function pageHeaders(
  contentType: string,
  more: Readonly<Record<string, string>> = {},
): Headers {
  return new Headers({ ...SAFE_HEADERS, "content-type": contentType, ...more });
}

/** A page. */
export function page(markup: Markup, status = 200): Response {
  const headers = pageHeaders("text/html; charset=utf-8");
  return new Response(`<!doctype html>${markup.toString()}`, { status, headers });
}

/** Goes on to another page with a GET. Never to another host: `path` is one of ours. */
export function goTo(path: string): Response {
  const headers = pageHeaders("text/plain; charset=utf-8", { location: path });
  return new Response(null, { status: 303, headers });
}
