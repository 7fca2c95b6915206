// In: an entry of webhooks.json as it was written. Out: the secrets in it, at every depth, and the entry as it may be shown.

import { fingerprint } from "../../core/secrets/fingerprint.ts";
import { isSecretForwardHeader } from "../../core/outbound/forward-request.ts";
import { IGNORED_HOOK_FIELDS } from "../../core/settings/hook.ts";
import { ENTRY_FIELDS } from "../../core/settings/route.ts";
import { fieldNamesAt } from "../../core/settings/schema-fields.ts";
import { isRecord } from "./json-file.ts";
import { SECRET_FIELDS, shownSecret } from "./secret-fields.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A secret that an entry holds, or the place where it stands. */
export interface WrittenSecret {
  /** `token`, `forward.headers.Authorization`, `report_to_sender.0.token` */
  readonly field: string;
  readonly value: string;
}

/** `Bearer env:NAME` as well. */
const ELSEWHERE = /^(?:[A-Za-z-]+ )?((?:env|file):.*)$/s;

/** Every secret of an entry, in the order in which it holds them. */
export function writtenSecrets(entry: Fields): WrittenSecret[] {
  return Object.entries(entry).flatMap(([name, value]) => {
    if (name === "forward" || name === "repair") return secretsWithin(name, value);
    if (name !== "report_to_sender") return SECRET_FIELDS.includes(name) ? named(name, value) : [];
    if (!Array.isArray(value)) return secretsWithin(name, value);
    return value.flatMap((report, at) => secretsWithin(`${name}.${at}`, report));
  });
}

/** An entry with fingerprints in place of its secrets, and of what stands in unknown fields: a misspelt one holds one. */
export function withFingerprints(entry: Fields): Record<string, unknown> {
  return mapped(entry, (name, value) => {
    if (value === null || value === "") return value;
    if (!KNOWN_FIELDS.has(name)) return digest(value);
    if (name === "forward" || name === "repair") return shownWithin(name, value);
    if (name === "report_to_sender" && Array.isArray(value))
      return value.map((report) => shownWithin(name, report));
    if (name === "report_to_sender") return shownWithin(name, value);
    if (!SECRET_FIELDS.includes(name)) return value;
    return typeof value === "string" ? shownSecret(value) : digest(value);
  });
}

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(ENTRY_FIELDS),
  ...IGNORED_HOOK_FIELDS,
]);
/** Of `forward`, of `repair` and of a report. */
const WITHIN = ["secret", "token"];

function secretsWithin(field: string, value: unknown): WrittenSecret[] {
  if (!isRecord(value)) return [];
  const headers = isRecord(value["headers"]) ? Object.entries(value["headers"]) : [];
  return [
    ...WITHIN.flatMap((name) => named(`${field}.${name}`, value[name])),
    ...headers
      .filter(([name, text]) => typeof text === "string" && isSecretForwardHeader(name, text))
      .flatMap(([name, text]) => named(`${field}.headers.${name}`, text)),
  ];
}

function named(field: string, value: unknown): WrittenSecret[] {
  if (typeof value !== "string" || value === "") return [];
  return [{ field, value: ELSEWHERE.exec(value)?.[1] ?? value }];
}

/** `forward`, `repair` or a report, with fingerprints in place of its key and of headers that are credentials. */
function shownWithin(field: string, value: unknown): unknown {
  if (!isRecord(value)) return value;
  const known = fieldNamesAt(ENTRY_FIELDS, [field]);
  return mapped(value, (name, inner) => {
    if (!known.includes(name)) return digest(inner);
    if (WITHIN.includes(name))
      return typeof inner === "string" ? shownSecret(inner) : digest(inner);
    return name === "headers" && isRecord(inner) ? shownHeaders(inner) : inner;
  });
}

function shownHeaders(headers: Fields): Record<string, unknown> {
  return mapped(headers, (name, value) => {
    if (typeof value !== "string" || !isSecretForwardHeader(name, value)) return value;
    return ELSEWHERE.test(value) ? value : fingerprint(value);
  });
}

function digest(value: unknown): string {
  return fingerprint(JSON.stringify(value));
}

function mapped(
  fields: Fields,
  shown: (name: string, value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, shown(name, value)]),
  );
}
