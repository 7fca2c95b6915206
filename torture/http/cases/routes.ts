// One URL for several hooks: `all` serves `notes`, `site` and `off`; `none` serves only `off`.

import { hookCase, type HttpCase } from "../case.ts";
import { at, AUTH, framed, github, MAX_BODY_BYTES, post } from "../requests.ts";

const ALL = { head: "POST /hooks/all HTTP/1.1\r\n" };
const NONE = { head: "POST /hooks/none HTTP/1.1\r\n" };
const WRONG = { ...ALL, auth: "Authorization: Bearer wrong\r\n" };
const large = `{"a":"${"x".repeat(2 * MAX_BODY_BYTES)}"}`;

/** Requests to a route. */
export const ROUTES: readonly HttpCase[] = [
  hookCase("what proves itself to one hook of a route", post("{}", ALL), ["202", "kept"]),
  hookCase("what proves itself to another one", github("{}", ALL), ["202", "kept"]),
  hookCase("what proves itself to no hook of a route", post("{}", WRONG), [
    "401 unauthorized",
    "kept",
  ]),
  hookCase("what proves itself to hooks that are switched off alone", post("{}", NONE), [
    "403 hook_disabled",
    "kept",
  ]),
  hookCase(
    "what proves itself to nobody, where all are switched off",
    post("{}", { ...NONE, auth: "" }),
    ["401 unauthorized", "kept"],
  ),
  hookCase("GET of a route", at("GET /hooks/all HTTP/1.1"), ["405 method_not_allowed", "kept"]),
  hookCase(
    "a route and a media type that none of its hooks takes",
    post("{}", { ...ALL, type: "Content-Type: text/plain\r\n" }),
    ["415 content_type_must_be_json", "kept"],
  ),
  hookCase("a route and a body that is no JSON", post("{", ALL), ["400 invalid_json", "kept"]),
  hookCase("a body that only the larger hook of a route takes", github(large, ALL), [
    "202",
    "kept",
  ]),
  hookCase("the same body for the smaller one", post(large, ALL), ["401 unauthorized", "kept"]),
  hookCase(
    "a body for a route that is announced larger than all take",
    framed("Content-Length: 99999999\r\n", "{}", ALL),
    ["413 body_too_large", "closed"],
  ),
  hookCase(
    "two requests to a route on one connection",
    Buffer.concat([post("{}", ALL), post("{}", { ...WRONG, auth: AUTH.replace("the", "no") })]),
    ["202, 401 unauthorized", "kept"],
  ),
];
