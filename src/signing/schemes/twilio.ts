// Twilio: the URL with all its parameters is signed. https://www.twilio.com/docs/usage/security#validating-requests
// A form's fields are glued to the URL, sorted; any other body is covered by the query parameter bodySHA256 alone.

import { createHmac } from "node:crypto";
import { parse, stringify } from "node:querystring";
import { mediaTypeOf } from "../../core/events/payload.ts";
import { equalBytes, sha256 } from "../compare.ts";
import { formPairs, formValues, queryOf } from "../decode-form.ts";
import { decodeStrict } from "../decode.ts";
import { readHeader } from "../read-header.ts";
import {
  cut,
  fail,
  found,
  type Found,
  type SignedRequest,
  type VerificationFailure,
} from "../verification.ts";
import type { Scheme, SchemeCase } from "./scheme.ts";

const SHA1_BYTES = 20;
const FORM_TYPE = "application/x-www-form-urlencoded";

/** Twilio's X-Twilio-Signature. */
export const twilio: Scheme = {
  place: "header x-twilio-signature",
  signsUrl: true,
  secretProblem: () => null,
  verify({ request, secret }: SchemeCase): VerificationFailure | null {
    const header = readHeader(request.headers, "x-twilio-signature", "signature");
    if (!header.ok) return header;
    const seen = decodeStrict(header.value, "base64");
    if (seen?.byteLength !== SHA1_BYTES)
      return fail("signature", `the signature is not base64 of ${SHA1_BYTES} bytes`, {
        expected: "sha1 in base64",
        seen: cut(header.value),
      });
    const parameters = readParameters(request);
    if (!parameters.ok) return parameters;
    const urls = urlsOf(request).filter((url) => parameters.value.isCovered(url));
    const isRight = urls.some((url) => {
      const right = createHmac("sha1", secret).update(url + parameters.value.text);
      return equalBytes(seen, right.digest());
    });
    return isRight ? null : explain(header.value, urls.length);
  },
};

interface Parameters {
  /** The form's fields, as they stand behind the URL in what is signed. */
  readonly text: string;
  /** Tells whether a signature over this URL covers the body. */
  isCovered(url: string): boolean;
}

function readParameters({ headers, body }: SignedRequest): Found<Parameters> {
  const always = (): boolean => true;
  if (body.byteLength === 0) return found({ text: "", isCovered: always });
  const type = headers.find(([name]) => name === "content-type")?.[1] ?? "";
  if (mediaTypeOf(type) !== FORM_TYPE)
    return found({ text: "", isCovered: (url) => isBodyHashIn(url, body) });
  const pairs = formPairs(Buffer.from(body).toString("latin1"));
  if (pairs === null) return fail("content", "the form is not UTF-8 in percent-encoding");
  return found({ text: joinFields(pairs), isCovered: always });
}

function joinFields(pairs: ReadonlyArray<readonly [string, string]>): string {
  const fields = new Map<string, Set<string>>();
  for (const [name, value] of pairs)
    fields.set(name, (fields.get(name) ?? new Set<string>()).add(value));
  return [...fields]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([name, values]) => [...values].sort().map((value) => name + value))
    .join("");
}

function isBodyHashIn(url: string, body: Uint8Array): boolean {
  const values = formValues(queryOf(url), "bodySHA256") ?? [];
  const hash = values.length === 1 ? decodeStrict(values[0] ?? "", "hex") : null;
  return hash !== null && equalBytes(hash, sha256(body));
}

/**
 * The URLs that Twilio may have signed: as registered, with the query as requested (it adds
 * bodySHA256), with and without a port, and in its libraries' older and newer escaping.
 */
function urlsOf({ url, publicUrl }: SignedRequest): string[] {
  const query = queryOf(url);
  const registered = publicUrl ?? url;
  const asked = query === "" ? registered : `${registered.split(/[?#]/)[0]}?${query}`;
  const spellings = [registered, asked, ...[registered, asked].flatMap(escapings)];
  return [...new Set([...spellings, ...spellings.flatMap(ports)])];
}

function escapings(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const [base = ""] = url.split("?");
  const query = queryOf(url);
  return [new URL(url).href, query === "" ? base : `${base}?${stringify(parse(query))}`];
}

function ports(url: string): string[] {
  const parts = /^(https?):\/\/([^/?#]*?)(?::(\d+))?([/?#].*)?$/.exec(url);
  if (parts === null) return [];
  const [, scheme = "", host = "", , rest = ""] = parts;
  const port = scheme === "https" ? "443" : "80";
  return [`${scheme}://${host}${rest}`, `${scheme}://${host}:${port}${rest}`];
}

function explain(signature: string, urls: number): VerificationFailure {
  if (urls === 0)
    return fail("content", "the body is no form, and no bodySHA256 in the URL covers it", {
      expected: "bodySHA256 in the URL, the SHA-256 of the body",
      seen: "none that fits",
    });
  return fail("comparison", "the signature is not the right one", {
    expected: "hmac sha1 of the URL and the form's sorted fields by the auth token",
    seen: cut(signature),
    mend: "set public_url to the URL exactly as it is registered with Twilio, and compare the auth token",
  });
}
