// What no well-behaved sender sends, over raw sockets: every one gets an answer of its own, never a 500,
// and nothing stays behind. Cases of webhook daemons' advisories and of HTTP abuse.

import * as fc from "fast-check";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openListener, type Listener } from "../../src/http/listener.ts";
import { systemClock } from "../../src/system/clock.ts";
import { exchange, statusOf } from "../http/sockets.ts";
import { bearerHook, githubHeaders, githubHook, makeWorld, TOKEN, type World } from "./world.ts";

const world: World = makeWorld([bearerHook("notes"), githubHook("site")], {
  failures_per_minute: 1_000_000,
  requests_per_minute: 1_000_000,
  max_body_bytes: 65_536,
});
let listener: Listener;

beforeAll(async () => {
  listener = await openListener({
    clock: systemClock,
    fetch: (request, info) => world.ingress.fetch(request, info),
    host: "127.0.0.1",
    port: 0,
    portSetting: "webhooks.port",
    limits: { headersTimeoutMs: 400, requestTimeoutMs: 500, checkingIntervalMs: 50 },
  });
});
afterAll(() => listener.close(0));
afterEach(() => {
  const faults = world.logged.filter(({ level }) => level === "error");
  expect(faults).toEqual([]);
});

const HEAD = "POST /hooks/notes HTTP/1.1\r\n";
const HOST = "Host: 127.0.0.1\r\n";
const AUTH = `Authorization: Bearer ${TOKEN}\r\n`;
const TYPE = "Content-Type: application/json\r\n";

function post(
  body: string | Buffer = "{}",
  { head = HEAD, host = HOST, auth = AUTH, type = TYPE, more = "" } = {},
): Buffer {
  const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : body;
  const headers = `${head}${host}${auth}${type}${more}Content-Length: ${bytes.byteLength}\r\n\r\n`;
  return Buffer.concat([Buffer.from(headers, "latin1"), bytes]);
}

function chunked(text: string, more = ""): string {
  return `${HEAD}${HOST}${AUTH}${TYPE}Transfer-Encoding: chunked\r\n${more}\r\n${text}`;
}

const nested = (open: string, depth: number): string => `{"a":${open.repeat(depth)}`;
const headersOf = (headers: Record<string, string>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");

describe("what HTTP itself forbids", () => {
  it.each<[string, string | Buffer, number[]]>([
    ["no Host", post("{}", { host: "" }), [400]],
    ["a Host with a blank", post("{}", { host: "Host: a b\r\n" }), [400]],
    ["a Host with a user", post("{}", { host: "Host: a@b\r\n" }), [400]],
    ["a Host that is empty", post("{}", { host: "Host: \r\n" }), [202, 400]],
    ["length and chunks at once", chunked("0\r\n\r\n", "Content-Length: 2\r\n"), [400]],
    ["a coding that is none", `${HEAD}${HOST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, [400]],
    [
      "chunks not last",
      `${HEAD}${HOST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
      [400],
    ],
    ["two lengths", post("{}", { more: "Content-Length: 3\r\n" }), [400]],
    ["a length with a sign", `${HEAD}${HOST}Content-Length: +2\r\n\r\n{}`, [400]],
    ["a length below zero", `${HEAD}${HOST}Content-Length: -1\r\n\r\n{}`, [400]],
    [
      "a length beyond all numbers",
      `${HEAD}${HOST}${TYPE}Content-Length: 99999999999999999999999\r\n\r\n{}`,
      [400, 413],
    ],
    ["a blank before the colon", `${HEAD}${HOST}X-A : 1\r\n\r\n`, [400]],
    ["lines without CR", `POST /hooks/notes HTTP/1.1\nHost: a\n\n`, [400]],
    ["folded headers", post("{}", { more: "X-A: 1\r\n 2\r\n" }), [400]],
    ["a NUL in a header", post("{}", { more: "X-A: \u0000\r\n" }), [400]],
    ["headers above the limit", post("{}", { more: `X-A: ${"x".repeat(20_000)}\r\n` }), [431]],
    [
      "a chunk extension without end",
      chunked(`2;${"x".repeat(20_000)}\r\n{}\r\n0\r\n\r\n`),
      [400, 413],
    ],
    ["a chunk size that is no number", chunked("zz\r\n{}\r\n0\r\n\r\n"), [400, 408]],
    ["no HTTP at all", "hello\r\n\r\n", [400]],
    ["HTTP of another version", "POST /hooks/notes HTTP/9.9\r\nHost: a\r\n\r\n", [400, 505]],
    ["a target that is no path", `POST hooks/notes HTTP/1.1\r\n${HOST}\r\n`, [400]],
    [
      "a backslash in the path",
      post("{}", { head: "POST /hooks\\notes HTTP/1.1\r\n" }),
      [400, 404],
    ],
    ["TRACE", `TRACE /hooks/notes HTTP/1.1\r\n${HOST}\r\n`, [405]],
    ["a method that nobody knows", `BREW /hooks/notes HTTP/1.1\r\n${HOST}\r\n`, [400]],
  ])("refuses %s", async (_, raw, statuses) => {
    const kept = world.accepted.length;
    const { text } = await exchange(listener.address.port, [raw], {
      enough: (seen) => seen.includes("\r\n\r\n"),
    });

    expect(statuses).toContain(statusOf(text));
    expect(world.accepted.length - kept).toBe(statusOf(text) === 202 ? 1 : 0);
  });
});

describe("what HTTP allows", () => {
  it.each<[string, string | Buffer, number]>([
    [
      "another Host, as a tunnel brings it",
      post("{}", { host: "Host: hooks.example.com\r\n" }),
      202,
    ],
    ["two Hosts", post("{}", { host: `${HOST}Host: evil\r\n` }), 400],
    [
      "an absolute target",
      post("{}", { head: "POST http://evil.com/hooks/notes HTTP/1.1\r\n" }),
      202,
    ],
    [
      "an Origin and no credentials, as a browser has it",
      post("{}", { auth: "Origin: https://evil\r\n" }),
      401,
    ],
    ["a browser's simple request", post("{}", { type: "Content-Type: text/plain\r\n" }), 415],
    ["no content type", post("{}", { type: "" }), 415],
    ["two content types", post("{}", { more: "Content-Type: text/plain\r\n" }), 415],
    [
      "an upload that names files",
      post("{}", { type: "Content-Type: multipart/form-data; boundary=x\r\n" }),
      415,
    ],
    [
      "a path out of the hooks",
      post("{}", { head: "POST /hooks/..%2f..%2fetc HTTP/1.1\r\n" }),
      404,
    ],
    ["a NUL in the hook's id", post("{}", { head: "POST /hooks/notes%00 HTTP/1.1\r\n" }), 404],
    ["a broken escape in the id", post("{}", { head: "POST /hooks/%zz HTTP/1.1\r\n" }), 404],
    [
      "a path with dots that leads to the hook",
      post("{}", { head: "POST /x/../hooks/notes HTTP/1.1\r\n" }),
      202,
    ],
    ["an upgrade", post("{}", { more: "Connection: Upgrade\r\nUpgrade: websocket\r\n" }), 202],
    ["many headers", post("{}", { more: "a:1\r\n".repeat(200) }), 202],
    ["bytes that are no UTF-8", post(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), 400],
    ["a byte order mark", post("\ufeff{}"), 400],
    ["equal keys", post('{"a":1,"a":2}'), 202],
    ["lone surrogates", post('{"a":"\\ud800"}'), 202],
    ["numbers beyond all bounds", post('{"a":1e400,"b":123456789012345678901}'), 202],
    ["keys of the prototype", post('{"__proto__":{"a":1},"constructor":{"prototype":1}}'), 202],
    ["50,000 arrays in each other", post(nested("[", 50_000)), 400],
    ["40,000 objects, whole", post(`${nested('{"a":', 6000)}1${"}".repeat(6001)}`), 400],
    ["an array", post("[]"), 400],
    ["null", post("null"), 400],
    ["nothing", post(""), 400],
    ["gzip", post(gzipSync("{}"), { more: "Content-Encoding: gzip\r\n" }), 415],
    ["a body above the limit", post(`"${"x".repeat(70_000)}"`), 413],
    [
      "a body announced above the limit, before it is sent",
      `${HEAD}${HOST}${AUTH}${TYPE}Content-Length: 70000\r\n\r\n`,
      413,
    ],
    [
      "a body above the limit in chunks",
      chunked(`11170\r\n${"x".repeat(70_000)}\r\n0\r\n\r\n`),
      413,
    ],
    [
      "a body that is shorter than announced",
      `${HEAD}${HOST}${AUTH}${TYPE}Content-Length: 10\r\n\r\n{}`,
      408,
    ],
    ["chunks that never end", chunked("2\r\n{}\r\n"), 408],
    [
      "a token in the query",
      post("{}", { head: `POST /hooks/notes?token=${TOKEN} HTTP/1.1\r\n` }),
      401,
    ],
    ["two Authorizations", post("{}", { more: AUTH }), 401],
    [
      "an Authorization that is not ASCII",
      post("{}", { auth: "Authorization: Bearer \u00e9\u00ff\r\n" }),
      401,
    ],
    ["an empty Authorization", post("{}", { auth: "Authorization:\r\n" }), 401],
    ["GET with a body", post("{}", { head: "GET /hooks/notes HTTP/1.1\r\n" }), 405],
  ])("gives %s its own answer", async (_, raw, status) => {
    const { text } = await exchange(listener.address.port, [raw], {
      enough: (seen) => seen.includes("\r\n\r\n"),
    });

    expect(statusOf(text)).toBe(status);
  });

  it("answers requests that come one upon another in their order", async () => {
    const { text } = await exchange(
      listener.address.port,
      [Buffer.concat([post("{}"), post("[]"), post("{}", { auth: "" }), post("{}")])],
      { enough: (seen) => seen.split("HTTP/1.1 ").length === 5 && seen.endsWith("}") },
    );

    expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
      "202",
      "400",
      "401",
      "202",
    ]);
  });

  it("takes GitHub's form, signed over the form's bytes", async () => {
    const body = `payload=${encodeURIComponent('{"action":"opened"}')}`;
    const { text } = await exchange(listener.address.port, [
      post(body, {
        head: "POST /hooks/site HTTP/1.1\r\n",
        auth: headersOf(githubHeaders(body)),
        type: "Content-Type: application/x-www-form-urlencoded\r\n",
      }),
    ]);

    expect(statusOf(text)).toBe(202);
    expect(world.accepted.at(-1)?.event).toBe("issues.opened");
  });

  it("takes a body that GitHub may send and others may not", async () => {
    const body = JSON.stringify({ text: "x".repeat(200_000) });
    const asGithub = post(body, {
      head: "POST /hooks/site HTTP/1.1\r\n",
      auth: headersOf(githubHeaders(body)),
    });

    const answers = await Promise.all(
      [asGithub, post(body)].map((raw) => exchange(listener.address.port, [raw])),
    );

    expect(answers.map(({ text }) => statusOf(text))).toEqual([202, 413]);
  });
});

it("gives nobody a 500, whatever is put together", async () => {
  const bytes = fc
    .uint8Array({ maxLength: 60 })
    .map((array) => Buffer.from(array).toString("latin1"));
  const piece = fc.oneof(
    fc.constantFrom(
      HOST,
      AUTH,
      TYPE,
      "\r\n",
      "Content-Length: 2\r\n",
      "Transfer-Encoding: chunked\r\n",
    ),
    fc.constantFrom(
      "{}",
      "[",
      '"',
      "0\r\n\r\n",
      "Expect: 100-continue\r\n",
      "X-Hub-Signature-256: sha256=\r\n",
    ),
    bytes,
  );
  const start = fc.oneof(
    fc.constantFrom(
      HEAD,
      "POST /hooks/site HTTP/1.1\r\n",
      "GET /health HTTP/1.1\r\n",
      "OPTIONS * HTTP/1.1\r\n",
    ),
    bytes.map((text) => `POST /hooks/${text} HTTP/1.1\r\n`),
  );
  await fc.assert(
    fc.asyncProperty(start, fc.array(piece, { maxLength: 8 }), async (head, pieces) => {
      const raw = `${head}${HOST}${pieces.join("")}\r\n\r\n`;
      const { text } = await exchange(listener.address.port, [raw], {
        enough: (seen) => seen.includes("\r\n\r\n"),
        timeoutMs: 60,
      });
      expect(text).not.toMatch(/HTTP\/1\.1 50\d/);
    }),
    { numRuns: 150 },
  );

  const { text } = await exchange(listener.address.port, [post("{}")]);
  expect(statusOf(text)).toBe(202);
});
