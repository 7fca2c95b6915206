// Examples of the most used senders, sent by the CLI to a running daemon: signed, through the public way in.

import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startDaemon } from "../../src/daemon.ts";
import { openLedgerReader } from "../../src/ledger/reading/open-reader.ts";
import { fixtureNames } from "../../src/fixtures/table.ts";
import { findSource } from "../../src/sources/table.ts";
import { createCli, goodHook, type Cli, type CliResult } from "../cli/harness.ts";
import { makeKeyTexts } from "../signing/key-pairs.ts";

const names = await fixtureNames();
const sourceOf = (name: string): string => name.slice(0, name.indexOf("/"));

/** A home whose daemon runs, and whose CLI is called on it. */
async function running(...hooks: ReadonlyArray<Record<string, unknown>>): Promise<Cli> {
  const cli = await createCli();
  await cli.putHooks(...hooks);
  const config = { webhooks: { port: 0, token: "global" }, admin: { port: 0 }, safe_mode: true };
  await writeFile(cli.paths.configFile, JSON.stringify(config), { mode: 0o600 });
  const environment = { PATH: "/usr/bin:/bin", HOME: cli.folder };
  const daemon = await startDaemon({ paths: cli.paths, environment, version: "0.0.0-test" });
  onTestFinished(() => daemon.stop());
  return cli;
}

/** A hook of a source with a secret of its kind; the private key of those whose senders hold one. */
function hookOf(name: string) {
  const verifier = findSource(name)?.verifier;
  const keys = verifier?.kind === "public_key" ? makeKeyTexts(verifier) : null;
  const random = randomBytes(24).toString("base64");
  const secret = keys?.publicText ?? (verifier?.key === "whsec" ? `whsec_${random}` : random);
  return {
    hook: goodHook(name, { source: name, token: null, secret }),
    privateKey: keys?.privatePem ?? null,
  };
}

function origins({ paths }: Cli): string[] {
  const reader = openLedgerReader(paths.database);
  try {
    return reader.deliveries({ limit: 1000 }).map(({ origin, event }) => `${origin} ${event}`);
  } finally {
    reader.close();
  }
}

const statusOf = (sent: CliResult): unknown => (sent.json() as { status?: unknown }).status;

describe("wakehook send --fixture --signed", () => {
  it.each([...new Set(names.map(sourceOf))])(
    "is taken by the running daemon for every example, also twice: %s",
    async (source) => {
      const { hook, privateKey } = hookOf(source);
      const cli = await running(hook);
      const keyFile = path.join(cli.folder, "key.pem");
      if (privateKey !== null) await writeFile(keyFile, privateKey);
      const key = privateKey === null ? [] : ["--key", keyFile];
      const own = names.filter((name) => sourceOf(name) === source);

      for (const name of [...own, ...own]) {
        const sent = await cli.run([
          "send",
          source,
          "--fixture",
          name,
          "--signed",
          "--json",
          ...key,
        ]);

        expect([name, sent.code, statusOf(sent)]).toEqual([
          name,
          0,
          findSource(source)?.successStatus,
        ]);
      }

      const expected = own.map((name) => `sender ${name.slice(source.length + 1)}`);
      expect(origins(cli).toSorted()).toEqual([...expected, ...expected].toSorted());
    },
  );

  it("is refused by a daemon that has another secret", async () => {
    const { hook } = hookOf("github");
    const cli = await running(hook);
    const keyFile = path.join(cli.folder, "key");
    await writeFile(keyFile, "another\n");

    const words = ["--fixture", "github/push", "--signed", "--key", keyFile];
    const sent = await cli.run(["send", "github", ...words]);

    expect(sent).toMatchObject({ code: 6, stdout: "github answered 401: unauthorized\n" });
  });

  it("works for a bearer token and an HMAC of the hook's own", async () => {
    const cli = await running(
      goodHook("plain"),
      goodHook("mac", {
        auth_mode: "hmac",
        token: null,
        hmac_secret: "s3cr3t",
        hmac_header: "X-Sig",
      }),
    );

    for (const id of ["plain", "mac"]) {
      const sent = await cli.run(["send", id, "--data", `{"type":"x"}`, "--signed", "--json"]);
      expect([id, statusOf(sent)]).toEqual([id, 202]);
    }
  });

  it.each([
    ["only a hash", "token", { token: `sha256:${"0".repeat(64)}` }, "a hash cannot sign"],
    [
      "a public key",
      "discord",
      hookOf("discord-interactions").hook,
      "the hook holds a public key, which cannot sign",
    ],
    ["no secret", "none", { source: "github", token: null }, "the hook none has no secret"],
  ])("says what is in the way where the hook has %s", async (_, id, fields, message) => {
    const cli = await running(goodHook(id, { ...fields, id }));

    const sent = await cli.run(["send", id, "--data", "{}", "--signed"]);

    expect(sent.code).toBe(6);
    expect(sent.stderr).toContain(message);
  });
});

describe("wakehook send --fixture", () => {
  it("goes through the admin API, marked as a test, also where no secret is set", async () => {
    const cli = await running(goodHook("site", { source: "github", token: null }));

    const sent = await cli.run(["send", "site", "--fixture", "pull_request.merged"]);

    expect(sent.code).toBe(0);
    expect(origins(cli)).toEqual(["test pull_request.merged"]);
  });
});
