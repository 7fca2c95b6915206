// Loopback is no boundary: a web page can make a browser ask 127.0.0.1 under a name of its own.

import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN_ROUTES } from "../../src/admin/routes/routes.ts";
import { aHook, openHome, type DaemonHome, type LiveDaemon } from "../e2e/daemon-home.ts";

let home: DaemonHome;
let daemon: LiveDaemon;
let admin: { host: string; port: number };
let token: string;
beforeAll(async () => {
  home = await openHome({ hooks: [aHook("a")], config: { safe_mode: true } });
  daemon = await home.start();
  const record = JSON.parse(await readFile(home.paths.daemonFile, "utf8")) as {
    admin_address: typeof admin;
  };
  admin = record.admin_address;
  token = (await readFile(home.paths.adminTokenFile, "utf8")).trim();
});
afterAll(() => home.close());

/** Asks the admin listener under any name, as a browser would be made to. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const asked = request({ ...admin, method, path, headers }, (response) => {
      response.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    asked.on("error", reject);
    asked.end();
  });
}
const right = (): Record<string, string> => ({ authorization: `Bearer ${token}` });

describe("CVE-2025-66414 (GHSA-w48q-cv73-mx4w), CVE-2026-34742, GHSA-89vp-x53w-74fx: DNS rebinding", () => {
  // What went wrong: a server on localhost answered to every Host, so that a page whose name was turned to
  // 127.0.0.1 was of the same origin as the server.
  it.each(Object.values(ADMIN_ROUTES).map(({ method, path }) => [method, path] as const))(
    "answers no foreign name, with the right token too: %s %s",
    async (method, path) => {
      for (const host of [
        `evil.example:${admin.port}`,
        "localhost.evil.example",
        "127.0.0.1.nip.io",
      ])
        expect((await ask(method, path, { host, ...right() })).status).toBe(403);
    },
  );

  it.each(["127.0.0.1", "localhost", "[::1]"])("answers as %s", async (name) => {
    const host = `${name}:${admin.port}`;

    expect((await ask("GET", "/api/v1/status", { host, ...right() })).status).toBe(200);
  });
});

describe("0.0.0.0-day, and browsers that ask before they let a page reach loopback", () => {
  // What went wrong: pages reached local servers as 0.0.0.0; the browsers' own questions (Local Network Access)
  // exist in some browsers only, so nothing may depend on them.
  it("does not answer as 0.0.0.0, nor on a port that the name does not have", async () => {
    for (const host of [`0.0.0.0:${admin.port}`, "127.0.0.1", `127.0.0.1:${admin.port + 1}`])
      expect((await ask("GET", "/api/v1/status", { host, ...right() })).status).toBe(403);
  });

  it.each([
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ])("refuses a page's request without asking the browser: %j", async (headers) => {
    const host = `127.0.0.1:${admin.port}`;
    const answer = await ask("POST", "/api/v1/stop", { host, ...right(), ...headers });

    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual(
      [],
    );
  });

  it("gives a page no way to post an event: it has no token, and a simple request no JSON", async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${daemon.hooksUrl}/hooks/a`, { method: "POST", headers, body: "{}" });

    expect((await post({ "content-type": "text/plain" })).status).toBe(415);
    expect((await post({ "content-type": "application/json" })).status).toBe(401);
  });
});
