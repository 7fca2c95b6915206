// Every preset that can be signed for: the signed request is taken, and no other one.

import * as fc from "fast-check";
import { sampleRequest } from "../../src/cli/send/sample-request.ts";
import type { VerifierDescription } from "../../src/core/settings/verifier.ts";
import { signRequest } from "../../src/signing/sign.ts";
import { writeTimestamp } from "../../src/signing/timestamp.ts";
import { verifyRequest, type SignedRequest } from "../../src/signing/verify.ts";
import { SOURCES } from "../../src/sources/table.ts";
import { makeKeyTexts } from "../../test/signing/key-pairs.ts";
import { attempt, type FuzzProperty } from "./property.ts";

interface Sender {
  readonly name: string;
  readonly verifier: VerifierDescription;
  /** Signs, and what is verified with. */
  readonly keys: (secret: Uint8Array) => { readonly signs: string; readonly verifies: string };
  sign(text: string, secret: Uint8Array): SignedRequest;
}

const NOW_MS = Date.parse("2026-03-01T12:00:00Z");
const SENDERS = new Map(
  Object.values(SOURCES).flatMap((source): Array<[string, Sender]> => {
    const { verifier, name } = source;
    if (verifier === undefined) return [];
    const keys = keysFor(verifier);
    const sign = (text: string, secret: Uint8Array): SignedRequest => {
      const sample = sampleRequest(source, undefined, "id-1");
      const fields = { ...(JSON.parse(sample.body) as object), text };
      const body = JSON.stringify(withTime(fields, verifier.timestamp));
      const headers = sample.headers.map(([key, value]) => [key.toLowerCase(), value] as const);
      const request = { method: "POST", url: "/hooks/x", headers, body: Buffer.from(body) };
      const added = signRequest(verifier, request, keys(secret).signs, NOW_MS);
      return { ...request, headers: [...headers, ...added] };
    };
    return canSign(sign) ? [[name, { name, verifier, keys, sign }]] : [];
  }),
);
const WITH_VERIFIER = Object.values(SOURCES).filter(
  ({ verifier }) => verifier !== undefined,
).length;

/** What is changed in a request that is right. */
const change = fc.record({
  what: fc.constantFrom("body", "header", "secret", "shorter"),
  at: fc.nat(),
  flip: fc.integer({ min: 1, max: 127 }),
});

/** Verification. */
export const verifiers: FuzzProperty = {
  fault: `one byte of body, signature, signed header or secret changed, for ${SENDERS.size} of ${WITH_VERIFIER} presets (the others cannot be signed for here)`,
  promised: "the request as signed is taken, the changed one never",
  runs: { short: 400, long: 40_000 },
  attempt: (isBroken, options) =>
    attempt(
      fc.property(
        fc.constantFrom(...SENDERS.keys()),
        fc.string({ unit: "binary" }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        change,
        (name, text, secret, changed) => {
          const sender = SENDERS.get(name);
          if (sender === undefined) throw new Error(name);
          const { verifies } = sender.keys(secret);
          const request = sender.sign(text, secret);
          const right = verifyRequest(sender.verifier, request, [verifies], NOW_MS);
          if (!right.ok) throw new Error(`${sender.name} refuses what is right: ${right.reason}`);
          const other = changedRequest(sender, request, changed);
          if (other === null) return;
          const given = changed.what === "secret" ? [] : [verifies];
          const judged = verifyRequest(sender.verifier, isBroken ? request : other, given, NOW_MS);
          if (judged.ok) throw new Error(`${sender.name} takes a changed ${changed.what}`);
        },
      ),
      options,
    ),
};

/** null: the change is none, or touches nothing that is signed. */
function changedRequest(
  { verifier }: Sender,
  request: SignedRequest,
  { what, at, flip }: { readonly what: string; readonly at: number; readonly flip: number },
): SignedRequest | null {
  const signsBody = verifier.kind !== "static" && (verifier.content ?? []).includes("body");
  if (what === "secret") return request;
  if (what === "shorter") return signsBody ? { ...request, body: request.body.subarray(1) } : null;
  if (what === "body") {
    if (!signsBody) return null;
    const body = Uint8Array.from(request.body);
    body[at % body.length] = (body[at % body.length] ?? 0) ^ flip;
    return { ...request, body };
  }
  const covered = coveredHeaders(verifier);
  const places = request.headers.flatMap(([name], n) => (covered.has(name) ? [n] : []));
  const place = places[at % places.length];
  const [name = "", value = ""] = place === undefined ? [] : (request.headers[place] ?? []);
  const index = at % Math.max(1, value.length);
  const character = String.fromCharCode(value.charCodeAt(index) ^ flip);
  const mutated = value.slice(0, index) + character + value.slice(index + 1);
  // Hexadecimal digits and the scheme's name may be written in either case; blanks around a value do not count.
  if (mutated.trim().toLowerCase() === value.toLowerCase()) return null;
  const headers = request.headers.map((pair, n) =>
    n === place ? ([name, mutated] as const) : pair,
  );
  return { ...request, headers };
}

function coveredHeaders({ signature, content, timestamp }: VerifierDescription): Set<string> {
  const from = timestamp?.from;
  const places = [
    ...(signature?.slice(0, 1) ?? []),
    ...(content ?? []),
    ...(from === undefined ? [] : [from]),
  ];
  const names = places.flatMap((place) =>
    typeof place === "object" && "header" in place ? [place.header.toLowerCase()] : [],
  );
  return new Set(names);
}

function keysFor(verifier: VerifierDescription): Sender["keys"] {
  if (verifier.kind === "public_key") {
    const { privatePem, publicText } = makeKeyTexts(verifier);
    return () => ({ signs: privatePem, verifies: publicText });
  }
  return (secret) => {
    const text = writeSecret(verifier.key, Buffer.from(secret));
    return { signs: text, verifies: text };
  };
}

function writeSecret(form: VerifierDescription["key"], bytes: Buffer): string {
  if (form === "base64") return bytes.toString("base64");
  if (form === "whsec") return `whsec_${bytes.toString("base64")}`;
  return bytes.toString("hex");
}

/** Some senders put the time of signing into the body. */
function withTime(body: object, rule: VerifierDescription["timestamp"]): object {
  if (rule === undefined || !("json" in rule.from)) return body;
  const value = writeTimestamp(NOW_MS, rule.unit);
  const timed = rule.from.json
    .split(".")
    .toReversed()
    .reduce<unknown>((inner, name) => ({ [name]: inner }), value);
  return { ...body, ...(timed as object) };
}

function canSign(sign: Sender["sign"]): boolean {
  try {
    sign("", new Uint8Array(32).fill(7));
    return true;
  } catch {
    return false;
  }
}
