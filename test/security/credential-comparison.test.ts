// A secret is compared in constant time, and an empty one opens nothing.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { equalBytes, equalSecrets } from "../../src/signing/compare.ts";
import { aHook, openHome, type DaemonHome, type LiveDaemon } from "../e2e/daemon-home.ts";

const SRC = path.resolve(import.meta.dirname, "../../src");

describe("CVE-2026-28475: a hook's token was compared with ===", () => {
  // What went wrong: the comparison ended at the first character that differed, so that its time told how many
  // characters of a guess were right.
  it("compares secrets by digests of one length, and digests with timingSafeEqual", () => {
    expect(equalSecrets("a", "a")).toBe(true);
    expect(equalSecrets("a", "ab")).toBe(false);
    expect(equalBytes(Buffer.from("ab"), Buffer.from("ab"))).toBe(true);
    expect(equalBytes(Buffer.from("ab"), Buffer.from("abc"))).toBe(false);
    const text = readFileSync(path.join(SRC, "signing/compare.ts"), "utf8");
    expect(text).toMatch(/timingSafeEqual\(sha256\(left\), sha256\(right\)\)/);
  });

  it("has no place in the way of a request that compares a credential otherwise", () => {
    // A credential on the left and something that is no literal on the right.
    const compares =
      /\b\w*(?:token|secret|signature|credential|digest|password)\b\s*[!=]==(?!\s*(?:null\b|undefined\b|["\d]))/i;
    const found = ["signing", "ingress", "admin", "http"].flatMap((folder) =>
      readdirSync(path.join(SRC, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .flatMap((name) => {
          const lines = readFileSync(path.join(SRC, folder, name), "utf8").split("\n");
          return lines.filter((line) => compares.test(line)).map((line) => `${name}: ${line}`);
        }),
    );

    expect(found).toEqual([]);
  });
});

describe("goclaw#1134: an empty secret let everybody in as the administrator", () => {
  // What went wrong: no secret was configured, the header was missing, and the two empty texts were equal.
  let home: DaemonHome;
  let daemon: LiveDaemon;
  const hooks = [
    aHook("bearer", { token: "file:/dev/null" }),
    aHook("empty", { token: "" }),
    aHook("hmac", { auth_mode: "hmac", hmac_secret: "", hmac_header: "x-sig" }),
    aHook("github", { source: "github", secret: "" }),
    aHook("gitlab", { source: "gitlab" }),
  ];
  beforeAll(async () => {
    home = await openHome({ hooks });
    daemon = await home.start();
  });
  afterAll(() => home.close());

  it.each(hooks.map(({ id }) => String(id)))("refuses every request of %s", async (id) => {
    // HMAC-SHA256 of an empty body under an empty key.
    const signature = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
    const guesses: Array<Record<string, string>> = [
      {},
      { authorization: "Bearer " },
      { authorization: "Bearer" },
      { "x-sig": signature },
      { "x-hub-signature-256": `sha256=${signature}`, "x-github-delivery": "1" },
      { "x-gitlab-token": "" },
    ];
    for (const headers of guesses) {
      const response = await fetch(`${daemon.hooksUrl}/hooks/${id}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: "{}",
      });
      expect([401, 503]).toContain(response.status);
    }
  });

  it.each([{}, { authorization: "Bearer " }, { "x-api-key": "" }])(
    "refuses the admin API to %j",
    async (headers) => {
      const { admin_address: at } = JSON.parse(readFileSync(home.paths.daemonFile, "utf8")) as {
        admin_address: { host: string; port: number };
      };
      const url = `http://${at.host}:${at.port}/api/v1/status`;

      expect((await fetch(url, { headers: headers as Record<string, string> })).status).toBe(401);
    },
  );
});
