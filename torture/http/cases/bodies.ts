// What stands in the body. What is taken is kept byte for byte, whatever a parser makes of it.

import { hookCase, type HttpCase } from "../case.ts";
import { github, MAX_BODY_BYTES, post } from "../requests.ts";

const INVALID: readonly [string, "kept"] = ["400 invalid_json", "kept"];
const NO_OBJECT: readonly [string, "kept"] = ["400 body_must_be_object", "kept"];

/** A body that is taken, and must be on disk as it was sent. */
function taken(what: string, text: string | Buffer): HttpCase {
  const body = Buffer.from(text);
  return hookCase(what, post(body), ["202", "kept", { body }]);
}

function form(body: string): Buffer {
  return github(body, { type: "Content-Type: application/x-www-form-urlencoded\r\n" });
}

const nested = (open: string, close: string, depth: number): string =>
  `{"a":${open.repeat(depth)}1${close.repeat(depth)}}`;
const LARGE = JSON.stringify({ text: "x".repeat(3 * MAX_BODY_BYTES) });

/** Bodies. */
export const BODIES: readonly HttpCase[] = [
  hookCase("bytes that are no UTF-8", post(Buffer.from('{"\u00ff":1}', "latin1")), INVALID),
  hookCase(
    "UTF-8 that is cut in a character",
    post(Buffer.from('{"a":"\u00c3"}', "latin1")),
    INVALID,
  ),
  hookCase("an overlong UTF-8 slash", post(Buffer.from('{"a":"\u00c0\u00af"}', "latin1")), INVALID),
  hookCase(
    "a surrogate in UTF-8 (CESU-8)",
    post(Buffer.from('{"a":"\u00ed\u00a0\u0080"}', "latin1")),
    INVALID,
  ),
  hookCase("a byte order mark", post("\ufeff{}"), INVALID),
  hookCase("UTF-16", post(Buffer.from("{}", "utf16le")), INVALID),
  hookCase("UTF-16 with its mark", post(Buffer.from("\ufeff{}", "utf16le")), INVALID),
  hookCase("nothing", post(""), INVALID),
  hookCase("blanks alone", post("  \n"), INVALID),
  hookCase("a NUL", post("\u0000"), INVALID),
  hookCase("a NUL behind the object", post("{}\u0000"), INVALID),
  hookCase("text behind the object", post("{}{}"), INVALID),
  hookCase("half an object", post('{"a":'), INVALID),
  hookCase("a comma too many", post('{"a":1,}'), INVALID),
  hookCase("single quotes", post("{'a':1}"), INVALID),
  hookCase("a comment", post("{/* */}"), INVALID),
  hookCase("NaN", post('{"a":NaN}'), INVALID),
  hookCase("a line end in a string", post('{"a":"\n"}'), INVALID),
  hookCase("a script", post("alert(1)"), INVALID),
  hookCase("XML", post("<a/>"), INVALID),
  hookCase("65 arrays in each other", post(nested("[", "]", 64)), INVALID),
  hookCase("30,000 arrays in each other", post(nested("[", "]", 30_000)), INVALID),
  hookCase("8,000 objects in each other", post(nested('{"a":', "}", 8000)), INVALID),
  hookCase("60,000 arrays that are never closed", post("[".repeat(60_000)), INVALID),
  hookCase("an array", post("[]"), NO_OBJECT),
  hookCase("an array of objects", post('[{"a":1}]'), NO_OBJECT),
  hookCase("null", post("null"), NO_OBJECT),
  hookCase("true", post("true"), NO_OBJECT),
  hookCase("a number", post("1"), NO_OBJECT),
  hookCase("a string", post('"{}"'), NO_OBJECT),
  taken("64 levels", nested("[", "]", 63)),
  taken("equal keys", '{"a":1,"a":2}'),
  taken(
    "keys of the prototype",
    '{"__proto__":{"a":1},"constructor":{"prototype":{"a":1}},"hasOwnProperty":1}',
  ),
  taken("lone surrogates as escapes", '{"a":"\\ud800","\\udc00":1}'),
  taken("a NUL as an escape", '{"a\\u0000":"\\u0000"}'),
  taken("1e400", '{"a":1e400,"b":-1e400}'),
  taken("an integer of 21 digits", '{"a":123456789012345678901}'),
  taken("a number of 10,000 digits", `{"a":${"9".repeat(10_000)}}`),
  taken("-0 and 1E5", '{"a":-0,"b":1E5}'),
  taken("blanks around the object", ' \r\n\t{ "a" : 1 }\r\n '),
  taken(
    "non-characters and characters beyond the first plane",
    '{"a":"\uffff\u{10ffff}\u{1f600}"}',
  ),
  taken("brackets in strings", `{"a":"${"[".repeat(1000)}\\"${"{".repeat(1000)}"}`),
  taken("an empty key", '{"":{"":""}}'),
  taken("10,000 keys", `{${Array.from({ length: 6000 }, (_, n) => `"k${n}":1`).join(",")}}`),
  taken("the largest body", `{"a":"${"x".repeat(MAX_BODY_BYTES - 8)}"}`),
  hookCase("GitHub's form", form(`payload=${encodeURIComponent('{"action":"opened"}')}`), [
    "202",
    "kept",
  ]),
  hookCase("GitHub's form with two payloads", form("payload=%7B%7D&payload=%7B%7D"), INVALID),
  hookCase("GitHub's form without a payload", form("a=1"), INVALID),
  hookCase("GitHub's form with a broken escape", form("payload=%7B%7D%zz"), INVALID),
  hookCase("a large body that GitHub may send", github(LARGE), [
    "202",
    "kept",
    { body: Buffer.from(LARGE) },
  ]),
  hookCase("the same to a hook that may not have it", post(LARGE), ["413 body_too_large", "kept"]),
];
