import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { secretMarks, secretsSetAt } from "../../../src/core/secrets/secret-marks.ts";
import { Hook } from "../../../src/core/settings/hook.ts";
import type { HookSecrets, LoadedHook } from "../../../src/core/settings/settings.ts";
import { hookId, loadedHook } from "../../admin/harness.ts";

const KEY = Buffer.alloc(32, 7);
const NONE: HookSecrets = {
  token: null,
  secret: null,
  previousSecret: null,
  previousSecretUntil: null,
  hmacSecret: null,
};

function hookWith(secrets: Partial<HookSecrets>, fields: object = { source: "generic" }) {
  const hook = Hook.parse({ id: "a", title: "A", mode: "cron_task", ...fields });
  return loadedHook("a", { hook, secrets: { ...NONE, ...secrets } });
}

function markOf(loaded: LoadedHook, key = KEY): string | undefined {
  return secretMarks([loaded], key).get(loaded.id)?.toString("hex");
}

test("a mark changes with the secret, the key and the hook, and says nothing else", () => {
  const mark = markOf(hookWith({ token: "one" }));

  expect(mark).toMatch(/^[0-9a-f]{64}$/);
  expect(markOf(hookWith({ token: "one" }))).toBe(mark);
  const others = [
    markOf(hookWith({ token: "two" })),
    markOf(hookWith({ token: "one" }), Buffer.alloc(32, 8)),
    markOf({ ...hookWith({ token: "one" }), id: hookId("b") }),
  ];
  expect(new Set([mark, ...others]).size).toBe(4);
});

test("a token that is stored as its hash is no new one", () => {
  const hashed = `sha256:${createHash("sha256").update("one").digest("hex")}`;

  expect(markOf(hookWith({ token: hashed }))).toBe(markOf(hookWith({ token: "one" })));
});

test("what counts is the secret that senders prove themselves with", () => {
  const github = { source: "github" };
  const before = markOf(hookWith({ secret: "one" }, github));

  expect(markOf(hookWith({ secret: "one", token: "x", previousSecret: "y" }, github))).toBe(before);
  expect(markOf(hookWith({ hmacSecret: "one" }, { auth_mode: "hmac" }))).toBe(before);
  expect(markOf(hookWith({ token: "one" }, github))).toBeUndefined();
});

test("of an entry that was never valid nothing is known", () => {
  expect(markOf(loadedHook("a", { state: "invalid", hook: null }))).toBeUndefined();
});

test("an age is known only where the kept mark is that of the secret in force", () => {
  const marks = secretMarks([hookWith({ token: "one" })], KEY);
  const mark = marks.get(hookId("a")) ?? Buffer.alloc(0);
  const kept = (other: Uint8Array) => [{ hookId: hookId("a"), mark: other, setAt: 5 }];

  expect([...secretsSetAt(kept(mark), marks)]).toEqual([["a", 5]]);
  expect([...secretsSetAt(kept(Buffer.alloc(32)), marks)]).toEqual([]);
  expect([...secretsSetAt(kept(mark), new Map())]).toEqual([]);
});
