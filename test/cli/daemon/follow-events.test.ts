import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { followEvents } from "../../../src/cli/daemon/follow-events.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { homePaths } from "../../../src/system/home.ts";

/** A daemon that tells nothing; `left` settles when whoever asked has gone. */
async function silentDaemon() {
  const { promise: left, resolve } = Promise.withResolvers<void>();
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    response.once("close", resolve);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const root = await mkdtemp(path.join(tmpdir(), "wakehook-follow-"));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await rm(root, { recursive: true, force: true });
  });
  const paths = homePaths(path.join(root, "home"));
  await mkdir(paths.root, { mode: 0o700 });
  const { port } = server.address() as AddressInfo;
  const record = { pid: process.pid, admin_address: { host: "127.0.0.1", port } };
  await writeFile(paths.daemonFile, JSON.stringify(record));
  await writeFile(paths.adminTokenFile, "a-token");
  return { paths, left };
}

test("leaves no line open where nobody reads on, not even one that has told nothing", async () => {
  const { paths, left } = await silentDaemon();
  const { signal } = new AbortController();
  const followed = followEvents({ paths, clock: systemClock }, { signal });

  const first = await followed.next();
  await followed.return(undefined);

  expect(first.value).toEqual({ kind: "open" });
  await left;
});
