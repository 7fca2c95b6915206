import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Config } from "../../../src/core/settings/config.ts";
import { loadSubscriptions } from "../../../src/settings/load/load-subscriptions.ts";
import { tempFolder } from "../../ledger/temp-ledger.ts";

const url = "https://example.com/in";
const SECRET = `whsec_${Buffer.alloc(24, 1).toString("base64")}`;

function load(config: Record<string, unknown>, environment: Record<string, string> = {}) {
  const sealKeyFile = path.join(tempFolder(), "subscriptions.key");
  return loadSubscriptions(Config.parse(config), { environment, sealKeyFile });
}
const loadOne = async (fields: Record<string, unknown>, environment = {}) => {
  const { subscriptions, problems } = await load(
    { subscriptions: [{ id: "ci", url, ...fields }] },
    environment,
  );
  return { one: subscriptions[0], problems };
};

describe("a subscription", () => {
  it("has its secret and headers from where they stand, and shows none of them", async () => {
    const file = path.join(tempFolder(), "secret");
    await writeFile(file, `${SECRET}\n`, { mode: 0o600 });
    const { one, problems } = await loadOne(
      { secret: `file:${file}`, headers: { "X-Key": "env:KEY" } },
      { KEY: "k3y" },
    );

    expect(problems).toEqual([]);
    expect(one).toMatchObject({ secrets: [SECRET], headers: [["X-Key", "k3y"]], problem: null });
    expect(JSON.stringify(one?.subscription)).not.toMatch(/whsec|env:KEY/);
  });

  it.each([
    ["a secret that is not set", { secret: "env:NONE" }, "its secret cannot be had"],
    ["a secret whose key is gone", { secret: "sealed:v1:0:x" }, "its secret cannot be had"],
    ["no secret", {}, "it has no secret, and sign is not none"],
    ["a secret that is no key", { secret: "whsec_!" }, "cannot be signed"],
    [
      "a header that is not set",
      { secret: SECRET, headers: { X: "env:NONE" } },
      "a header's value",
    ],
    ["a header that is none", { secret: SECRET, headers: { X: "a\nb" } }, "not fit for a header"],
    ["a description that cannot sign", { secret: "s", sign: { kind: "none" } }, "cannot be signed"],
  ])("with %s is told nothing, and its owner why", async (_, fields, words) => {
    const { one, problems } = await loadOne(fields);

    expect(one?.problem).toContain(words);
    expect(problems.some(({ message }) => message.includes("nothing is sent to"))).toBe(true);
    expect(problems.some(({ level }) => level === "error")).toBe(false);
    expect(JSON.stringify(problems)).not.toContain(SECRET);
  });
});

it("says that a secret stands in plain text, and how to seal it", async () => {
  const { one, problems } = await loadOne({ secret: SECRET });

  expect(one?.problem).toBeNull();
  expect(problems).toMatchObject([
    { level: "note", hint: "seal it: wakehook subscription set ci enabled=true" },
  ]);
});

describe("callbacks", () => {
  it("are subscriptions with a bearer token and a name that stays", async () => {
    const callbacks = [{ url: "https://a.example" }, { url, token: "t0ken", events: ["agent"] }];
    const both = await load({ callbacks });
    const one = await load({ callbacks: callbacks.slice(1) });

    expect(both.problems).toEqual([]);
    expect(both.subscriptions[1]).toMatchObject({
      headers: [["authorization", "Bearer t0ken"]],
      subscription: { sign: "none", events: ["agent"] },
    });
    expect(one.subscriptions[0]?.id).toBe(both.subscriptions[1]?.id);
  });
});

it("refuses two of one id, and unknown fields", () => {
  expect(Config.safeParse({ subscriptions: [{ id: "ci", url, sercet: "x" }] }).success).toBe(false);
  expect(Config.safeParse({ subscriptions: [{ id: "CI", url }] }).success).toBe(false);
});
