import { once } from "node:events";
import net from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openListener, type Listener, type ListenerLimits } from "../../src/http/listener.ts";
import type { RequestInfo } from "../../src/http/request-info.ts";
import { systemClock } from "../../src/system/clock.ts";
import { exchange, statusOf } from "./sockets.ts";

type Fetch = (request: Request, info: RequestInfo) => Response | Promise<Response>;

const open: Listener[] = [];
const printed: unknown[] = [];
const BOUNDS = { maxBytes: 1000, largeBytes: 1000, enterLarge: async () => {} };

async function listen(fetch: Fetch, limits: Partial<ListenerLimits> = {}, port = 0) {
  const listener = await openListener({
    clock: systemClock,
    fetch,
    host: "127.0.0.1",
    port,
    portSetting: "webhooks.port",
    limits: { checkingIntervalMs: 50, ...limits },
  });
  open.push(listener);
  return listener;
}

const readAll: Fetch = async (_, info) => {
  const read = await info.readBody?.(BOUNDS);
  return new Response(read?.kind ?? "none");
};

beforeEach(() => {
  printed.length = 0;
  for (const level of ["log", "info", "warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation((...words) => void printed.push(words));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close(0)));
  expect(printed).toEqual([]);
  vi.restoreAllMocks();
});

describe("a request", () => {
  it("comes with the peer's address and its headers as they arrived", async () => {
    let seen: [string, readonly string[]] | undefined;
    const { address } = await listen((_, info) => {
      seen = [info.remoteAddress, info.rawHeaders ?? []];
      return new Response("ok");
    });

    await exchange(address.port, ["GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nx-a: 2\r\n\r\n"]);

    expect(seen).toEqual(["127.0.0.1", ["Host", "a", "X-A", "1", "x-a", "2"]]);
  });

  it.each([
    ["whole", ["Content-Length: 3\r\n\r\n", "abc"], "whole"],
    [
      "in pieces",
      ["Transfer-Encoding: chunked\r\n\r\n", "2\r\nab\r\n", "1\r\nc\r\n0\r\n\r\n"],
      "whole",
    ],
    ["empty", ["Content-Length: 0\r\n\r\n"], "whole"],
    ["too large", ["Content-Length: 2000\r\n\r\n", "x".repeat(2000)], "too_large"],
    [
      "too large in pieces",
      ["Transfer-Encoding: chunked\r\n\r\n", `7d0\r\n${"x".repeat(2000)}\r\n`],
      "too_large",
    ],
  ])("has a body that is read %s", async (_, parts, kind) => {
    const { address } = await listen(readAll);

    const { text } = await exchange(address.port, ["POST / HTTP/1.1\r\nHost: a\r\n", ...parts]);

    expect(text.slice(text.indexOf("\r\n\r\n") + 4)).toBe(kind);
  });

  it("with a large body waits for its turn, and is read on when it has come", async () => {
    let admit = (): void => {};
    const asked = Promise.withResolvers<void>();
    const { address } = await listen(async (_, info) => {
      const enterLarge = (): Promise<void> => {
        asked.resolve();
        return new Promise((resolve) => (admit = resolve));
      };
      const read = await info.readBody?.({ maxBytes: 200_000, largeBytes: 10, enterLarge });
      return new Response(read?.kind === "whole" ? String(read.bytes.byteLength) : "no");
    });
    const body = "x".repeat(100_000);

    const answer = exchange(address.port, [
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    ]);
    await asked.promise;
    admit();

    expect((await answer).text).toMatch(/100000$/);
  });

  it("that is aborted half-way is told so, and nothing is printed", async () => {
    const told = Promise.withResolvers<string>();
    const { address } = await listen(async (_, info) => {
      const read = await info.readBody?.(BOUNDS);
      told.resolve(read?.kind ?? "none");
      return new Response("late");
    });
    const socket = net.connect(address.port, "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc", () =>
      socket.resetAndDestroy(),
    );

    expect(await told.promise).toBe("cut");
    expect((await exchange(address.port, ["GET / HTTP/1.1\r\nHost: a\r\n\r\n"])).text).toMatch(
      /^HTTP/,
    );
  });
});

describe("deadlines", () => {
  const limits = { headersTimeoutMs: 200, requestTimeoutMs: 400, keepAliveTimeoutMs: 200 };

  it.each([
    ["never sends a byte", []],
    ["stalls in its headers", ["POST / HTTP/1.1\r\nHost: a\r\nX-"]],
    ["stalls in its body", ["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"]],
    [
      "stalls between chunks",
      ["POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"],
    ],
  ])("cut off a sender who %s, with 408 and in time", async (_, parts) => {
    const { address } = await listen(readAll, limits);

    const { text, closed, tookMs } = await exchange(address.port, parts, { enough: () => false });

    expect(closed).toBe(true);
    expect(tookMs).toBeLessThan(2000);
    expect([408, 0]).toContain(statusOf(text));
  });

  it("serve others while many stall", async () => {
    const { address } = await listen(readAll, { ...limits, requestTimeoutMs: 60_000 });
    const stalled = Array.from({ length: 100 }, () => {
      const socket = net.connect(address.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
      return socket;
    });

    const { text } = await exchange(address.port, [
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na",
    ]);
    for (const socket of stalled) socket.destroy();

    expect(statusOf(text)).toBe(200);
  });

  it("close a connection that idles", async () => {
    const { address } = await listen(readAll, limits);

    const { closed } = await exchange(address.port, ["GET / HTTP/1.1\r\nHost: a\r\n\r\n"], {
      enough: () => false,
    });

    expect(closed).toBe(true);
  });
});

describe("limits", () => {
  it.each([
    ["say nothing", ""],
    ["stop within their headers", "POST / HTTP/1.1\r\nHost: a\r\nX-A"],
    ["stop within their body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"],
    ["idle after an answer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"],
  ])("close the oldest of connections that %s for a new one", async (_, sent) => {
    const { address } = await listen(readAll, { maxConnections: 3 });
    const closed: number[] = [];
    for (let number = 0; number < 3; number++) {
      const socket = net.connect(address.port, "127.0.0.1", () => socket.write(sent));
      socket.on("error", () => {}).on("close", () => closed.push(number));
      await (sent.startsWith("GET") ? once(socket, "data") : once(socket, "connect"));
    }

    const { text } = await exchange(address.port, ["GET / HTTP/1.1\r\nHost: a\r\n\r\n"]);

    expect(statusOf(text)).toBe(200);
    await expect.poll(() => closed).toEqual([0]);
  });

  it("close no connection that is being answered: the newcomer goes", async () => {
    const answers: Array<() => void> = [];
    const answerLater: Fetch = () =>
      new Promise((resolve) => answers.push(() => resolve(new Response("ok"))));
    const { address } = await listen(answerLater, { maxConnections: 2 });
    const request = ["GET / HTTP/1.1\r\nHost: a\r\n\r\n"];
    const first = [exchange(address.port, request), exchange(address.port, request)];
    await expect.poll(() => answers.length).toBe(2);

    const third = await exchange(address.port, request);
    for (const answer of answers) answer();

    expect([third.text, third.closed]).toEqual(["", true]);
    expect((await Promise.all(first)).map(({ text }) => statusOf(text))).toEqual([200, 200]);
  });

  it("answers 431 to headers that are too large", async () => {
    const { address } = await listen(readAll, { maxHeaderBytes: 2000 });

    const { text } = await exchange(address.port, [
      `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${"x".repeat(3000)}\r\n\r\n`,
    ]);

    expect(statusOf(text)).toBe(431);
  });
});

describe("a port", () => {
  it("that is taken is an error that names it and says how to change it", async () => {
    const { address } = await listen(readAll);

    await expect(listen(readAll, {}, address.port)).rejects.toMatchObject({
      code: "port_taken",
      message: `another program listens on 127.0.0.1 port ${address.port}`,
      hint: expect.stringContaining("config set webhooks.port") as string,
    });
  });

  it("on an address that is not of this machine is an error that says so", async () => {
    const opening = openListener({
      clock: systemClock,
      fetch: readAll,
      host: "192.0.2.1",
      port: 0,
      portSetting: "webhooks.port",
    });

    await expect(opening).rejects.toMatchObject({
      hint: expect.stringContaining("config set webhooks.host") as string,
    });
  });
});

describe("closing", () => {
  it("closes idle and silent connections at once, and lets a request end", async () => {
    const begun = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const listener = await listen(async () => {
      begun.resolve();
      await mayEnd.promise;
      return new Response("done");
    });
    const { port } = listener.address;
    const silent = exchange(port, [], { enough: () => false });
    const running = exchange(port, ["GET / HTTP/1.1\r\nHost: a\r\n\r\n"], { enough: () => false });
    await begun.promise;

    const closing = listener.close(10_000);
    expect((await silent).closed).toBe(true);
    const refused = await exchange(port, ["GET / HTTP/1.1\r\nHost: a\r\n\r\n"]);
    mayEnd.resolve();
    await closing;

    expect([refused.text, refused.closed]).toEqual(["", true]);
    expect((await running).text).toMatch(/done$/);
  });

  it("cuts off what goes on after the grace", async () => {
    const begun = Promise.withResolvers<void>();
    const listener = await listen(() => {
      begun.resolve();
      return new Promise<Response>(() => {});
    });
    const running = exchange(listener.address.port, ["GET / HTTP/1.1\r\nHost: a\r\n\r\n"], {
      enough: () => false,
    });
    await begun.promise;

    await listener.close(50);

    expect(await running).toMatchObject({ text: "", closed: true });
  });

  it("is done at once the second time", async () => {
    const listener = await listen(readAll);
    await listener.close(0);
    await listener.close(0);
  });
});

it("streams to a watcher who hangs up, without a word", async () => {
  const cancelled = Promise.withResolvers<void>();
  const { address } = await listen(
    () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(Buffer.from("data: 1\n\n")),
          cancel: () => cancelled.resolve(),
        }),
        { headers: { "content-type": "text/event-stream" } },
      ),
  );

  const { text } = await exchange(address.port, ["GET / HTTP/1.1\r\nHost: a\r\n\r\n"], {
    enough: (seen) => seen.includes("data: 1"),
  });

  expect(text).toContain("data: 1");
  await cancelled.promise;
});
