// What a daemon keeps of the owner's calls: once is once over restarts and crashes, and secrets know their age.

import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import type { Client } from "./client.ts";
import { aHook, createHome, type DaemonHome } from "./daemon-home.ts";

const HOOK = { id: "fresh", title: "Fresh", mode: "wake", prompt_template: "Look." };

/** The answer is sealed when all else is done. */
const DIE_WHEN_SEALING = `
  import crypto from "node:crypto";
  import { syncBuiltinESMExports } from "node:module";
  crypto.createCipheriv = () => process.kill(process.pid, "SIGKILL");
  syncBuiltinESMExports();
`;

interface Sent {
  readonly status: number;
  readonly replayed: boolean;
  readonly text: string;
}

async function keyed(
  daemon: Pick<Client, "adminUrl">,
  home: DaemonHome,
  path: string,
  body: object,
): Promise<Sent> {
  const token = (await readFile(home.paths.adminTokenFile, "utf8")).trim();
  const answer = await fetch(`${daemon.adminUrl}/api/v1${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "idempotency-key": "k1",
    },
  });
  const replayed = answer.headers.get("idempotent-replayed") === "true";
  return { status: answer.status, replayed, text: await answer.text() };
}

it("answers a repeat after a restart as before, and keeps no secret of it in plain", async () => {
  const home = await createHome();
  const before = await home.start();
  const first = await keyed(before, home, "/hooks", { hook: HOOK });
  const { new_secret: secret } = JSON.parse(first.text) as { new_secret: string };
  await before.stop();
  const daemon = await home.start();

  const again = await keyed(daemon, home, "/hooks", { hook: HOOK });
  const other = await keyed(daemon, home, "/hooks", { hook: { ...HOOK, id: "other" } });
  const rotated = await keyed(daemon, home, "/hooks/fresh/rotate", {});
  const refused = await keyed(daemon, home, "/hooks/none/rotate", {});

  expect([first.status, first.replayed]).toEqual([201, false]);
  expect(again).toEqual({ ...first, replayed: true });
  expect([other.status, rotated.status, refused.status]).toEqual([422, 200, 404]);
  await daemon.stop();
  const { new_secret: rotatedSecret } = JSON.parse(rotated.text) as { new_secret: string };
  for (const name of await readdir(home.paths.root))
    if (name.startsWith("wakehook.")) {
      const bytes = await readFile(path.join(home.paths.root, name), "latin1");
      expect([name, bytes.includes(secret), bytes.includes(rotatedSecret)]).toEqual([
        name,
        false,
        false,
      ]);
    }
});

it("does not do again what a daemon did that was killed before it had written the answer down", async () => {
  const home = await createHome({ hooks: [aHook("a", { token: "a-token" })] });
  const preload = path.join(home.folder, "die-when-sealing.mjs");
  await writeFile(preload, DIE_WHEN_SEALING);
  const doomed = await home.spawn({ preload });
  const written = async () => (await readFile(home.paths.hooksFile, "utf8")).includes("a-token");

  await expect(keyed(doomed, home, "/hooks/a/rotate", {})).rejects.toThrow();
  await doomed.ended;
  expect(await written()).toBe(false);
  const after = await readFile(home.paths.hooksFile, "utf8");
  const daemon = await home.start();
  const again = await keyed(daemon, home, "/hooks/a/rotate", {});

  expect(again).toMatchObject({ status: 409, text: expect.stringContaining("may have been done") });
  expect(await readFile(home.paths.hooksFile, "utf8")).toBe(after);
});

it("knows since when each hook has its secret, whoever changed it", async () => {
  const home = await createHome({
    hooks: [aHook("a", { token: "a-token" }), aHook("b", { token: "b-token" })],
  });
  const daemon = await home.start();
  const ages = async (): Promise<Array<number | null>> => {
    const list = (await (await daemon.admin("GET", "/hooks")).json()) as {
      hooks: ReadonlyArray<{ secret_set_at: number | null }>;
    };
    return list.hooks.map((hook) => hook.secret_set_at);
  };
  const [a, b] = await ages();

  await daemon.admin("POST", "/hooks/a/rotate", {});
  const [rotated] = await ages();
  const asana = aHook("asana", { source: "asana" });
  await home.putHooks([aHook("b", { token: "by-hand" }), asana]);
  await daemon.admin("POST", "/reload");
  const [byHand, unpaired] = await ages();
  await daemon.admin("POST", "/hooks/asana/pair", {});
  const handed = await fetch(`${daemon.hooksUrl}/hooks/asana`, {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json", "x-hook-secret": "handed-over-by-asana" },
  });
  const [, paired] = await ages();
  await daemon.stop();

  expect(a).toBe(b);
  expect(rotated).toBeGreaterThan(a ?? 0);
  expect(byHand).toBeGreaterThan(rotated ?? 0);
  expect([unpaired, handed.status]).toEqual([null, 200]);
  expect(paired).toBeGreaterThan(byHand ?? 0);
  const later = await home.start();
  const { hooks } = (await (await later.admin("GET", "/hooks")).json()) as { hooks: object[] };
  expect(hooks).toMatchObject([
    { id: "b", secret_set_at: byHand },
    { id: "asana", secret_set_at: paired },
  ]);
});
