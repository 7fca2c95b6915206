import { createServer, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { sendPinned, type PinnedAnswer } from "../../src/outbound/send-pinned.ts";
import { systemClock } from "../../src/system/clock.ts";
import { openReceiver } from "./receiver.ts";

const HERE = [{ address: "127.0.0.1", family: 4 }];

function send(url: string, more: Partial<Parameters<typeof sendPinned>[1]> = {}) {
  return sendPinned(systemClock, {
    method: "POST",
    url: new URL(url),
    addresses: HERE,
    headers: [["content-type", "text/plain"]],
    body: Buffer.from("hello"),
    timeoutMs: 5000,
    signal: new AbortController().signal,
    ...more,
  });
}

/** A server of raw bytes. */
async function openRaw(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => onSocket(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe("sendPinned", () => {
  it("sends method, headers and body, and gives the answer", async () => {
    const receiver = await openReceiver((_, response) =>
      response.writeHead(201, { "retry-after": "7" }).end("taken"),
    );

    const answer = await send(`${receiver.url}/a?b=c`, { method: "PUT" });

    expect(answer).toEqual({
      kind: "answer",
      status: 201,
      retryAfter: "7",
      headers: expect.objectContaining({ "retry-after": "7" }) as object,
      text: "taken",
      cut: false,
    });
    expect(receiver.received).toMatchObject([{ method: "PUT", path: "/a?b=c" }]);
    expect(receiver.received[0]?.body.toString()).toBe("hello");
    expect(receiver.received[0]?.headers).toEqual({
      "content-type": "text/plain",
      "content-length": "5",
      host: `127.0.0.1:${receiver.port}`,
      connection: "close",
    });
  });

  it("goes to the addresses it was given, and asks nobody for the name", async () => {
    const receiver = await openReceiver();

    const answer = await send(`http://no-such-name.invalid:${receiver.port}/`);

    expect(answer).toMatchObject({ status: 200 });
    expect(receiver.received[0]?.headers.host).toBe(`no-such-name.invalid:${receiver.port}`);
  });

  it("follows no redirect", async () => {
    const inside = await openReceiver();
    const receiver = await openReceiver((_, response) =>
      response.writeHead(302, { location: inside.url }).end(),
    );

    expect(await send(receiver.url)).toMatchObject({ kind: "answer", status: 302 });
    expect(inside.received).toEqual([]);
  });

  it("reads only the beginning of an answer without end", async () => {
    const receiver = await openReceiver((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write("x".repeat(16_384)));
      };
      response.on("drain", more);
      more();
    });

    const answer = (await send(receiver.url)) as PinnedAnswer & { text: string };

    expect(answer).toMatchObject({ kind: "answer", status: 200, cut: true });
    expect(answer.text).toHaveLength(65_536);
  });

  it("takes an answer whose body breaks off for what its status says", async () => {
    const url = await openRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
      setTimeout(() => socket.destroy(), 20);
    });

    expect(await send(url)).toMatchObject({ status: 200, text: "half", cut: true });
  });

  it.each([
    ["says nothing", () => {}],
    ["drips a header", (socket: Socket) => void socket.write("HTTP/1.1 200 OK\r\nx-")],
  ])("gives up where the other side %s", async (_, onSocket) => {
    const url = await openRaw(onSocket);

    expect(await send(url, { timeoutMs: 150 })).toEqual({ kind: "timeout" });
  });

  it("does not wait beyond its time for a body that stalls", async () => {
    const url = await openRaw((socket) =>
      socket.write("HTTP/1.1 202 Accepted\r\ncontent-length: 100\r\n\r\nhalf"),
    );

    expect(await send(url, { timeoutMs: 300 })).toMatchObject({ status: 202, cut: true });
  });

  it.each([
    ["resets", (socket: Socket) => void socket.resetAndDestroy(), /ECONNRESET/],
    ["talks nonsense", (socket: Socket) => void socket.end("SSH-2.0-x\r\n\r\n"), /HPE_/],
    [
      "sends headers without end",
      (socket: Socket) => void socket.write(`HTTP/1.1 200 OK\r\nx: ${"a".repeat(100_000)}`),
      /HPE_HEADER_OVERFLOW/,
    ],
  ])("says so where the other side %s", async (_, onSocket, reason) => {
    const answer = await send(await openRaw(onSocket));

    expect(answer).toEqual({ kind: "unreachable", reason: expect.stringMatching(reason) });
  });

  it("says so where nobody listens", async () => {
    expect(await send("http://127.0.0.1:1/")).toEqual({
      kind: "unreachable",
      reason: "ECONNREFUSED",
    });
  });

  it("speaks TLS for https, and takes no answer without it", async () => {
    const receiver = await openReceiver();

    const answer = await send(receiver.url.replace("http:", "https:"));

    expect(answer).toMatchObject({ kind: "unreachable" });
    expect(receiver.received).toEqual([]);
  });

  it("ends at once when it is called off", async () => {
    const stop = new AbortController();
    const url = await openRaw(() => stop.abort());

    expect(await send(url, { signal: stop.signal })).toEqual({ kind: "aborted" });
    expect(await send(url, { signal: stop.signal })).toEqual({ kind: "aborted" });
  });
});
