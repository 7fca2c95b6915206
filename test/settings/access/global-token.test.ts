import { readFile, stat } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../../../src/core/secrets/fingerprint.ts";
import { ensureGlobalToken } from "../../../src/settings/access/global-token.ts";
import { readSettings } from "../../../src/settings/read.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";
import { put, tempHome } from "../temp-home.ts";

describe("ensureGlobalToken", () => {
  it("makes a token at the first start and gives away only its fingerprint", async () => {
    const paths = await tempHome();

    const shown = await ensureGlobalToken(paths, systemRandomness);

    const { globalToken } = await readSettings(paths, {});
    expect(globalToken).toMatch(/^[\w-]{43}$/);
    expect(shown).toBe(fingerprint(globalToken ?? ""));
    expect((await stat(paths.configFile)).mode & 0o777).toBe(0o600);
  });

  it.each([{}, { token: "" }, { token: null }, { port: 9 }])(
    "fills in %j and keeps the rest",
    async (webhooks) => {
      const paths = await tempHome();
      await put(paths.configFile, { timezone: "Europe/Berlin", webhooks });

      await ensureGlobalToken(paths, systemRandomness);

      expect(JSON.parse(await readFile(paths.configFile, "utf8"))).toEqual({
        timezone: "Europe/Berlin",
        webhooks: { ...webhooks, token: expect.stringMatching(/^[\w-]{43}$/) },
      });
    },
  );

  it("leaves a token that is there", async () => {
    const paths = await tempHome();
    const asTyped = '{"webhooks": {"token": "env:TOKEN"}}';
    await put(paths.configFile, asTyped);

    await expect(ensureGlobalToken(paths, systemRandomness)).resolves.toBeNull();

    expect(await readFile(paths.configFile, "utf8")).toBe(asTyped);
  });

  it("makes one token when two start at the same time", async () => {
    const paths = await tempHome();

    const shown = await Promise.all(
      [1, 2, 3].map(() => ensureGlobalToken(paths, systemRandomness)),
    );

    const { globalToken } = await readSettings(paths, {});
    const made = shown.filter((one) => one !== null);
    expect(made).toEqual([fingerprint(globalToken ?? "")]);
  });

  it.each(['{"webhooks": 7}', '{"webhooks": []}'])("does not write over %s", async (text) => {
    const paths = await tempHome();
    await put(paths.configFile, text);

    await expect(ensureGlobalToken(paths, systemRandomness)).resolves.toBeNull();

    expect(await readFile(paths.configFile, "utf8")).toBe(text);
  });

  it("refuses a broken config.json and leaves it", async () => {
    const paths = await tempHome();
    await put(paths.configFile, "{");

    await expect(ensureGlobalToken(paths, systemRandomness)).rejects.toMatchObject({
      code: "settings_invalid",
    });
  });
});
