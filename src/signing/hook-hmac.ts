// auth_mode hmac: the hmac_* options of a hook. In: the hook, its secret, the request. Out: accepted, or why not.

import { createHmac } from "node:crypto";
import type { HeaderList } from "../core/records/delivery.ts";
import { WakehookError } from "../core/records/errors.ts";
import type { Hook } from "../core/settings/hook.ts";
import { ALGORITHMS } from "./algorithms.ts";
import { equalBytes } from "./compare.ts";
import { decodeStrict } from "./decode.ts";
import { compilePattern, type LinearPattern } from "./linear-pattern.ts";
import { readHeader } from "./read-header.ts";
import { cut, fail, found, type Found, type Verification } from "./verification.ts";

/** The options of a hook that this scheme reads. */
export type HmacOptions = Pick<
  Hook,
  | "hmacHeader"
  | "hmacAlgorithm"
  | "hmacEncoding"
  | "hmacSigPrefix"
  | "hmacSigRegex"
  | "hmacPayloadPrefixRegex"
>;

const KEPT_PATTERNS = 200;
const kept = new Map<string, LinearPattern>();

/** Verifies a request by a hook's hmac_* options. Never throws for what a sender sends. */
export function verifyHookHmac(
  hook: HmacOptions,
  secret: string,
  headers: HeaderList,
  body: Uint8Array,
): Verification {
  if (!hook.hmacHeader)
    return fail("description", "hmac_header is not set", { mend: "set hmac_header" });
  if (secret === "") return fail("secret", "no secret is set", { mend: "set hmac_secret" });
  const header = readHeader(headers, hook.hmacHeader, "signature");
  if (!header.ok) return header;
  const signature = readSignature(hook, header.value);
  if (!signature.ok) return signature;
  const seen = decodeStrict(signature.value, hook.hmacEncoding);
  const { digestBytes } = ALGORITHMS[hook.hmacAlgorithm];
  if (seen?.byteLength !== digestBytes)
    return fail("signature", `the signature is not ${hook.hmacEncoding} of ${digestBytes} bytes`, {
      expected: `${hook.hmacAlgorithm} in ${hook.hmacEncoding}`,
      seen: cut(signature.value),
    });
  const prefix = readPayloadPrefix(hook, header.value);
  if (!prefix.ok) return prefix;
  if (equalBytes(seen, computeDigest(hook, secret, prefix.value, body)))
    return { ok: true, keyIndex: 0 };
  return fail("comparison", "the signature is not the right one", {
    expected: `hmac ${hook.hmacAlgorithm} of ${prefix.value === "" ? "body" : "prefix + body"} by hmac_secret`,
    seen: cut(signature.value),
    mend: "compare hmac_secret with the sender's, and check that nothing on the way rewrites the body",
  });
}

/**
 * The header that makes a request acceptable to the hook.
 * @throws WakehookError `refused` where a regular expression decides the form: it cannot be turned round
 */
export function signHookHmac(
  hook: HmacOptions,
  secret: string,
  body: Uint8Array,
): Array<[name: string, value: string]> {
  if (!hook.hmacHeader) throw new WakehookError("refused", "hmac_header is not set");
  if (secret === "") throw new WakehookError("refused", "no hmac_secret is set");
  if (hook.hmacSigRegex || hook.hmacPayloadPrefixRegex)
    throw new WakehookError(
      "refused",
      "a signature read by a regular expression cannot be written",
      {
        hint: "sign the request yourself and send its headers along",
      },
    );
  const digest = computeDigest(hook, secret, "", body).toString(hook.hmacEncoding);
  return [[hook.hmacHeader.toLowerCase(), `${prefixOf(hook)}${digest}`]];
}

/** What is wrong with the hmac_* options, field by field; empty when nothing is. For `hook check` and the loader. */
export function hmacProblems(hook: HmacOptions): Array<{ field: string; message: string }> {
  const problems: Array<{ field: string; message: string }> = [];
  if (!hook.hmacHeader)
    problems.push({ field: "hmac_header", message: "auth_mode hmac needs hmac_header" });
  for (const [field, text] of [
    ["hmac_sig_regex", hook.hmacSigRegex],
    ["hmac_payload_prefix_regex", hook.hmacPayloadPrefixRegex],
  ] as const) {
    const pattern = text ? patternOf(text) : null;
    if (pattern !== null && !pattern.ok) problems.push({ field, message: pattern.reason });
  }
  return problems;
}

function readSignature(hook: HmacOptions, value: string): Found<string> {
  if (hook.hmacSigRegex) return matchGroup(hook.hmacSigRegex, value, "hmac_sig_regex");
  const prefix = prefixOf(hook);
  return found(value.startsWith(prefix) ? value.slice(prefix.length) : value);
}

/** What stands before the body in the signed bytes, with its dot. A pattern that does not match refuses: skipping it would let a sender choose what is signed. */
function readPayloadPrefix(hook: HmacOptions, value: string): Found<string> {
  if (!hook.hmacPayloadPrefixRegex) return found("");
  const group = matchGroup(hook.hmacPayloadPrefixRegex, value, "hmac_payload_prefix_regex");
  return group.ok ? found(`${group.value}.`) : group;
}

function matchGroup(text: string, value: string, field: string): Found<string> {
  const pattern = patternOf(text);
  if (!pattern.ok) return fail("description", `${field}: ${pattern.reason}`);
  const group = pattern.match(value)?.[1];
  if (group !== undefined && group !== "") return found(group);
  return fail("signature", `${field} does not match the header`, {
    expected: "a match with a text in group 1",
    seen: cut(value),
  });
}

/** The compiled pattern, with at least one group. */
function patternOf(text: string): LinearPattern {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const compiled = compilePattern(text);
  const pattern: LinearPattern =
    compiled.ok && compiled.groups < 1
      ? { ok: false, reason: "the pattern has no group: put what is meant in ( )" }
      : compiled;
  if (kept.size >= KEPT_PATTERNS) kept.clear();
  kept.set(text, pattern);
  return pattern;
}

function prefixOf(hook: HmacOptions): string {
  if (hook.hmacSigPrefix) return hook.hmacSigPrefix;
  return hook.hmacEncoding === "hex" ? `${hook.hmacAlgorithm}=` : "";
}

function computeDigest(
  hook: HmacOptions,
  secret: string,
  prefix: string,
  body: Uint8Array,
): Buffer {
  return createHmac(hook.hmacAlgorithm, secret).update(prefix).update(body).digest();
}
