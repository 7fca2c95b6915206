import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEnvelope, unsignedText } from "../../../src/core/tunnel/openpr-envelope.ts";
import { isEnvelopeSigned, signEnvelope } from "../../../src/signing/envelope-signature.ts";

// Written and signed by another program, as serde_json writes maps: by the bytes of their keys, numbers as they are.
const UNSIGNED = String.raw`{"id":"m-1","type":"task.dispatch","ts":1763740800,"agent_id":"agent-1","payload":{"10":1.0,"9":[1e+20,{"a":null,"z":"\u0001\n ü"}],"A":12345678901234567890,"a":-0.5,"￿":1,"😀":2}}`;
const SENT = String.raw`{"sig":"sha256=43781f71a66a767bf061d18bd33f02c389dd6ffd1ae48bfd4cd63ff0251703bf","payload":{"😀":2,"a":-0.5,"9":[1e+20,{"z":"\u0001\n ü","a":null}],"10":1.0,"￿":1,"A":12345678901234567890},"agent_id":"agent-1","ts":1763740800,"type":"task.dispatch","id":"m-1"}`;
const SECRET = "openpr-hmac-secret";

/** The same value, its keys in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toReversed();
  return Object.fromEntries(entries.map(([key, inner]) => [key, turned(inner)]));
}

it("is signed over one text, however its keys stand", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (payload) => {
      const fields = { id: "m-1", type: "task.dispatch", ts: 1, agent_id: "a" };
      const read = (value: unknown) => readEnvelope(JSON.stringify({ payload: value, ...fields }));

      const envelope = read(payload);

      expect(read(turned(payload))?.unsigned).toBe(envelope?.unsigned);
      expect(readEnvelope(envelope?.unsigned ?? "")?.unsigned).toBe(envelope?.unsigned);
      expect(JSON.parse(envelope?.unsigned ?? "")).toEqual(
        JSON.parse(JSON.stringify({ ...fields, payload })),
      );
    }),
  );
});

describe("an envelope", () => {
  it("is signed over what its sender wrote, in whatever order it arrives", () => {
    const envelope = readEnvelope(SENT);

    expect(envelope?.unsigned).toBe(UNSIGNED);
    expect(isEnvelopeSigned(UNSIGNED, envelope?.sig, SECRET)).toBe(true);
    expect(envelope).toMatchObject({ id: "m-1", type: "task.dispatch", ts: 1_763_740_800 });
  });

  it("is not signed by another key, another text, or nothing", () => {
    const sig = signEnvelope(UNSIGNED, SECRET);

    expect(isEnvelopeSigned(UNSIGNED, sig, "another")).toBe(false);
    expect(isEnvelopeSigned(`${UNSIGNED} `, sig, SECRET)).toBe(false);
    expect(isEnvelopeSigned(UNSIGNED, sig.slice("sha256=".length), SECRET)).toBe(false);
    expect(isEnvelopeSigned(UNSIGNED, null, SECRET)).toBe(false);
    expect(isEnvelopeSigned(UNSIGNED, signEnvelope(UNSIGNED, ""), "")).toBe(false);
  });

  it("is written with its payload's keys sorted", () => {
    const payload = { b: 1, a: { d: [true, null], c: "x" }, __proto__: null };

    const text = unsignedText({ id: "i", type: "t", ts: 1, agent_id: "g", payload });

    expect(text).toBe(
      '{"id":"i","type":"t","ts":1,"agent_id":"g","payload":{"a":{"c":"x","d":[true,null]},"b":1}}',
    );
  });

  it.each([
    "",
    "null",
    "[]",
    "{}",
    '{"id":"a b","type":"t","ts":1,"agent_id":"g","payload":1}',
    '{"id":"a","type":"t","ts":-1,"agent_id":"g","payload":1}',
    '{"id":"a","type":"t","ts":1.5,"agent_id":"g","payload":1}',
    '{"id":"a","type":"t","ts":"1","agent_id":"g","payload":1}',
    `{"id":"${"a".repeat(129)}","type":"t","ts":1,"agent_id":"g","payload":1}`,
    "[".repeat(100_000),
  ])("is none: %s", (text) => {
    expect(readEnvelope(text)).toBeNull();
  });

  it("keeps a key that would be an object's prototype", () => {
    const text = '{"id":"a","type":"t","ts":1,"agent_id":"g","payload":{"__proto__":{"x":1}}}';

    const { payload, unsigned } = readEnvelope(text) ?? {};

    expect(unsigned).toBe(text);
    expect(Object.hasOwn(payload as object, "__proto__")).toBe(true);
    expect((payload as { x?: unknown }).x).toBeUndefined();
  });
});
