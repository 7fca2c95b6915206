import net from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openListener, type Listener } from "../../src/http/listener.ts";
import { systemClock } from "../../src/system/clock.ts";
import { exchange } from "./sockets.ts";

type Fetch = Parameters<typeof openListener>[0]["fetch"];

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const POST = "POST / HTTP/1.1\r\nHost: a\r\n";
const NONSENSE = "GET / HTTP/1.1\r\nHost : a\r\n\r\n";

let listener: Listener;
afterEach(() => listener.close(0));

async function answersTo(fetch: Fetch, parts: string[]): Promise<[string[], boolean]> {
  listener = await openListener({
    clock: systemClock,
    fetch,
    host: "127.0.0.1",
    port: 0,
    portSetting: "webhooks.port",
    limits: { headersTimeoutMs: 300, requestTimeoutMs: 400, checkingIntervalMs: 50 },
  });
  const seen = await exchange(listener.address.port, parts, { enough: () => false });
  return [
    [...seen.text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = ""]) => status),
    seen.closed,
  ];
}

/** Answers later than the next bytes are read, as one does who waits for a disk. */
const late: Fetch = async (_, info) => {
  await info.readBody?.({ maxBytes: 1000, largeBytes: 1000, enterLarge: async () => {} });
  await new Promise((resolve) => setTimeout(resolve, 30));
  return new Response("ok");
};

describe("a connection that goes wrong", () => {
  it("gets the answers that it is owed first, then the 400, and is closed", async () => {
    expect(await answersTo(late, [GET + GET + NONSENSE])).toEqual([["200", "200", "400"], true]);
  });

  it("in the body of its second request, gets the first answer and one for the second", async () => {
    const broken = `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`;

    expect(await answersTo(late, [GET + broken])).toEqual([["200", "400"], true]);
  });

  it("in the body of its only request, gets one answer", async () => {
    const broken = `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\na`;

    expect(await answersTo(late, [`${broken}zz`])).toEqual([["400"], true]);
    await listener.close(0);
    expect(await answersTo(late, [broken])).toEqual([["408"], true]);
  });

  it("behind an answer that came before the body was whole, gets no second one", async () => {
    const broken = `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\na`;

    expect(await answersTo(() => new Response("no"), [`${broken}zz`])).toEqual([["200"], true]);
  });

  it("behind a request that was its last, gets that one's answer and no other", async () => {
    const last = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    expect(await answersTo(late, [last + GET])).toEqual([["200"], true]);
  });

  it("goes on with nonsense after its 400, and is told once", async () => {
    const parts = [GET + NONSENSE, NONSENSE, NONSENSE];

    expect(await answersTo(late, parts)).toEqual([["200", "400"], true]);
  });

  it("while it is sent a stream, is closed without a word in between", async () => {
    const stream: Fetch = () =>
      new Response(
        new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from("data\n")) }),
      );
    listener = await openListener({
      clock: systemClock,
      fetch: stream,
      host: "127.0.0.1",
      port: 0,
      portSetting: "webhooks.port",
    });
    const socket = net.connect(listener.address.port, "127.0.0.1");
    let text = "";
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.on("data", (chunk) => {
      text += chunk.toString();
      if (text.includes("data")) socket.write(NONSENSE);
    });
    socket.write(GET);
    await closed;

    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});
