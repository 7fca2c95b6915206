// Which fields of a hook are secrets, and what may be shown of them.

import { createHash } from "node:crypto";
import { fingerprint } from "../../core/fingerprint.ts";
import { isSecretForwardHeader } from "../../core/forward-request.ts";
import { HOOK_FIELDS, IGNORED_HOOK_FIELDS } from "../../core/hook.ts";
import { ENTRY_FIELDS } from "../../core/route.ts";
import { marksOf } from "../../core/schema-fields.ts";

/** The names of a hook's secret fields. */
export const SECRET_FIELDS: readonly string[] = Object.entries(HOOK_FIELDS)
  .filter(([, schema]) => marksOf(schema).secret)
  .map(([name]) => name);

const HASHED = /^sha256:[0-9a-f]{64}$/;

/** Tells whether a written secret is a place where the secret stands: `file:/path`, `env:NAME`. */
export function isReference(written: string): boolean {
  return written.startsWith("file:") || written.startsWith("env:");
}

/** Tells whether a written token is a hash, from which nobody can get the token back. */
export function isHashed(written: string): boolean {
  return HASHED.test(written);
}

/** What is shown of a written secret: the place where it stands, or its fingerprint. */
export function shownSecret(written: string): string {
  return isReference(written) ? written : fingerprint(written);
}

/** What is stored of a bearer token. */
export function hashToken(token: string): string {
  return `sha256:${createHash("sha256").update(token).digest("hex")}`;
}

/** An entry with fingerprints in place of its secrets, and of what stands in unknown fields: a misspelt one holds one. */
export function withFingerprints(
  entry: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name, shownValue(name, value)]),
  );
}

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(ENTRY_FIELDS),
  ...IGNORED_HOOK_FIELDS,
]);

function shownValue(name: string, value: unknown): unknown {
  if (value === null || value === "") return value;
  if (!KNOWN_FIELDS.has(name)) return fingerprint(JSON.stringify(value));
  if (name === "forward" && isRecord(value)) return shownForward(value);
  if (name === "report_to_sender") return shownReports(value);
  if (!SECRET_FIELDS.includes(name)) return value;
  return typeof value === "string" ? shownSecret(value) : fingerprint(JSON.stringify(value));
}

function shownReports(reports: unknown): unknown {
  if (Array.isArray(reports)) return reports.map((report) => shownReports(report));
  return isRecord(reports) ? shownForward(reports) : reports;
}

/** `forward`, or a report, with fingerprints in place of its key and of headers that are credentials. */
function shownForward(forward: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { secret, token, headers } = forward;
  return {
    ...forward,
    ...(typeof secret === "string" ? { secret: shownSecret(secret) } : {}),
    ...(typeof token === "string" ? { token: shownSecret(token) } : {}),
    ...(isRecord(headers) ? { headers: shownHeaders(headers) } : {}),
  };
}

function shownHeaders(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const isSecret = typeof value === "string" && isSecretForwardHeader(name, value);
      const isElsewhere = isSecret && /^(?:[A-Za-z-]+ )?(?:env|file):/.test(value);
      return [name, isSecret && !isElsewhere ? shownSecret(value) : value];
    }),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
