import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { wireHooks } from "../../src/admin/hook-view.ts";
import { loadedHook, SECRET, snapshot } from "./harness.ts";

const hex = (text: string) => createHash("sha256").update(text).digest("hex");
const view = (change: Parameters<typeof loadedHook>[1]) =>
  wireHooks(snapshot([loadedHook("site", change)]), [])[0];

describe("wireHooks", () => {
  it("shows secrets as fingerprints, whether they are stored plain or hashed", () => {
    const secrets = {
      token: `sha256:${hex("the token")}`,
      secret: SECRET,
      previousSecret: null,
      previousSecretUntil: null,
      hmacSecret: "the token",
    };

    expect(view({ secrets })?.fingerprints).toEqual({
      token: `fingerprint:${hex("the token").slice(0, 12)}`,
      secret: `fingerprint:${hex(SECRET).slice(0, 12)}`,
      hmac_secret: `fingerprint:${hex("the token").slice(0, 12)}`,
    });
  });

  it("names the fields that are not at work yet", () => {
    const problem = { file: "webhooks.json", entry: "site", message: "x" };
    const problems = [
      { ...problem, level: "note", field: "budget" },
      { ...problem, level: "note", field: "when" },
      { ...problem, level: "note", field: "budget" },
      { ...problem, level: "warning", field: "provider" },
    ] as const;

    expect(view({ problems })?.pending).toEqual(["budget", "when"]);
  });

  it("gives a hook without a past zeros", () => {
    expect(view({})?.history).toEqual({
      deliveries: 0,
      waiting: 0,
      last_received_at: null,
      last_status: null,
    });
  });
});
