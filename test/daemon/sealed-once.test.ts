import { expect, test } from "vitest";
import type { OncePort } from "../../src/core/ports/once-port.ts";
import { sealedOnce } from "../../src/daemon/sealed-once.ts";
import { systemRandomness } from "../../src/system/randomness.ts";

const ANSWER = { status: 201, type: "application/json", body: '{"new_secret":"whsec_hush-hush"}' };
const [ONE, OTHER] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

/** Keeps the bytes of one answer, and gives them for every key. */
function keeper(): OncePort<Uint8Array> & { bytes: Uint8Array | null } {
  return {
    bytes: null,
    begin() {
      return this.bytes === null ? { kind: "begun" } : { kind: "done", answer: this.bytes };
    },
    end(_key, answer) {
      this.bytes = answer;
    },
    forget() {
      this.bytes = null;
    },
  };
}

const over = (store: OncePort<Uint8Array>, markKey = Buffer.from("k".repeat(43))) =>
  sealedOnce(store, { markKey, randomness: systemRandomness });
const call = (key: Uint8Array) => ({ key, body: Buffer.alloc(32) });

test("an answer comes back as it was, also to the next daemon of the home", () => {
  const store = keeper();
  expect(over(store).begin(call(ONE))).toEqual({ kind: "begun" });
  over(store).end(ONE, ANSWER);

  expect(over(store).begin(call(ONE))).toEqual({ kind: "done", answer: ANSWER });
});

test("nothing of an answer stands there in plain", () => {
  const store = keeper();

  over(store).end(ONE, ANSWER);

  const text = Buffer.from(store.bytes ?? []).toString("latin1");
  for (const word of ["hush", "new_secret", "201", Buffer.from("hush-hush").toString("base64")])
    expect(text).not.toContain(word);
});

test("what was sealed with another key, for another call, or altered is of no known end", () => {
  const store = keeper();
  over(store).end(ONE, ANSWER);

  expect(over(store, Buffer.from("x".repeat(43))).begin(call(ONE))).toEqual({ kind: "unknown" });
  expect(over(store).begin(call(OTHER))).toEqual({ kind: "unknown" });
  store.bytes = Buffer.from(store.bytes ?? []).map((byte) => byte ^ 1);
  expect(over(store).begin(call(ONE))).toEqual({ kind: "unknown" });
});
