// What the daemon is compared with: the same HTTP stack and the same checks on a request, and in the place of
// the ledger either nothing at all, or the least that keeps a promise: the bytes appended to a file, and synced.
// In: CONTROL_KEEP (`nothing` or `log`), CONTROL_FILE, CONTROL_SECRET, CONTROL_PORT. Out: one line with its port.

import { randomBytes } from "node:crypto";
import { fdatasync, openSync, writev } from "node:fs";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import type { AddressInfo } from "node:net";
import { isProven } from "./check-request.ts";

const secret = process.env["CONTROL_SECRET"] ?? "";
const keep =
  process.env["CONTROL_KEEP"] === "log" ? openLog(process.env["CONTROL_FILE"] ?? "") : null;

const app = new Hono();
app.post("/hooks/:id", async (context) => {
  const body = Buffer.from(await context.req.arrayBuffer());
  const authorization = context.req.header("authorization");
  const signature = context.req.header("x-hub-signature-256");
  if (!isProven(secret, { signature, authorization }, body))
    return context.json({ error: "unauthorized" }, 401);
  JSON.parse(body.toString());
  const id = randomBytes(10).toString("hex");
  if (keep !== null) {
    const headers = Buffer.from(JSON.stringify(context.req.header()));
    await keep([headers, body]);
  }
  return context.json({ accepted: true, hook_id: context.req.param("id"), delivery_id: id }, 202);
});

const server = createAdaptorServer({ fetch: app.fetch });
server.listen(Number(process.env["CONTROL_PORT"] ?? 0), "127.0.0.1", () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
});

/**
 * Appends in groups: what arrives while one sync is under way shares the next. The write and the sync go to
 * Node's threads, so that the event loop never waits: no program of this stack keeps its word for less.
 */
function openLog(file: string): (parts: readonly Buffer[]) => Promise<void> {
  const descriptor = openSync(file, "a", 0o600);
  let parts: Buffer[] = [];
  let waiting: Array<() => void> = [];
  let isBusy = false;

  function flush(): void {
    if (isBusy || waiting.length === 0) return;
    isBusy = true;
    const group = waiting;
    const bytes = parts;
    waiting = [];
    parts = [];
    writev(descriptor, bytes, (writeError) => {
      if (writeError !== null) throw writeError;
      fdatasync(descriptor, (syncError) => {
        if (syncError !== null) throw syncError;
        isBusy = false;
        flush();
        for (const settle of group) settle();
      });
    });
  }

  return (added) =>
    new Promise((resolve) => {
      parts.push(...added);
      waiting.push(resolve);
      // At the end of the turn, so that a group is as large as it can be.
      if (waiting.length === 1) setImmediate(flush);
    });
}
