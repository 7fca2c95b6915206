// In: a request as it came. Out: the same without credentials, as it may be kept.

import type { HeaderList } from "../records/delivery.ts";
import { fingerprint } from "./fingerprint.ts";
import { readPath } from "../events/json-path.ts";
import type { VerifierDescription } from "../settings/verifier.ts";

/** Headers that carry a credential whoever sends them. */
const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "x-api-key",
  "api-key",
  "apikey",
  "x-functions-key",
  "cf-webhook-auth",
]);
/** Any sender's own name for one: `x-gitlab-token`, `x-telegram-bot-api-secret-token`. */
const CREDENTIAL_HEADER =
  /(?:^|[-_])(?:token|secret|password|passwd|api[-_]?key|access[-_]?key|secret[-_]?key)$/;
/** Query values that are credentials by their name. */
const CREDENTIAL_QUERY =
  /^(?:.*[-_.])?(?:token|accesstoken|secret|key|apikey|auth|code|password|passwd|pwd|credentials?|clientsecret)$/;
/** Schemes of Authorization whose name may be kept. */
const SCHEME = /^(bearer|basic|token|apikey|digest|hmac)\s+(\S.*)$/is;

/** Places of a request that hold a static credential, beside those that always do. */
export interface CredentialPlaces {
  readonly headers: readonly string[];
  readonly query: readonly string[];
  /** Dotted paths of the JSON body. */
  readonly json: readonly string[];
  readonly form: readonly string[];
}

/** The parts of a request that are kept. */
export interface KeptRequest {
  /** Names in lower case. */
  readonly headers: HeaderList;
  /** Path and query. */
  readonly path: string;
  readonly body: Uint8Array;
}

const NO_PLACES: CredentialPlaces = { headers: [], query: [], json: [], form: [] };

/** The places where a verifier looks for a static credential; none where it checks a signature. */
export function credentialPlaces(verifier: VerifierDescription | undefined): CredentialPlaces {
  if (verifier?.kind !== "static") return NO_PLACES;
  const places = verifier.signature ?? [];
  return {
    headers: places.flatMap((place) => ("header" in place ? [place.header.toLowerCase()] : [])),
    query: places.flatMap((place) => ("query" in place ? [place.query] : [])),
    json: places.flatMap((place) => ("json" in place ? [place.json] : [])),
    form: places.flatMap((place) => ("form" in place ? [place.form] : [])),
  };
}

/**
 * Replaces every credential of a request by its fingerprint. A request without one comes back byte for
 * byte; a JSON body that holds one is written anew. Signatures are no credentials: they fit one body
 * only. The body must be nested no deeper than ingress allows.
 */
export function hideCredentials(request: KeptRequest, places: CredentialPlaces): KeptRequest {
  return {
    headers: request.headers.map((header) =>
      isCredentialHeader(header[0], places) ? [header[0], hideHeader(header[1])] : header,
    ),
    path: hideQuery(request.path, places.query),
    body: hideForm(hideJson(request.body, places.json), places.form),
  };
}

function isCredentialHeader(name: string, { headers }: CredentialPlaces): boolean {
  return namesCredential(name) || headers.includes(name);
}

/** Tells whether a header, in lower case, carries a credential whoever sends it. */
export function namesCredential(name: string): boolean {
  return CREDENTIAL_HEADERS.has(name) || CREDENTIAL_HEADER.test(name);
}

function hideHeader(value: string): string {
  const [, scheme, credential] = SCHEME.exec(value) ?? [];
  if (scheme === undefined || credential === undefined) return fingerprint(value);
  return `${scheme} ${fingerprint(credential)}`;
}

function hideQuery(path: string, names: readonly string[]): string {
  const start = path.indexOf("?");
  if (start === -1) return path;
  const isCredential = (name: string): boolean =>
    names.includes(name) || CREDENTIAL_QUERY.test(name.toLowerCase());
  return path.slice(0, start + 1) + hideFields(path.slice(start + 1), isCredential);
}

function hideForm(body: Uint8Array, names: readonly string[]): Uint8Array {
  if (names.length === 0) return body;
  // latin1 keeps every byte as one character, so that what is not replaced stays as it was.
  const text = Buffer.from(body).toString("latin1");
  const hidden = hideFields(text, (name) => names.includes(name));
  return hidden === text ? body : Buffer.from(hidden, "latin1");
}

/** Replaces values of a query or a form; all other bytes stay. */
function hideFields(fields: string, isCredential: (name: string) => boolean): string {
  return fields.replaceAll(
    /(^|&)([^=&]*)=([^&]*)/g,
    (whole: string, before: string, name: string, value: string) =>
      value !== "" && isCredential(decodeField(name))
        ? `${before}${name}=${fingerprint(decodeField(value))}`
        : whole,
  );
}

function decodeField(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/** Every text equal to a credential goes, wherever it stands and however the sender has escaped it. */
function hideJson(body: Uint8Array, paths: readonly string[]): Uint8Array {
  if (paths.length === 0) return body;
  const payload = parseJson(body);
  const credentials = new Set(
    paths.flatMap((path) => readPath(payload, path)).filter(isCredential),
  );
  if (credentials.size === 0) return body;
  const hidden = JSON.stringify(payload, (_key, value: unknown) =>
    isCredential(value) && credentials.has(value) ? fingerprint(value) : value,
  );
  return Buffer.from(hidden, "utf8");
}

function isCredential(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8")) as unknown;
  } catch {
    // Ingress refuses what is no JSON; here there is then nothing to find.
    return undefined;
  }
}
