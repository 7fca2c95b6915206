// Where a request ends: the shapes by which one program is made to see another request than the next.

import { hookCase, type HttpCase } from "../case.ts";
import { AUTH, chunked, framed, HEAD, HOST, MAX_BODY_BYTES, post, TYPE } from "../requests.ts";

const LAST = "0\r\n\r\n";
const SMUGGLED = `${HEAD}${HOST}${AUTH}${TYPE}Content-Length: 2\r\n\r\n{}`;
const BAD: readonly ["400", "closed"] = ["400", "closed"];
const OVER = MAX_BODY_BYTES + 1;

/** Lengths, chunks and lines. */
export const FRAMING: readonly HttpCase[] = [
  hookCase(
    "Content-Length and chunks at once (CL.TE)",
    chunked(LAST, "Content-Length: 2\r\n"),
    BAD,
  ),
  hookCase(
    "chunks and Content-Length at once, with a second request inside (TE.CL)",
    framed("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", `5c\r\n${SMUGGLED}\r\n${LAST}`),
    BAD,
  ),
  hookCase("Transfer-Encoding: xchunked", framed("Transfer-Encoding: xchunked\r\n", LAST), BAD),
  hookCase(
    "Transfer-Encoding: chunked, identity",
    framed("Transfer-Encoding: chunked, identity\r\n", LAST),
    BAD,
  ),
  hookCase(
    "Transfer-Encoding: identity and a length",
    framed("Transfer-Encoding: identity\r\nContent-Length: 2\r\n", "{}"),
    BAD,
  ),
  hookCase(
    "Transfer-Encoding twice, the last one chunked",
    framed("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", `2\r\n{}\r\n${LAST}`),
    BAD,
  ),
  hookCase(
    "Transfer-Encoding: gzip, chunked",
    framed("Transfer-Encoding: gzip, chunked\r\n", `2\r\n{}\r\n${LAST}`),
    BAD,
  ),
  hookCase(
    "Transfer-Encoding: chunked twice",
    framed("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", `2\r\n{}\r\n${LAST}`),
    BAD,
  ),
  hookCase(
    "Transfer-Encoding with a blank before the colon",
    framed("Transfer-Encoding : chunked\r\nContent-Length: 2\r\n", "{}"),
    BAD,
  ),
  hookCase(
    "Transfer-Encoding behind a vertical tab",
    framed("Transfer-Encoding:\u000bchunked\r\n", `2\r\n{}\r\n${LAST}`),
    BAD,
  ),
  hookCase("Transfer-Encoding in quotes", framed('Transfer-Encoding: "chunked"\r\n', LAST), BAD),
  hookCase(
    "Transfer-Encoding: CHUNKED",
    framed("Transfer-Encoding: CHUNKED\r\n", `2\r\n{}\r\n${LAST}`),
    ["202", "kept"],
  ),
  hookCase("two equal Content-Lengths", post("{}", { more: "Content-Length: 2\r\n" }), BAD),
  hookCase("two different Content-Lengths", post("{}", { more: "Content-Length: 3\r\n" }), BAD),
  hookCase("Content-Length: 2, 2", framed("Content-Length: 2, 2\r\n", "{}"), BAD),
  hookCase("Content-Length: +2", framed("Content-Length: +2\r\n", "{}"), BAD),
  hookCase("Content-Length: -1", framed("Content-Length: -1\r\n", "{}"), BAD),
  hookCase("Content-Length: 0x2", framed("Content-Length: 0x2\r\n", "{}"), BAD),
  hookCase("Content-Length: 2e0", framed("Content-Length: 2e0\r\n", "{}"), BAD),
  hookCase("Content-Length: 1_0", framed("Content-Length: 1_0\r\n", "{}"), BAD),
  hookCase("an empty Content-Length", framed("Content-Length: \r\n", "{}"), BAD),
  hookCase(
    "Content-Length of 23 digits",
    framed(`Content-Length: ${"9".repeat(23)}\r\n`, "{}"),
    BAD,
  ),
  hookCase(
    "Content-Length: 18446744073709551618 (2 in 64 bits)",
    framed("Content-Length: 18446744073709551618\r\n", "{}"),
    BAD,
  ),
  hookCase("Content-Length: 002", framed("Content-Length: 002\r\n", "{}"), ["202", "kept"]),
  hookCase(
    "no length and no chunks: an empty body, then another request",
    framed("", "GET /health HTTP/1.1\r\nHost: a\r\n\r\n"),
    ["400 invalid_json, 200", "kept"],
  ),
  hookCase("a chunk size that is no number", chunked(`zz\r\n{}\r\n${LAST}`), BAD),
  hookCase("a chunk size with a sign", chunked(`+2\r\n{}\r\n${LAST}`), BAD),
  hookCase("a chunk size with 0x before it", chunked(`0x2\r\n{}\r\n${LAST}`), BAD),
  hookCase("a chunk size beyond 64 bits", chunked(`10000000000000002\r\n{}\r\n${LAST}`), BAD),
  hookCase("a chunk size of zeros and one digit", chunked(`0000000002\r\n{}\r\n${LAST}`), [
    "202",
    "kept",
  ]),
  hookCase("a chunk that is longer than its size", chunked(`2\r\n{}xx\r\n${LAST}`), BAD),
  hookCase("a chunk that ends in a bare line feed", chunked(`2\r\n{}\n${LAST}`), BAD),
  hookCase("a chunk size that ends in a bare line feed", chunked(`2\n{}\r\n${LAST}`), BAD),
  hookCase("a chunk extension", chunked(`2;a=b\r\n{}\r\n${LAST}`), ["202", "kept"]),
  hookCase(
    "a chunk extension with a bare line feed in it",
    chunked(`2;a\nb\r\n{}\r\n${LAST}`),
    BAD,
  ),
  hookCase("a chunk extension of 20 KB", chunked(`2;${"x".repeat(20_000)}\r\n{}\r\n${LAST}`), [
    "413",
    "closed",
  ]),
  hookCase("a trailer", chunked("2\r\n{}\r\n0\r\nX-A: 1\r\n\r\n"), ["202", "kept"]),
  hookCase(
    "a trailer that would change the length",
    chunked("2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n"),
    BAD,
  ),
  hookCase("a trailer without a colon", chunked("2\r\n{}\r\n0\r\nno colon\r\n\r\n"), BAD),
  hookCase("trailers of 20 KB", chunked(`2\r\n{}\r\n0\r\nX-A: ${"x".repeat(20_000)}\r\n\r\n`), [
    "431",
    "closed",
  ]),
  hookCase(
    "Authorization in the trailer alone",
    [`${HEAD}${HOST}${TYPE}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n${AUTH}\r\n`],
    ["401 unauthorized", "kept"],
  ),
  hookCase("a body in chunks of one byte", chunked(`1\r\n{\r\n1\r\n}\r\n${LAST}`), ["202", "kept"]),
  hookCase("a body one byte over the limit", post(`"${"x".repeat(OVER - 2)}"`), [
    "413 body_too_large",
    "kept",
  ]),
  hookCase(
    "a body over the limit that is announced and not sent",
    framed(`Content-Length: ${OVER}\r\n`, ""),
    ["413 body_too_large", "closed"],
  ),
  hookCase(
    "a body over the limit in chunks",
    chunked(`${OVER.toString(16)}\r\n${"x".repeat(OVER)}\r\n${LAST}`),
    ["413 body_too_large", "kept"],
  ),
  hookCase("chunks over the limit without an end", chunked(`fffff\r\n${"x".repeat(OVER)}`), [
    "413 body_too_large",
    "closed",
  ]),
];
