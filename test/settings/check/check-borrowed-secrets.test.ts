import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readSettings } from "../../../src/settings/read.ts";
import { goodHook, put, tempHome } from "../temp-home.ts";

const ADMIN = "the-admin-token-of-this-home-0123456789";
const hashed = (text: string): string =>
  `sha256:${createHash("sha256").update(text).digest("hex")}`;

async function load(hook: Record<string, unknown>, token = "another-token") {
  const paths = await tempHome();
  await put(paths.adminTokenFile, `${ADMIN}\n`);
  await put(paths.configFile, { webhooks: { token } });
  await put(paths.hooksFile, { hooks: [goodHook("notes", hook), goodHook("good", {})] });
  return readSettings(paths, {});
}

describe("a secret that is something else as well", () => {
  it.each([
    ["the admin token", { token: ADMIN }, "admin.token"],
    ["the admin token as a hash", { token: hashed(ADMIN) }, "admin.token"],
    ["the admin token", { source: "github", secret: ADMIN }, "admin.token"],
    ["the hook's id", { token: "notes" }, "own id"],
  ])("takes its entry out of force, and no other: %s", async (_, hook, words) => {
    const { hooks, problems } = await load(hook);

    const states = [...hooks.values()].map(({ state }) => state);
    expect(states).toEqual(["invalid", "valid"]);
    const errors = problems.filter(({ level }) => level === "error");
    expect(errors).toMatchObject([
      { entry: "notes", value: "(secret)", message: expect.stringContaining(words) as string },
    ]);
    expect(JSON.stringify(problems)).not.toContain(ADMIN);
  });

  it("is an error of config.json where it is the global token", async () => {
    const { problems } = await load({}, ADMIN);

    expect(problems).toContainEqual(
      expect.objectContaining({ level: "error", file: "config.json", field: "webhooks.token" }),
    );
  });

  it("is masked: the admin token is a secret in force", async () => {
    expect((await load({})).secretValues).toContain(ADMIN);
  });
});
