// Other methods, versions and protocols than the one that is spoken here.

import { hookCase, type HttpCase } from "../case.ts";
import { at, AUTH, framed, HEAD, HOST, post, TYPE } from "../requests.ts";

const BAD: readonly ["400", "closed"] = ["400", "closed"];
const OK: readonly ["202", "kept"] = ["202", "kept"];
const NOT_TAKEN: readonly [string, "kept"] = ["405 method_not_allowed", "kept"];
const bare = (line: string): string => `${line}\r\n${HOST}\r\n`;
/** The start of a TLS 1.2 ClientHello. */
const TLS_HELLO = Buffer.from("16030100c4010000c00303", "hex");

/** Methods, versions, upgrades, expectations. */
export const PROTOCOLS: readonly HttpCase[] = [
  hookCase("GET", bare("GET /hooks/notes HTTP/1.1"), NOT_TAKEN),
  hookCase("GET with a body", at("GET /hooks/notes HTTP/1.1"), NOT_TAKEN),
  hookCase("HEAD", bare("HEAD /hooks/notes HTTP/1.1"), ["405", "kept", { isHead: true }]),
  hookCase("PUT", at("PUT /hooks/notes HTTP/1.1"), NOT_TAKEN),
  hookCase(
    "PUT, named POST by X-HTTP-Method-Override",
    post("{}", { head: "PUT /hooks/notes HTTP/1.1\r\n", more: "X-HTTP-Method-Override: POST\r\n" }),
    NOT_TAKEN,
  ),
  hookCase("DELETE", bare("DELETE /hooks/notes HTTP/1.1"), NOT_TAKEN),
  hookCase(
    "OPTIONS, as a browser asks before it sends",
    `OPTIONS /hooks/notes HTTP/1.1\r\n${HOST}Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n\r\n`,
    NOT_TAKEN,
  ),
  hookCase("TRACE", bare("TRACE /hooks/notes HTTP/1.1"), NOT_TAKEN),
  hookCase("TRACK", bare("TRACK /hooks/notes HTTP/1.1"), BAD),
  hookCase("CONNECT", "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n", [
    "",
    "closed",
  ]),
  hookCase("a method that nobody knows", bare("BREW /hooks/notes HTTP/1.1"), BAD),
  hookCase("post in small letters", at("post /hooks/notes HTTP/1.1"), BAD),
  hookCase("POST to /health", at("POST /health HTTP/1.1"), NOT_TAKEN),
  hookCase("GET of /health", bare("GET /health HTTP/1.1"), ["200", "kept"]),
  hookCase("no HTTP at all", "hello\r\n\r\n", BAD),
  hookCase("NULs", "\u0000".repeat(64), BAD),
  hookCase("HTTP/0.9", "GET /health\r\n\r\n", BAD),
  hookCase(
    "HTTP/1.0",
    framed("Content-Length: 2\r\n", "{}", { head: "POST /hooks/notes HTTP/1.0\r\n" }),
    ["202", "closed"],
  ),
  hookCase(
    "HTTP/1.0 without a Host",
    framed("Content-Length: 2\r\n", "{}", { head: "POST /hooks/notes HTTP/1.0\r\n", host: "" }),
    BAD,
  ),
  hookCase(
    "HTTP/1.0 with chunks",
    framed("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n", {
      head: "POST /hooks/notes HTTP/1.0\r\n",
    }),
    ["202", "closed"],
  ),
  hookCase("HTTP/1.2", at("POST /hooks/notes HTTP/1.2"), BAD),
  hookCase("HTTP/9.9", at("POST /hooks/notes HTTP/9.9"), BAD),
  hookCase("HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", BAD),
  hookCase(
    "an upgrade to HTTP/2 (h2c)",
    post("{}", {
      more: "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
    }),
    OK,
  ),
  hookCase(
    "an upgrade to WebSocket",
    post("{}", { more: "Connection: Upgrade\r\nUpgrade: websocket\r\n" }),
    OK,
  ),
  hookCase("a TLS greeting", TLS_HELLO, BAD),
  hookCase(
    "lines without carriage returns",
    `${HEAD}${HOST}${AUTH}${TYPE}Content-Length: 2\r\n\r\n{}`.replaceAll("\r\n", "\n"),
    BAD,
  ),
  hookCase("an empty line before the request", `\r\n${post("{}").toString("latin1")}`, OK),
  hookCase("two blanks in the request line", at("POST  /hooks/notes HTTP/1.1"), OK),
  hookCase("a tab in the request line", at("POST\t/hooks/notes HTTP/1.1"), BAD),
  hookCase("Expect: 100-continue", post("{}", { more: "Expect: 100-continue\r\n" }), [
    "100, 202",
    "kept",
  ]),
  hookCase(
    "Expect: 100-continue twice",
    post("{}", { more: "Expect: 100-continue\r\nExpect: 100-continue\r\n" }),
    ["100, 202", "kept"],
  ),
  hookCase("an expectation that nobody knows", post("{}", { more: "Expect: cake\r\n" }), [
    "417",
    "kept",
  ]),
];
