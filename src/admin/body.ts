// A POST's body in, a JSON object out, or a refusal. Bounded while it streams; strict UTF-8.

import { isNestedDeeper } from "../core/text/json-depth.ts";
import { readStream, type DeadlineClock } from "../http/read-stream.ts";
import { refusal, type AdminRefusal } from "./answer.ts";

/** A JSON object as it was sent; nothing about its fields is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

const JSON_TYPE = /^application\/json *(; *charset="?utf-8"? *)?$/i;

/** Bounds of one body. */
export interface ObjectBounds {
  /** The fields that it may have. */
  readonly fields: readonly string[];
  readonly maxBytes: number;
}

/** No settings are nested so deep, and what walks through deeper ones would run out of stack. */
const MOST_DEPTH = 256;
/** How long a body may take to arrive. */
const BODY_TIMEOUT_MS = 30_000;

/**
 * Reads a JSON object with none but the known fields. No body at all is an empty object: most POSTs need none.
 * The content type is required, because a page of a browser cannot send it without asking first.
 */
export async function readJsonObject(
  clock: DeadlineClock,
  request: Request,
  bounds: ObjectBounds,
): Promise<{ readonly ok: true; readonly value: JsonObject } | AdminRefusal> {
  const { fields, maxBytes } = bounds;
  const bytes = await readBytes(clock, request.body, maxBytes);
  if ("ok" in bytes) return bytes;
  const type = request.headers.get("content-type");
  if (bytes.length === 0 && type === null) return { ok: true, value: {} };
  if (!JSON_TYPE.test(type ?? ""))
    return refusal(
      "content_type_must_be_json",
      type === null
        ? "the body has no content type"
        : `the content type is ${JSON.stringify(type.slice(0, 80))}`,
      "send Content-Type: application/json",
    );
  return bytes.length === 0 ? { ok: true, value: {} } : parseObject(bytes, fields);
}

/** The bytes of a body, or a refusal where they are too many or do not come. */
export async function readBytes(
  clock: DeadlineClock,
  body: Request["body"],
  maxBytes: number,
): Promise<Uint8Array | AdminRefusal> {
  const read = await readStream(clock, body, {
    maxBytes,
    largeBytes: maxBytes,
    enterLarge: async () => {},
    timeoutMs: BODY_TIMEOUT_MS,
  });
  if (read.kind === "cut") return refusal("body_timeout", "the body did not arrive whole");
  if (read.kind === "too_large")
    return refusal("body_too_large", `the body has more than ${maxBytes} bytes`, "send less");
  return read.bytes;
}

function parseObject(
  bytes: Uint8Array,
  known: readonly string[],
): { readonly ok: true; readonly value: JsonObject } | AdminRefusal {
  let value: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (isNestedDeeper(text, MOST_DEPTH))
      return refusal("invalid_json", `the body is nested deeper than ${MOST_DEPTH} levels`);
    value = JSON.parse(text);
  } catch {
    return refusal("invalid_json", "the body is not JSON in UTF-8");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refusal("body_must_be_object", "the body is JSON, but not an object");

  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown === undefined) return { ok: true, value: value as JsonObject };
  return refusal(
    "usage",
    `the body has an unknown field ${JSON.stringify(unknown.slice(0, 80))}`,
    known.length === 0 ? "it takes none" : `it takes ${known.join(", ")}`,
  );
}
