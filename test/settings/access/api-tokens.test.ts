import { chmod, readFile, rm, mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { openApiTokens } from "../../../src/settings/access/api-tokens.ts";
import type { Log } from "../../../src/core/ports/log-port.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";
import { handClock } from "../../admin/harness.ts";
import { tempFolder } from "../temp-home.ts";

const WANTED = { name: "ci", scopes: ["hooks:read"], expiresAt: null } as const;

async function opened(content?: string) {
  const file = path.join(await tempFolder(), "api-tokens.json");
  if (content !== undefined) await writeFile(file, content, { mode: 0o600 });
  const logged: string[] = [];
  const say = (message: string) => logged.push(message);
  const log: Log = { debug: say, info: say, warn: say, error: say };
  const clock = handClock();
  const deps = { file, clock, randomness: systemRandomness, log };
  return { file, clock, logged, deps, tokens: await openApiTokens(deps) };
}

it("keeps a token as a hash, in a file for its owner alone", async () => {
  const { file, tokens } = await opened();
  const { token, text } = await tokens.create(WANTED);
  const written = await readFile(file, "utf8");

  expect(text).toMatch(/^whk_[\w-]{43}$/);
  expect(token).toMatchObject({ id: expect.stringMatching(/^tok_[0-9a-f]{12}$/), name: "ci" });
  expect(written).not.toContain(text.slice(4));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it("finds a token by its text alone, also after a restart, and not once it is revoked", async () => {
  const { deps, tokens } = await opened();
  const { text } = await tokens.create(WANTED);
  await tokens.close();
  const again = await openApiTokens(deps);

  expect(again.use(text)).toMatchObject({ name: "ci", scopes: ["hooks:read"] });
  expect(again.use(`${text}x`)).toBeNull();
  expect(again.use("ci")).toBeNull();

  await again.revoke("ci");
  expect(again.use(text)).toBeNull();
  expect((await openApiTokens(deps)).use(text)).toBeNull();
  await again.close();
});

it("remembers when a token was used, written at most once a minute", async () => {
  const { file, clock, deps, tokens } = await opened();
  const { text } = await tokens.create(WANTED);
  clock.advance(5000);
  tokens.use(text);
  tokens.use(text);

  expect(tokens.list()[0]?.lastUsedAt).toBe(clock.now());
  expect(clock.waiting()).toBe(1);
  expect(await readFile(file, "utf8")).toContain('"last_used_at": null');

  await tokens.close();
  expect((await openApiTokens(deps)).list()[0]?.lastUsedAt).toBe(clock.now());
});

it("makes two tokens at once without losing one, and one name only once", async () => {
  const { deps, tokens } = await opened();
  await Promise.all([tokens.create(WANTED), tokens.create({ ...WANTED, name: "other" })]);

  await expect(tokens.create(WANTED)).rejects.toMatchObject({ code: "already_exists" });
  expect((await openApiTokens(deps)).list().map(({ name }) => name)).toEqual(["ci", "other"]);
});

it.each([
  ["no JSON", "{"],
  ["no list", "{}"],
  ["an entry without a hash", '{"tokens": [{"id": "tok_1", "name": "ci", "scopes": []}]}'],
  [
    "an expiry that cannot be read",
    JSON.stringify({
      tokens: [
        {
          id: "tok_1",
          name: "ci",
          sha256: "a".repeat(64),
          scopes: [],
          created_at: "2026-01-01T00:00:00Z",
          expires_at: "soon",
          last_used_at: null,
        },
      ],
    }),
  ],
])("lets nobody in by a file with %s, and does not write over it", async (_, content) => {
  const { file, tokens, logged } = await opened(content);

  expect(tokens.list()).toEqual([]);
  await expect(tokens.create(WANTED)).rejects.toMatchObject({ code: "settings_invalid" });
  expect(await readFile(file, "utf8")).toBe(content);
  expect(logged).toEqual(["no named token is taken"]);
});

it("gives no token that could not be written", async () => {
  const { file, tokens } = await opened();
  await rm(file, { force: true });
  await mkdir(file);
  await chmod(file, 0o700);

  await expect(tokens.create(WANTED)).rejects.toMatchObject({ code: "settings_unwritable" });
  expect(tokens.list()).toEqual([]);
});
