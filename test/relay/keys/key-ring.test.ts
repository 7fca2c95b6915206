import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { DaemonKey } from "../../../src/core/tunnel/daemon-key.ts";
import { changeKeys, readKeyFile } from "../../../src/relay/keys/key-file.ts";
import { openKeyRing, type KeyRing } from "../../../src/relay/keys/key-ring.ts";
import { keyHash } from "../../../src/relay/keys/key-text.ts";
import { relayPaths, type RelayPaths } from "../../../src/relay/paths.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { NO_LOG } from "../store/temp-store.ts";

function temporaryPaths(): RelayPaths {
  const root = mkdtempSync(path.join(tmpdir(), "wakehook-keys-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const paths = relayPaths(root);
  mkdirSync(paths.folder, { mode: 0o700 });
  return paths;
}

function aKey(name: string, change: Partial<DaemonKey> = {}): DaemonKey {
  const base = { createdAt: 0, expiresAt: null, revokedAt: null, publicKey: null };
  return { ...base, name, sha256: keyHash(`text of ${name}`), ...change };
}

async function ringOf(paths: RelayPaths, ...keys: readonly DaemonKey[]): Promise<KeyRing> {
  await changeKeys(paths, () => keys);
  const ring = await openKeyRing({ paths, clock: systemClock, log: NO_LOG });
  onTestFinished(() => ring.close());
  return ring;
}

describe("the key ring", () => {
  it("finds keys that are in force by their text, and no others", async () => {
    const ring = await ringOf(
      temporaryPaths(),
      aKey("a"),
      aKey("old", { expiresAt: Date.now() - 1 }),
      aKey("gone", { revokedAt: 5 }),
    );

    expect(ring.find("text of a")?.name).toBe("a");
    for (const text of ["text of old", "text of gone", "text of b", "", keyHash("text of a")])
      expect(ring.find(text)).toBeNull();
    expect(ring.ofDaemon("gone")?.name).toBe("gone");
  });

  it("follows the file, and tells of it", async () => {
    const paths = temporaryPaths();
    const ring = await ringOf(paths, aKey("a"));
    const told = Promise.withResolvers<void>();
    ring.onChange(told.resolve);

    await changeKeys(paths, () => [aKey("b")]);
    await told.promise;

    expect([ring.find("text of a"), ring.find("text of b")?.name]).toEqual([null, "b"]);
  });

  it("goes on with what it had where the file breaks", async () => {
    const paths = temporaryPaths();
    const ring = await ringOf(paths, aKey("a"));

    writeFileSync(paths.keysFile, '{"keys": [{"name": "a"}]}');
    await ring.look();

    expect(ring.find("text of a")?.name).toBe("a");
    await expect(readKeyFile(paths.keysFile)).rejects.toMatchObject({ code: "settings_invalid" });
  });

  it("goes on with what it had where the file cannot even be looked at", async () => {
    const paths = temporaryPaths();
    const ring = await ringOf(paths, aKey("a"));

    rmSync(paths.keysFile);
    symlinkSync(paths.keysFile, paths.keysFile);
    await ring.look();

    expect(ring.find("text of a")?.name).toBe("a");
  });

  it("pins the first public key, and refuses another one, also of a ring beside it", async () => {
    const paths = temporaryPaths();
    const [one, other] = [await ringOf(paths, aKey("a")), await ringOf(paths, aKey("a"))];
    const unpinned = aKey("a");

    const pinned = await Promise.all([one.pin(unpinned, "first"), other.pin(unpinned, "second")]);

    expect(pinned.filter(Boolean)).toHaveLength(1);
    const [kept] = await readKeyFile(paths.keysFile);
    expect(kept?.publicKey).toBe(pinned[0] ? "first" : "second");
    expect(await one.pin(unpinned, kept?.publicKey ?? "")).toBe(true);
  });

  it("pins no key that was exchanged meanwhile", async () => {
    const paths = temporaryPaths();
    const ring = await ringOf(paths, aKey("a"));
    await changeKeys(paths, () => [aKey("a", { sha256: keyHash("new") })]);

    expect(await ring.pin(aKey("a"), "thief")).toBe(false);
    expect((await readKeyFile(paths.keysFile))[0]?.publicKey).toBeNull();
  });
});
