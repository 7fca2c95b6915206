import { describe, expect, it } from "vitest";
import type { Lookup } from "../../src/outbound/resolve-target.ts";
import { sendChecked } from "../../src/outbound/send-checked.ts";
import { systemClock } from "../../src/system/clock.ts";
import { openReceiver } from "./receiver.ts";

const local: Lookup = () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]);

function send(
  url: string,
  lookup: Lookup,
  more: { allowed?: string[]; timeoutMs?: number; signal?: AbortSignal } = {},
) {
  return sendChecked(
    { clock: systemClock, lookup },
    {
      method: "POST",
      url: new URL(url),
      headers: [],
      body: Buffer.from("{}"),
      allowed: [],
      timeoutMs: 5000,
      signal: new AbortController().signal,
      ...more,
    },
  );
}

describe("sendChecked", () => {
  it("sends to an address that is allowed, and to no other that is not public", async () => {
    const receiver = await openReceiver();
    const url = `http://inside.example:${receiver.port}/`;

    expect(await send(url, local)).toMatchObject({ kind: "refused" });
    expect(receiver.received).toEqual([]);
    expect(await send(url, local, { allowed: ["127.0.0.0/8"] })).toMatchObject({ status: 200 });
    expect(receiver.received).toHaveLength(1);
  });

  it("asks for a name once: a second answer that leads elsewhere is never taken", async () => {
    const receiver = await openReceiver();
    const inside = await openReceiver();
    const answers = ["127.0.0.1", "127.0.0.2"];
    const asked: string[] = [];
    const turning: Lookup = (name) => {
      asked.push(name);
      return Promise.resolve([{ address: answers.shift() ?? "127.0.0.2", family: 4 }]);
    };
    const url = (port: number): string => `http://turning.example:${port}/`;

    const first = await send(url(receiver.port), turning, { allowed: ["127.0.0.1"] });
    const second = await send(url(inside.port), turning, { allowed: ["127.0.0.1"] });

    expect(first).toMatchObject({ status: 200 });
    expect(second).toMatchObject({ kind: "refused" });
    expect(asked).toEqual(["turning.example", "turning.example"]);
    expect(inside.received).toEqual([]);
  });

  it("waits for a name's server no longer than for a receiver", async () => {
    const silent: Lookup = () => new Promise(() => {});
    const stop = new AbortController();

    expect(await send("http://a.example/", silent, { timeoutMs: 50 })).toEqual({ kind: "timeout" });
    const waiting = send("http://a.example/", silent, { signal: stop.signal });
    stop.abort();
    expect(await waiting).toEqual({ kind: "aborted" });
  });

  it("says that a name leads nowhere", async () => {
    const none: Lookup = () => Promise.resolve([]);

    expect(await send("http://a.example/", none)).toMatchObject({
      kind: "unreachable",
      reason: "a.example has no address",
    });
  });
});
