// In: a hook of mode forward and a delivery. Out: the request that is sent, signature apart.

import { namesCredential } from "../secrets/credentials.ts";
import {
  encodeForForm,
  encodeForHeader,
  encodeForXml,
  fillJson,
  fillTemplate,
} from "../text/fill-template.ts";
import { fillUrl } from "./forward-url.ts";
import type { Hook } from "../settings/hook.ts";
import { mediaTypeOf } from "../events/payload.ts";
import type { TemplateContext } from "../text/placeholder.ts";
import { templateContext, type KnownDelivery } from "../text/template-context.ts";

/** `forward` of a hook. */
export type Forward = NonNullable<Hook["forward"]>;

/** What of `forward` is secret, resolved; kept apart from the hook. */
export interface ForwardSecrets {
  /** Where the URL stands elsewhere (`env:`, `file:`); null: it is in the hook. */
  readonly url: string | null;
  /** The key of the signature. */
  readonly secret: string | null;
  /** Headers whose values are sent as they are, by the names in the hook. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A request to be sent. */
export interface ForwardRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** null: none, with GET. */
  readonly body: Uint8Array | null;
}

/** The request, or why there is none. */
export type FilledForward =
  | { readonly ok: true; readonly request: ForwardRequest }
  | { readonly ok: false; readonly reason: string };

/** Methods that mode forward knows. */
export const FORWARD_METHODS: readonly string[] = ["POST", "PUT", "PATCH", "DELETE", "GET"];
/** Headers that HTTP, or wakehook, sets by itself. */
export const OWN_FORWARD_HEADERS =
  /^(?:host|connection|content-length|transfer-encoding|keep-alive|upgrade|expect|te|trailer|proxy-.*|webhook-.*|x-webhook-.*|x-hub-signature.*)$/i;

const LONGEST_HEADER = 4096;
const LONGEST_URL = 8192;
const LARGEST_BODY_BYTES = 26_214_400;
const REFERENCE = /^(?:[A-Za-z-]+ )?(?:env:[A-Za-z_]\w*|file:\/.*)$/s;

/** Tells whether a header of `forward` is a secret: a reference, or a credential by its name. */
export function isSecretForwardHeader(name: string, value: string): boolean {
  return REFERENCE.test(value) || namesCredential(name.toLowerCase());
}

/** Fills everything in; `delivery.field` is what reasons call it, default `forward`. */
export function fillForward(
  forward: Forward,
  secrets: Pick<ForwardSecrets, "url" | "headers">,
  delivery: KnownDelivery & { readonly field?: string },
): FilledForward {
  const { field = "forward" } = delivery;
  const known = templateContext(delivery);
  if (!known.ok) return known;
  const { context } = known;
  const refuse = (reason: string): FilledForward => ({ ok: false, reason });
  const filled = fillUrl(secrets.url ?? forward.url, context);
  if (!filled.ok) return refuse(`${field}.url ${filled.reason}`);
  if (filled.url.href.length > LONGEST_URL)
    return refuse(`${field}.url has ${filled.url.href.length} characters; ${LONGEST_URL} are sent`);
  const method = methodOf(forward, context);
  if (method === null) return refuse(`${field}.method is none of ${FORWARD_METHODS.join(", ")}`);
  const lost = Object.entries(forward.headers ?? {}).find(
    ([name, value]) => value === "(secret)" && !Object.hasOwn(secrets.headers, name),
  );
  if (lost !== undefined) return refuse(`${field}.headers.${lost[0]} cannot be had`);
  const own = ownHeaders(forward, secrets, context);
  const { body, contentType } = bodyOf(forward, context, delivery);
  if (body.byteLength > LARGEST_BODY_BYTES)
    return refuse(`the body has ${body.byteLength} bytes; ${LARGEST_BODY_BYTES} are sent`);
  const isTyped = own.some(([name]) => name === "content-type");
  const type = isTyped || method === "GET" ? [] : [["content-type", contentType] as const];
  const request = { method, url: filled.url, headers: [...type, ...own] };
  return { ok: true, request: { ...request, body: method === "GET" ? null : body } };
}

/** The media type of a body template: as the headers say, else by how it begins. */
export function bodyTypeOf({ headers = {}, body = "" }: Forward): string {
  const written = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type");
  if (written !== undefined) return written[1];
  return /^\s*[[{]/.test(body) ? "application/json" : "text/plain; charset=utf-8";
}

/** Tells whether a media type is JSON. */
export function isJsonType(type: string): boolean {
  return /^application\/(?:[\w.+-]+\+)?json$/.test(mediaTypeOf(type));
}

function methodOf({ method = "POST" }: Forward, context: TemplateContext): string | null {
  const { text } = fillTemplate(method, context, (value) => value);
  return FORWARD_METHODS.includes(text.toUpperCase()) ? text.toUpperCase() : null;
}

function ownHeaders(
  { headers = {} }: Forward,
  secrets: Pick<ForwardSecrets, "headers">,
  context: TemplateContext,
): Array<readonly [string, string]> {
  return Object.entries(headers).map(([name, template]) => {
    const secret = Object.hasOwn(secrets.headers, name) ? secrets.headers[name] : undefined;
    if (secret !== undefined) return [name.toLowerCase(), secret];
    const { text } = fillTemplate(template, context, encodeForHeader);
    return [name.toLowerCase(), encodeForHeader(text).slice(0, LONGEST_HEADER)];
  });
}

function bodyOf(
  forward: Forward,
  context: TemplateContext,
  { delivery, content }: KnownDelivery,
): { body: Uint8Array; contentType: string } {
  if (forward.body === undefined)
    return {
      body: content.body ?? Buffer.alloc(0),
      contentType: encodeForHeader(delivery.contentType) || "application/octet-stream",
    };
  const contentType = bodyTypeOf(forward);
  return { body: Buffer.from(fillBody(forward.body, contentType, context), "utf8"), contentType };
}

function fillBody(template: string, contentType: string, context: TemplateContext): string {
  if (isJsonType(contentType)) return fillJson(template, context).text;
  const type = mediaTypeOf(contentType);
  if (type === "application/x-www-form-urlencoded")
    return fillTemplate(template, context, encodeForForm).text;
  const isMarkup = /[/+](?:xml|html)$/.test(type);
  return fillTemplate(template, context, isMarkup ? encodeForXml : (value) => value).text;
}
