// Requests that are wrong in several ways at once, one after the other, against a model of the answers' order.

import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import {
  bearerHook,
  githubHook,
  makeWorld,
  SECRET,
  send,
  TOKEN,
} from "../../test/ingress/world.ts";
import { openChainModel, type MadeRequest } from "./chain-model.ts";
import { attempt, type FuzzProperty } from "./property.ts";

const PER_MINUTE = 6;
const LIMITS = {
  requests_per_minute: PER_MINUTE,
  failures_per_minute: PER_MINUTE,
  max_body_bytes: 1024,
};
const LARGE = "x".repeat(1500);
const BODIES: Readonly<Record<MadeRequest["body"], string | Uint8Array>> = {
  object: '{"a":1}',
  large: JSON.stringify({ a: LARGE }),
  array: "[]",
  string: '"a"',
  null: "null",
  broken: "{",
  large_broken: `{${LARGE}`,
  empty: "",
  bom: "\ufeff{}",
  latin1: Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
  deep: `{"a":${"[".repeat(65)}${"]".repeat(65)}}`,
};
const TYPES: Readonly<Record<MadeRequest["type"], string | null>> = {
  json: "application/json",
  suffix: "application/cloudevents+json",
  form: "application/x-www-form-urlencoded",
  text: "text/plain",
  none: null,
};

const made: fc.Arbitrary<MadeRequest> = fc.record({
  hook: fc.constantFrom("notes", "site", "off", "broken", "missing", "__proto__"),
  method: fc.constantFrom("POST", "POST", "POST", "POST", "GET", "PUT"),
  type: fc.constantFrom("json", "json", "json", "suffix", "form", "text", "none"),
  coding: fc.constantFrom(null, null, null, "identity", "gzip"),
  body: fc.constantFrom("object", "object", ...(Object.keys(BODIES) as Array<MadeRequest["body"]>)),
  proof: fc.constantFrom("right", "right", "wrong", "none"),
  id: fc.constantFrom("1", "2", "3"),
});

/** The chain. */
export const chain: FuzzProperty = {
  fault: "series of requests that are wrong in several ways at once, to hooks of every kind",
  promised: "each gets the answer that a model of the order gives; 202 exactly where it says so",
  runs: { short: 80, long: 8000 },
  attempt: (isBroken, options) =>
    attempt(
      fc.asyncProperty(fc.array(made, { minLength: 1, maxLength: 25 }), async (requests) => {
        const world = makeWorld(
          [
            bearerHook("notes"),
            githubHook("site"),
            bearerHook("off", { enabled: false }),
            { ...bearerHook("broken"), state: "invalid" },
          ],
          LIMITS,
        );
        const model = openChainModel(PER_MINUTE, isBroken);
        for (const [n, each] of requests.entries()) {
          const expected = model.answer(each);
          const answer = await send(world, `/hooks/${each.hook}`, sentAs(each));
          const read = (await answer.json()) as { error?: string; duplicate?: true };
          const word = read.error ?? (read.duplicate === true ? "duplicate" : "");
          const seen = `${answer.status} ${word}`.trim();
          if (seen !== expected) throw new Error(`request ${n}: ${seen}, not ${expected}`);
          if (world.accepted.length !== model.accepted())
            throw new Error(`${world.accepted.length} kept, not ${model.accepted()}`);
        }
      }),
      options,
    ),
};

function sentAs({ hook, method, type, coding, body, proof, id }: MadeRequest) {
  const bytes = Buffer.from(BODIES[body]);
  const raw = ["x-github-event", "issues", "x-github-delivery", id];
  const mediaType = TYPES[type];
  if (mediaType !== null) raw.push("content-type", mediaType);
  if (coding !== null) raw.push("content-encoding", coding);
  if (hook === "site" && proof !== "none") {
    const key = proof === "right" ? SECRET : "another";
    const digest = createHmac("sha256", key).update(bytes).digest("hex");
    raw.push("x-hub-signature-256", `sha256=${digest}`);
  } else if (proof !== "none")
    raw.push("authorization", `Bearer ${proof === "right" ? TOKEN : "another"}`);
  return { method, body: bytes, rawHeaders: raw };
}
