// What happens on one connection: several requests, hanging up, and waiting for a deadline.

import { hookCase, type HttpCase } from "../case.ts";
import { chunked, framed, HEAD, HOST, MAX_BODY_BYTES, post } from "../requests.ts";

const BAD_JSON = post("[");
const UNPROVED = post("{}", { auth: "" });
const GOOD = post("{}");
const BROKEN = "POST /hooks/notes HTTP/1.1\r\nHost : a\r\n\r\n";
const WAITS = { waits: true } as const;
const LATE: readonly [string, "closed", typeof WAITS] = ["408", "closed", WAITS];

/** Connections. */
export const CONNECTIONS: readonly HttpCase[] = [
  hookCase("two good requests at once", Buffer.concat([GOOD, GOOD]), ["202, 202", "kept"]),
  hookCase("a good request and a wrong one at once", Buffer.concat([GOOD, BAD_JSON]), [
    "202, 400 invalid_json",
    "kept",
  ]),
  hookCase("a wrong request and a good one at once", Buffer.concat([BAD_JSON, GOOD]), [
    "400 invalid_json, 202",
    "kept",
  ]),
  hookCase("good, wrong, unproved, good at once", Buffer.concat([GOOD, BAD_JSON, UNPROVED, GOOD]), [
    "202, 400 invalid_json, 401 unauthorized, 202",
    "kept",
  ]),
  hookCase("50 good requests at once", Buffer.concat(Array.from({ length: 50 }, () => GOOD)), [
    Array(50).fill("202").join(", "),
    "kept",
  ]),
  hookCase("a good request, then one that is no HTTP", Buffer.concat([GOOD, Buffer.from(BROKEN)]), [
    "202, 400",
    "closed",
  ]),
  hookCase("one that is no HTTP, then a good one", Buffer.concat([Buffer.from(BROKEN), GOOD]), [
    "400",
    "closed",
  ]),
  hookCase("bytes left over behind the body", [GOOD, "xx\r\n\r\n"], ["202, 400", "closed"]),
  hookCase(
    "a body over the limit, then a good request",
    Buffer.concat([post("x".repeat(MAX_BODY_BYTES + 1)), GOOD]),
    ["413 body_too_large, 202", "kept"],
  ),
  hookCase(
    "Connection: close, then another request",
    Buffer.concat([post("{}", { more: "Connection: close\r\n" }), GOOD]),
    ["202", "closed"],
  ),
  hookCase("a request in pieces of a few bytes", pieces(GOOD, 7), ["202", "kept"]),
  hookCase("a good request, then no more from the sender (half-closed)", GOOD, [
    "202",
    "closed",
    { ending: "half-close" },
  ]),
  hookCase(
    "half a body, then no more from the sender (half-closed)",
    framed("Content-Length: 10\r\n", "{}"),
    ["400", "closed", { ending: "half-close" }],
  ),
  hookCase("half the headers, then no more from the sender", `${HEAD}${HOST}`, [
    "400",
    "closed",
    { ending: "half-close" },
  ]),
  hookCase("half the headers, then gone", `${HEAD}${HOST}`, ["", "closed", { ending: "hang-up" }]),
  hookCase("half a body, then gone", framed("Content-Length: 10\r\n", "{}"), [
    "",
    "closed",
    { ending: "hang-up" },
  ]),
  hookCase("half a chunk, then gone", chunked("a\r\n{}"), ["", "closed", { ending: "hang-up" }]),
  hookCase("a connection, and gone", [], ["", "closed", { ending: "hang-up" }]),
  hookCase("a connection without a word", [], LATE),
  hookCase("HTTP/0.9 without an empty line", "GET /health\r\n", LATE),
  hookCase("half the request line", "POST /hoo", LATE),
  hookCase("headers that never end", `${HEAD}${HOST}X-`, LATE),
  hookCase("a body shorter than announced", framed("Content-Length: 10\r\n", "{}"), LATE),
  hookCase("no byte of an announced body", framed("Content-Length: 10\r\n", ""), LATE),
  hookCase("chunks without an end", chunked("2\r\n{}\r\n"), LATE),
  hookCase("half a chunk", chunked("a\r\n{}"), LATE),
  hookCase(
    "Expect: 100-continue, and no body",
    framed("Expect: 100-continue\r\nContent-Length: 10\r\n", ""),
    ["100, 408", "closed", WAITS],
  ),
  hookCase(
    "an announced body that never comes, without credentials",
    framed("Content-Length: 10\r\n", "{}", { auth: "" }),
    LATE,
  ),
];

function pieces(whole: Buffer, size: number): Buffer[] {
  const count = Math.ceil(whole.length / size);
  return Array.from({ length: count }, (_, n) => whole.subarray(n * size, (n + 1) * size));
}
