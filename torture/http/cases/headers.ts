// What stands in the headers: their form, content types, codings and credentials.

import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { hookCase, type HttpCase } from "../case.ts";
import { AUTH, github, post, TOKEN, type Lines } from "../requests.ts";

const BAD: readonly ["400", "closed"] = ["400", "closed"];
const OK: readonly ["202", "kept"] = ["202", "kept"];
const NOT_JSON: readonly [string, "kept"] = ["415 content_type_must_be_json", "kept"];
const NO: readonly [string, "kept"] = ["401 unauthorized", "kept"];
const more = (lines: string): Buffer => post("{}", { more: lines });
const withType = (type: string): Buffer => post("{}", { type });
const withAuth = (auth: string): Buffer => post("{}", { auth });
const coded = (body: string | Buffer, coding: string, lines: Lines = {}): Buffer =>
  post(body, { ...lines, more: `Content-Encoding: ${coding}\r\n` });

/** Headers. */
export const HEADERS: readonly HttpCase[] = [
  hookCase("a blank before the colon", more("X-A : 1\r\n"), BAD),
  hookCase("a header without a colon", more("X-A\r\n"), BAD),
  hookCase("a header without a name", more(": 1\r\n"), BAD),
  hookCase("a header name with a blank", more("X A: 1\r\n"), BAD),
  hookCase("a header name that is not ASCII", more("X-\u00e9: 1\r\n"), BAD),
  hookCase("a folded header", more("X-A: 1\r\n 2\r\n"), BAD),
  hookCase("a blank before the first header", post("{}", { host: " Host: a\r\n" }), BAD),
  hookCase("a NUL in a header", more("X-A: \u0000\r\n"), BAD),
  hookCase("a carriage return in a header", more("X-A: 1\r2\r\n"), BAD),
  hookCase("a bare line feed after a header", more("X-A: 1\nX-B: 2\r\n"), BAD),
  hookCase("a delete character in a header", more("X-A: \u007f\r\n"), BAD),
  hookCase("a header value that is not ASCII", more("X-A: \u00e9\u00ff\r\n"), OK),
  hookCase("1,900 headers", more("a:1\r\n".repeat(1900)), ["431", "closed"]),
  hookCase("900 headers", more("a:1\r\n".repeat(900)), OK),
  hookCase("headers of 17 KB", more(`X-A: ${"x".repeat(17_000)}\r\n`), ["431", "closed"]),
  hookCase("headers of 15 KB", more(`X-A: ${"x".repeat(15_000)}\r\n`), OK),
  hookCase(
    "headers named like the object prototype",
    more("__proto__: 1\r\nconstructor: 2\r\n"),
    OK,
  ),
  hookCase(
    "a browser's simple request (text/plain)",
    withType("Content-Type: text/plain\r\n"),
    NOT_JSON,
  ),
  hookCase("no content type", withType(""), NOT_JSON),
  hookCase("an empty content type", withType("Content-Type:\r\n"), NOT_JSON),
  hookCase("two content types", more("Content-Type: text/plain\r\n"), NOT_JSON),
  hookCase(
    "two content types in one header",
    withType("Content-Type: text/plain, application/json\r\n"),
    NOT_JSON,
  ),
  hookCase(
    "application/json as a parameter",
    withType("Content-Type: text/plain; application/json\r\n"),
    NOT_JSON,
  ),
  hookCase("application/jsonp", withType("Content-Type: application/jsonp\r\n"), NOT_JSON),
  hookCase(
    "an upload that names files",
    withType("Content-Type: multipart/form-data; boundary=x\r\n"),
    NOT_JSON,
  ),
  hookCase(
    "a form to a hook that takes none",
    withType("Content-Type: application/x-www-form-urlencoded\r\n"),
    NOT_JSON,
  ),
  hookCase(
    "Application/JSON with parameters",
    withType("Content-Type: Application/JSON ; charset=latin1\r\n"),
    OK,
  ),
  hookCase("gzip", coded(gzipSync("{}"), "gzip"), NOT_JSON),
  hookCase("brotli", coded(brotliCompressSync("{}"), "br"), NOT_JSON),
  hookCase("deflate", coded(deflateSync("{}"), "deflate"), NOT_JSON),
  hookCase("zstd", coded(zstdCompressSync("{}"), "zstd"), NOT_JSON),
  hookCase("gzip behind identity", coded(gzipSync("{}"), "identity, gzip"), NOT_JSON),
  hookCase(
    "two codings in two headers",
    coded(gzipSync("{}"), "identity\r\nContent-Encoding: gzip"),
    NOT_JSON,
  ),
  hookCase("gzip without a word of it", post(gzipSync("{}")), ["400 invalid_json", "kept"]),
  hookCase("Content-Encoding: identity", coded("{}", "identity"), OK),
  hookCase("no credentials", withAuth(""), NO),
  hookCase("an empty Authorization", withAuth("Authorization:\r\n"), NO),
  hookCase("Bearer and nothing", withAuth("Authorization: Bearer \r\n"), NO),
  hookCase("the token without Bearer", withAuth(`Authorization: ${TOKEN}\r\n`), NO),
  hookCase(
    "the token as a password",
    withAuth(`Authorization: Basic ${Buffer.from(`a:${TOKEN}`).toString("base64")}\r\n`),
    NO,
  ),
  hookCase(
    "all but the token's last character",
    withAuth(`Authorization: Bearer ${TOKEN.slice(0, -1)}\r\n`),
    NO,
  ),
  hookCase("the token and one character more", withAuth(`Authorization: Bearer ${TOKEN}x\r\n`), NO),
  hookCase("the right Authorization twice", more(AUTH), NO),
  hookCase(
    "a wrong Authorization before the right one",
    withAuth(`Authorization: Bearer x\r\n${AUTH}`),
    NO,
  ),
  hookCase(
    "two tokens in one Authorization",
    withAuth(`Authorization: Bearer ${TOKEN}, Bearer x\r\n`),
    NO,
  ),
  hookCase(
    "an Authorization that is not ASCII",
    withAuth("Authorization: Bearer \u00e9\u00ff\r\n"),
    NO,
  ),
  hookCase("bearer in small letters", withAuth(`authorization: bearer ${TOKEN}\r\n`), OK),
  hookCase("GitHub's signature, right", github('{"action":"opened"}'), OK),
  hookCase(
    "GitHub's signature of another body",
    Buffer.concat([github('{"n":1}').subarray(0, -2), Buffer.from("2}")]),
    NO,
  ),
  hookCase(
    "GitHub's signature, made up",
    post("{}", {
      head: "POST /hooks/site HTTP/1.1\r\n",
      auth: `X-Hub-Signature-256: sha256=${"0".repeat(64)}\r\n`,
    }),
    NO,
  ),
  hookCase(
    "GitHub's signature, twice",
    github("{}", { more: `X-Hub-Signature-256: sha256=${"0".repeat(64)}\r\n` }),
    NO,
  ),
  hookCase(
    "GitHub's signature, not ASCII",
    post("{}", {
      head: "POST /hooks/site HTTP/1.1\r\n",
      auth: "X-Hub-Signature-256: sha256=\u00e9\r\n",
    }),
    NO,
  ),
  hookCase(
    "GitHub's signature of SHA-1 alone",
    post("{}", {
      head: "POST /hooks/site HTTP/1.1\r\n",
      auth: `X-Hub-Signature: sha1=${"0".repeat(40)}\r\n`,
    }),
    NO,
  ),
];
