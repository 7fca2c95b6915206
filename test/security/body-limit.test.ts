// The limit of a body holds however the body comes, and whatever else is wrong with the request.

import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { aHook, createHome, TOKEN } from "../e2e/daemon-home.ts";

const LIMIT = 4096;
const CHUNK = "x".repeat(1024);

/** Sends a chunked body in pieces, without an end, and reads the answer. */
async function sendChunks(url: string, hook: string, authorization: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const seen = { answer: "" };
  socket.on("data", (piece: Buffer) => (seen.answer += piece.toString()));
  socket.on("error", () => undefined);
  const closed = once(socket, "close");
  socket.write(
    [
      `POST /hooks/${hook} HTTP/1.1`,
      "Host: localhost",
      "Content-Type: application/json",
      `Authorization: Bearer ${authorization}`,
      "Transfer-Encoding: chunked",
      "",
      '6\r\n{"a":"\r\n',
    ].join("\r\n"),
  );
  for (let sent = 0; sent < LIMIT * 3 && seen.answer === ""; sent += CHUNK.length) {
    socket.write(`${CHUNK.length.toString(16)}\r\n${CHUNK}\r\n`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.write(`2\r\n"}\r\n0\r\n\r\n`);
  if (seen.answer === "") await Promise.race([once(socket, "data"), closed]);
  socket.destroy();
  return seen.answer;
}

describe("CVE-2026-44456: a chunked body went past the limit where the handler did not look at the error", () => {
  // What went wrong: the limit was counted while the body was read, and a handler that answered without reading it
  // to its end, or swallowed the error, went on with what it had.
  it.each([
    ["a hook", "a", TOKEN],
    ["a hook, with a wrong token", "a", "wrong"],
    ["no hook", "none", TOKEN],
  ])("is refused at the limit, and nothing is kept: to %s", async (_, hook, token) => {
    const home = await createHome({
      hooks: [aHook("a")],
      config: { webhooks: { max_body_bytes: LIMIT } },
    });
    const daemon = await home.start();

    const answer = await sendChunks(daemon.hooksUrl, hook, token);

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain("body_too_large");
    const list = (await (await daemon.admin("GET", "/deliveries")).json()) as {
      deliveries: unknown[];
    };
    expect(list.deliveries).toEqual([]);
    expect((await daemon.post("a")).status).toBe(202);
  });
});
