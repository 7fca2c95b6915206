// Values in a request, wherever a description says they stand: header, query, form, JSON body.
// Body and form are parsed at most once per request, and only when a description asks for them.

import { readPath } from "../core/events/json-path.ts";
import type { ValueSource } from "../core/settings/verifier.ts";
import { formValues, queryOf } from "./decode-form.ts";
import { hasHeader, readHeader } from "./read-header.ts";
import {
  fail,
  found,
  type Found,
  type SignedRequest,
  type VerificationStep,
} from "./verification.ts";

/** Reads values of one request. */
export interface ValueReader {
  /** The value as text; a failure where it is missing, repeated, or neither text, number nor boolean. */
  read(source: ValueSource, step: VerificationStep): Found<string>;
  /** Tells whether anything stands there. */
  has(source: ValueSource): boolean;
  /** The parsed body; undefined where it is not JSON in UTF-8. */
  json(): unknown;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Opens a request for reading; nothing is parsed yet. */
export function readValues(request: SignedRequest): ValueReader {
  let text: string | null | undefined;
  let json: { value: unknown } | undefined;
  const bodyText = (): string | null =>
    text === undefined ? (text = decodeBody(request.body)) : text;
  const bodyJson = (): unknown => (json ??= { value: parseJson(bodyText()) }).value;

  return {
    json: bodyJson,
    has(source) {
      if ("header" in source) return hasHeader(request.headers, source.header);
      if ("json" in source) return readPath(bodyJson(), source.json) !== undefined;
      return namedValues(source, request, bodyText)?.length !== 0;
    },
    read(source, step) {
      if ("header" in source) return readHeader(request.headers, source.header, step);
      if ("json" in source) return toText(readPath(bodyJson(), source.json), source.json, step);
      return onlyOne(namedValues(source, request, bodyText), placeOf(source), step);
    },
  };
}

/** A place in words: `header x-hub-signature-256`. */
export function placeOf(source: ValueSource): string {
  if ("header" in source) return `header ${source.header.toLowerCase()}`;
  if ("json" in source) return `body field ${source.json}`;
  return "query" in source ? `query parameter ${source.query}` : `form field ${source.form}`;
}

function namedValues(
  source: Extract<ValueSource, { query: string } | { form: string }>,
  request: SignedRequest,
  bodyText: () => string | null,
): string[] | null {
  if ("query" in source) return formValues(queryOf(request.url), source.query);
  const text = bodyText();
  return text === null ? null : formValues(text, source.form);
}

function onlyOne(values: string[] | null, place: string, step: VerificationStep): Found<string> {
  if (values === null) return fail(step, `${place} is not valid UTF-8`);
  const value = values[0];
  if (value === undefined)
    return fail(step, `${place} is missing`, { expected: `one ${place}`, seen: "none" });
  if (values.length > 1)
    return fail(step, `${place} is repeated`, {
      expected: `one ${place}`,
      seen: `${values.length} of them`,
    });
  return value === "" ? fail(step, `${place} is empty`) : found(value);
}

function toText(value: unknown, path: string, step: VerificationStep): Found<string> {
  const place = placeOf({ json: path });
  if (typeof value === "string" && value !== "") return found(value);
  if (typeof value === "boolean" || Number.isSafeInteger(value)) return found(String(value));
  if (value === undefined)
    return fail(step, `${place} is missing`, { expected: `a body with ${path}`, seen: "none" });
  return fail(step, `${place} is neither text nor a whole number`, { seen: typeof value });
}

function decodeBody(body: Uint8Array): string | null {
  try {
    return utf8.decode(body);
  } catch {
    return null;
  }
}

function parseJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
