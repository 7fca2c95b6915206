// Raw bytes and their media type come in; the payload as a value goes out, or the refusal that a sender reads.
// Ingress asks before it accepts, dispatch asks again when the delivery runs: both must read the same.

import { refuse, type Refusal } from "../records/refusals.ts";
import { isNestedDeeper } from "../text/json-depth.ts";
import type { Source } from "./source.ts";

/** Deeper nesting is refused: what parses it later (templates, agents, other programs) may not survive it. */
export const MAX_JSON_DEPTH = 64;

/** A body that was read as its source says. */
export interface ParsedPayload {
  readonly ok: true;
  readonly payload: unknown;
}

type Shapes = Source["bodyShapes"];

const FORM_TYPE = "application/x-www-form-urlencoded";
/** `ignoreBOM` keeps the mark in the text, so that JSON refuses it: signed bytes and read text stay the same. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a body in one of the shapes that its source sends.
 * @param mediaType lower case, without parameters: see `mediaTypeOf`
 */
export function parsePayload(
  shapes: Shapes,
  mediaType: string,
  body: Uint8Array,
): ParsedPayload | Refusal {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return refuse("invalid_json", "the body is not UTF-8");
  }
  return mediaType === FORM_TYPE ? parseForm(shapes, text) : parseJson(shapes, text);
}

/** The media type of a Content-Type value (RFC 9110, 8.3.1): lower case, without parameters. */
export function mediaTypeOf(contentType: string): string {
  const end = contentType.indexOf(";");
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}

function parseJson(shapes: Shapes, text: string): ParsedPayload | Refusal {
  if (text.length === 0) return refuse("invalid_json", "the body is empty");
  if (text.charCodeAt(0) === 0xfeff)
    return refuse("invalid_json", "the body starts with a byte order mark; JSON has none");
  if (isNestedDeeper(text, MAX_JSON_DEPTH))
    return refuse("invalid_json", `the body is nested deeper than ${MAX_JSON_DEPTH} levels`);
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which may hold a secret.
    return refuse("invalid_json", "the body is not JSON");
  }
  return checkShape(shapes, payload);
}

function checkShape(shapes: Shapes, payload: unknown): ParsedPayload | Refusal {
  if (Array.isArray(payload)) {
    if (shapes.includes("array")) return { ok: true, payload };
    return refuse("body_must_be_object", "the body is a JSON array; this hook takes objects");
  }
  if (typeof payload !== "object" || payload === null) {
    const kind = payload === null ? "null" : typeof payload;
    return refuse("body_must_be_object", `the body is JSON, but a bare ${kind}`);
  }
  return { ok: true, payload };
}

function parseForm(shapes: Shapes, text: string): ParsedPayload | Refusal {
  const fields = readFields(text);
  if (fields === null) return refuse("invalid_json", "the form is not UTF-8 in percent-encoding");
  if (shapes.includes("form_payload")) {
    const values = fields.get("payload") ?? [];
    const [value] = values;
    if (value !== undefined && values.length === 1) return parseJson(shapes, value);
    if (values.length > 1) return refuse("invalid_json", "the form has several fields `payload`");
    if (!shapes.includes("form")) return refuse("invalid_json", "the form has no field `payload`");
  }
  const entries = [...fields].map(([name, values]) => [
    name,
    values.length === 1 ? values[0] : values,
  ]);
  return { ok: true, payload: Object.fromEntries(entries) };
}

/** Strict, unlike URLSearchParams, which turns broken bytes into U+FFFD without a word. */
function readFields(text: string): Map<string, string[]> | null {
  const fields = new Map<string, string[]>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const at = pair.indexOf("=");
    try {
      const name = decodeField(at === -1 ? pair : pair.slice(0, at));
      const value = decodeField(at === -1 ? "" : pair.slice(at + 1));
      const values = fields.get(name);
      if (values === undefined) fields.set(name, [value]);
      else values.push(value);
    } catch {
      return null;
    }
  }
  return fields;
}

function decodeField(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}
