// The admin API on a real socket: what only sockets show.

import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openListener, type Listener } from "../../src/http/listener.ts";
import { systemClock } from "../../src/system/clock.ts";
import { openHarness, TOKEN, type Harness } from "./harness.ts";
import { readBlocks } from "./sse.ts";

let harness: Harness;
let listener: Listener;
beforeEach(async () => {
  harness = openHarness({
    addresses: () => ({ admin: listener.address, hooks: null }),
  });
  listener = await openListener({
    clock: systemClock,
    fetch: (request, info) => harness.admin.fetch(request, info),
    host: "127.0.0.1",
    port: 0,
    portSetting: "admin.port",
  });
});
afterEach(async () => {
  harness.close();
  await listener.close(1000);
});

const authorization = `Bearer ${TOKEN}`;
const url = (target: string) => `http://127.0.0.1:${listener.address.port}${target}`;

describe("admin on a socket", () => {
  it("answers the client that the CLI uses", async () => {
    const answer = await fetch(url("/api/v1/status"), { headers: { authorization } });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ addresses: { admin: listener.address } });
  });

  it("takes a POST without a body and one with", async () => {
    const plain = await fetch(url("/api/v1/stop"), { method: "POST", headers: { authorization } });
    const sent = await fetch(url("/api/v1/hooks/site/send"), {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ payload: { big: "x".repeat(2_000_000) } }),
    });

    expect(plain.status).toBe(202);
    expect(await sent.json()).toMatchObject({ status: 202 });
  });

  it("streams events at once and ends them at the stop, so that the listener closes in time", async () => {
    const answer = await fetch(url("/api/v1/events"), { headers: { authorization } });
    const reader = readBlocks(answer.body);
    await reader.next();
    harness.events.emit({ type: "settings", at: 1, hooks: 4, problems: 0 });

    expect(await reader.next()).toMatchObject({ event: "settings", data: { hooks: 4 } });
    harness.admin.close();
    const started = performance.now();
    await listener.close(10_000);

    expect((await reader.rest()).map(({ event }) => event)).toEqual(["shutdown"]);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("forgets a watcher whose connection is cut", async () => {
    const gone = new AbortController();
    const answer = await fetch(url("/api/v1/events"), {
      headers: { authorization },
      signal: gone.signal,
    });
    await readBlocks(answer.body).next();
    expect(harness.clock.waiting()).toBe(1);

    gone.abort();
    await expect.poll(() => harness.clock.waiting()).toBe(0);
  });

  it("drops a watcher that never reads, within bounds", async () => {
    const place = `127.0.0.1:${listener.address.port}`;
    const socket = connect(listener.address.port, "127.0.0.1");
    socket.write(
      `GET /api/v1/events HTTP/1.1\r\nHost: ${place}\r\nAuthorization: ${authorization}\r\n\r\n`,
    );
    await expect.poll(() => harness.clock.waiting()).toBe(1);
    socket.pause();

    const reason = "r".repeat(20_000);
    for (let count = 0; count < 2000 && harness.clock.waiting() > 0; count += 1) {
      harness.events.emit({
        type: "refused",
        at: count,
        hookId: "site",
        code: "unauthorized",
        reason,
        remoteAddress: "::1",
      });
      await new Promise((resolve) => setImmediate(resolve));
    }

    expect(harness.clock.waiting()).toBe(0);
    socket.destroy();
  });
});
