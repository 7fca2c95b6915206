// Whom a request is for: Host, and all forms of the target.

import { hookCase, type HttpCase } from "../case.ts";
import { at, AUTH, HOST, post, TYPE, TOKEN } from "../requests.ts";

const BAD: readonly ["400", "closed"] = ["400", "closed"];
/** Whole, and so the connection goes on; it is for nobody. */
const ODD: readonly ["400", "kept"] = ["400", "kept"];
const path = (target: string): Buffer => at(`POST ${target} HTTP/1.1`);

/** Hosts and targets. */
export const TARGETS: readonly HttpCase[] = [
  hookCase("no Host", post("{}", { host: "" }), BAD),
  hookCase("an empty Host", post("{}", { host: "Host:\r\n" }), ODD),
  hookCase("two Hosts", post("{}", { host: `${HOST}Host: evil.example\r\n` }), BAD),
  hookCase("two equal Hosts", post("{}", { host: `${HOST}${HOST}` }), BAD),
  hookCase("a Host with a blank", post("{}", { host: "Host: a b\r\n" }), ODD),
  hookCase("a Host with a user", post("{}", { host: "Host: a@b\r\n" }), ODD),
  hookCase("a Host with a path", post("{}", { host: "Host: a/hooks/site\r\n" }), ODD),
  hookCase("a Host with a port that is none", post("{}", { host: "Host: a:99999\r\n" }), ODD),
  hookCase("a Host that is not ASCII", post("{}", { host: "Host: \u00e9\r\n" }), ODD),
  hookCase("a Host of 5,000 characters", post("{}", { host: `Host: ${"a".repeat(5000)}\r\n` }), [
    "202",
    "kept",
  ]),
  hookCase(
    "another Host, as a tunnel brings it",
    post("{}", { host: "Host: hooks.example.com\r\n" }),
    ["202", "kept"],
  ),
  hookCase(
    "a page's Origin and no credentials",
    post("{}", { auth: "Origin: https://evil.example\r\n" }),
    ["401 unauthorized", "kept"],
  ),
  hookCase("an absolute target", path("http://evil.example/hooks/notes"), ["202", "kept"]),
  hookCase("an absolute target of another scheme", path("ftp://evil.example/hooks/notes"), ODD),
  hookCase("an absolute target without a path", path("http://evil.example"), [
    "404 not_found",
    "kept",
  ]),
  hookCase("an authority as the target", path("127.0.0.1:8742"), BAD),
  hookCase("an asterisk as the target of POST", path("*"), ODD),
  hookCase("an asterisk as the target of OPTIONS", at("OPTIONS * HTTP/1.1"), ODD),
  hookCase("a target that is no path", path("hooks/notes"), BAD),
  hookCase("a target that starts with two slashes", path("//hooks/notes"), [
    "404 not_found",
    "kept",
  ]),
  hookCase("a backslash in the path", path("/hooks\\notes"), ODD),
  hookCase("a fragment in the target", path("/hooks/notes#a"), ["202", "kept"]),
  hookCase("an encoded path out of the hooks", path("/hooks/..%2f..%2fetc"), [
    "404 hook_not_found",
    "kept",
  ]),
  hookCase("dots in the path that lead to the hook", path("/x/../hooks/notes"), ["202", "kept"]),
  hookCase("dots in the path that lead out", path("/hooks/../../etc/passwd"), [
    "404 not_found",
    "kept",
  ]),
  hookCase("encoded dots that lead out", path("/hooks/%2e%2e/%2e%2e/etc"), [
    "404 not_found",
    "kept",
  ]),
  hookCase("an encoded slash in the id", path("/hooks%2fnotes"), ["404 not_found", "kept"]),
  hookCase("an encoded slash after the id", path("/hooks/notes%2f"), [
    "404 hook_not_found",
    "kept",
  ]),
  hookCase("a slash after the id", path("/hooks/notes/"), ["404 not_found", "kept"]),
  hookCase("an encoded NUL in the id", path("/hooks/notes%00"), ["404 hook_not_found", "kept"]),
  hookCase("a NUL in the target", path("/hooks/notes\u0000"), BAD),
  hookCase("an encoded line end in the id", path("/hooks/notes%0d%0aX-A:1"), [
    "404 hook_not_found",
    "kept",
  ]),
  hookCase("a broken escape in the id", path("/hooks/%zz"), ["404 hook_not_found", "kept"]),
  hookCase("an escape that is no UTF-8 in the id", path("/hooks/%ff"), [
    "404 hook_not_found",
    "kept",
  ]),
  hookCase("an encoded letter of the id", path("/hooks/%6eotes"), ["202", "kept"]),
  hookCase("an encoded escape (%256e)", path("/hooks/%256eotes"), ["404 hook_not_found", "kept"]),
  hookCase("the id in capitals", path("/hooks/NOTES"), ["404 hook_not_found", "kept"]),
  hookCase("an id of the object prototype", path("/hooks/__proto__"), [
    "404 hook_not_found",
    "kept",
  ]),
  hookCase("no id", path("/hooks/"), ["404 not_found", "kept"]),
  hookCase("an id of 8,000 characters", path(`/hooks/${"a".repeat(8000)}`), [
    "404 hook_not_found",
    "kept",
  ]),
  hookCase("a target of 17,000 characters", path(`/hooks/${"a".repeat(17_000)}`), [
    "431",
    "closed",
  ]),
  hookCase("bytes above ASCII in the path", path("/hooks/caf\u00e9"), BAD),
  hookCase("a query of 8,000 characters", path(`/hooks/notes?a=${"a".repeat(8000)}`), [
    "202",
    "kept",
  ]),
  hookCase("the token in the query", path(`/hooks/notes?token=${TOKEN}`), [
    "401 unauthorized",
    "kept",
  ]),
  hookCase("an unknown path", path("/admin"), ["404 not_found", "kept"]),
  hookCase(
    "the admin API on this port",
    `GET /api/v1/status HTTP/1.1\r\n${HOST}${AUTH}${TYPE}\r\n`,
    ["404 not_found", "kept"],
  ),
  hookCase("a hook that is switched off", path("/hooks/off"), ["403 hook_disabled", "kept"]),
];
