// Bytes that are half a request, on a real socket: no answer is a 5xx, and the next good request gets its 202.

import net from "node:net";
import * as fc from "fast-check";
import { openListener, type Listener } from "../../src/http/listener.ts";
import { systemClock } from "../../src/system/clock.ts";
import { bearerHook, githubHook, makeWorld, TOKEN } from "../../test/ingress/world.ts";
import { readAnswers } from "../http/read-answers.ts";
import { attempt, type FuzzProperty } from "./property.ts";

const HOST = "Host: 127.0.0.1\r\n";
const AUTH = `Authorization: Bearer ${TOKEN}\r\n`;
const TYPE = "Content-Type: application/json\r\n";
const HEAD = "POST /hooks/notes HTTP/1.1\r\n";
const GOOD = `${HEAD}${HOST}${AUTH}${TYPE}Content-Length: 2\r\n\r\n{}`;
/** Long enough for an answer; who waits for more bytes is cut off. */
const PATIENCE_MS = 40;

const bytes = fc
  .uint8Array({ maxLength: 60 })
  .map((array) => Buffer.from(array).toString("latin1"));
const LINES = `
${HOST}${AUTH}${TYPE}Content-Length: 2
Transfer-Encoding: chunked
Expect: 100-continue
Connection: close
X-Hub-Signature-256: sha256=
Content-Encoding: gzip
`;
const lines = LINES.split(/\r?\n/).map((each) => `${each}\r\n`);
const line = fc.constantFrom(...lines, "{}", "[", '"', "0\r\n\r\n", "2\r\n{}\r\n", "\n", GOOD);
const start = fc.oneof(
  fc.constantFrom(
    HEAD,
    "POST /hooks/site HTTP/1.1\r\n",
    "GET /health HTTP/1.1\r\n",
    "OPTIONS * HTTP/1.1\r\n",
  ),
  bytes.map((text) => `POST /hooks/${text} HTTP/1.1\r\n`),
);
const request = fc
  .tuple(start, fc.array(fc.oneof({ weight: 3, arbitrary: line }, bytes), { maxLength: 8 }))
  .map(([head, pieces]) => `${head}${HOST}${pieces.join("")}\r\n\r\n`);

/** Raw bytes. */
export const rawBytes: FuzzProperty = {
  fault: "requests put together from lines of HTTP and made-up bytes",
  promised: "no answer is a 5xx, each is HTTP, and a good request afterwards gets its 202",
  runs: { short: 60, long: 4000 },
  async attempt(isBroken, options) {
    const world = makeWorld([bearerHook("notes"), githubHook("site")], {
      failures_per_minute: 1_000_000,
      requests_per_minute: 1_000_000,
    });
    const listener = await openListener({
      clock: systemClock,
      // The stand-in trusts that what it is sent can be read.
      fetch: async (asked, info) =>
        isBroken ? Response.json(await asked.json()) : await world.ingress.fetch(asked, info),
      host: "127.0.0.1",
      port: 0,
      portSetting: "webhooks.port",
    });
    try {
      return await attempt(propertyOf(listener), options);
    } finally {
      await listener.close(0);
    }
  },
};

function propertyOf({ address }: Listener) {
  return fc.asyncProperty(request, async (raw) => {
    const statuses = await send(address.port, raw, PATIENCE_MS);
    if (statuses.some((status) => !/^[1-4]/.test(status))) throw new Error(statuses.join(", "));
    const [after] = await send(address.port, GOOD, 5000);
    if (after !== "202") throw new Error(`a good request afterwards: ${after ?? "no answer"}`);
  });
}

/** The statuses of all answers until one came, the connection was closed, or the time was up. */
function send(port: number, raw: string, patienceMs: number): Promise<string[]> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(Buffer.from(raw, "latin1")));
    let received = Buffer.alloc(0);
    const answers = (): string[] => readAnswers(received, false).map(({ status }) => status);
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answers());
    };
    const timer = setTimeout(end, patienceMs);
    socket.on("error", () => {}).on("close", end);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (patienceMs > PATIENCE_MS && answers().length > 0) end();
    });
  });
}
