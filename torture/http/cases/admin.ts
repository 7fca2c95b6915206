// The owner's door: what a web page, another user of the machine or a wrong name may try on it.

import { adminCase, type HttpCase } from "../case.ts";

const PLACE = "Host: PLACE\r\n";
const AUTH = "Authorization: Bearer TOKEN\r\n";
const STATUS = "GET /api/v1/status HTTP/1.1\r\n";
const ASKED = `${STATUS}${PLACE}`;
const PROVED = `${ASKED}${AUTH}`;
const BAD: readonly ["400", "closed"] = ["400", "closed"];
const FOREIGN: readonly [string, "kept"] = ["403 host_not_allowed", "kept"];
const PAGE: readonly [string, "kept"] = ["403 origin_not_allowed", "kept"];
const NO: readonly [string, "kept"] = ["401 unauthorized", "kept"];
const OK: readonly ["200", "kept"] = ["200", "kept"];
const get = (target: string): string => `GET ${target} HTTP/1.1\r\n${PLACE}${AUTH}`;
const host = (lines: string): string => `${STATUS}${lines}${AUTH}`;
/** A POST to stop the daemon: nothing of this may reach it. */
const STOP = `POST /api/v1/stop HTTP/1.1\r\n${PLACE}`;

/** The admin listener. */
export const ADMIN: readonly HttpCase[] = [
  adminCase("the owner", PROVED, OK),
  adminCase("the owner, with X-API-Key", `${ASKED}X-API-Key: TOKEN\r\n`, OK),
  adminCase("localhost as the Host", host("Host: localhost:PORT\r\n"), OK),
  adminCase("a Host of a rebound name (DNS rebinding)", host("Host: evil.example\r\n"), FOREIGN),
  adminCase("a rebound name with the right port", host("Host: evil.example:PORT\r\n"), FOREIGN),
  adminCase("the right Host without its port", host("Host: 127.0.0.1\r\n"), FOREIGN),
  adminCase("0.0.0.0 as the Host", host("Host: 0.0.0.0:PORT\r\n"), FOREIGN),
  adminCase("localhost with a dot", host("Host: localhost.:PORT\r\n"), FOREIGN),
  adminCase("the address as one number", host("Host: 2130706433:PORT\r\n"), OK),
  adminCase("no Host", host(""), BAD),
  adminCase("two Hosts", host(`${PLACE}Host: evil.example\r\n`), BAD),
  adminCase("a Host with a user", host("Host: PLACE@evil.example\r\n"), ["400", "kept"]),
  adminCase(
    "an absolute target of another host",
    get("http://evil.example/api/v1/status"),
    FOREIGN,
  ),
  adminCase("an absolute target of this host", get("http://PLACE/api/v1/status"), OK),
  adminCase("a page's Origin", `${PROVED}Origin: https://evil.example\r\n`, PAGE),
  adminCase("Origin: null", `${PROVED}Origin: null\r\n`, PAGE),
  adminCase("its own Origin", `${PROVED}Origin: http://PLACE\r\n`, OK),
  adminCase("the Origin of the hook listener", `${PROVED}Origin: http://127.0.0.1:8742\r\n`, PAGE),
  adminCase("Sec-Fetch-Site: cross-site", `${PROVED}Sec-Fetch-Site: cross-site\r\n`, PAGE),
  adminCase("Sec-Fetch-Site: same-site", `${PROVED}Sec-Fetch-Site: same-site\r\n`, PAGE),
  adminCase(
    "a page that asks before it sends",
    `OPTIONS /api/v1/stop HTTP/1.1\r\n${PLACE}Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n`,
    PAGE,
  ),
  adminCase(
    "a page's form that would stop the daemon",
    `${STOP}Origin: https://evil.example\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n`,
    PAGE,
  ),
  adminCase("no token", ASKED, NO),
  adminCase("no token, for a path that does not exist", `GET /nowhere HTTP/1.1\r\n${PLACE}`, NO),
  adminCase("no token, to stop the daemon", `${STOP}Content-Length: 0\r\n`, NO),
  adminCase("a wrong token", `${ASKED}Authorization: Bearer x\r\n`, NO),
  adminCase("the token cut by one", `${ASKED}Authorization: Bearer xTOKEN\r\n`, NO),
  adminCase("the token as a password", `${ASKED}Authorization: Basic TOKEN\r\n`, NO),
  adminCase("the token twice", `${PROVED}${AUTH}`, NO),
  adminCase("the right token beside a wrong key", `${PROVED}X-API-Key: x\r\n`, NO),
  adminCase("the token in the query", `GET /api/v1/status?token=TOKEN HTTP/1.1\r\n${PLACE}`, NO),
  adminCase("the token in a cookie", `${ASKED}Cookie: token=TOKEN\r\n`, NO),
  adminCase("a token that is not ASCII", `${ASKED}Authorization: Bearer \u00e9\r\n`, NO),
  adminCase("a path out of the runs", get("/api/v1/runs/..%2f..%2fadmin.token/output"), [
    "404 not_found",
    "kept",
  ]),
  adminCase("dots that lead out of the API", get("/api/v1/runs/%2e%2e/%2e%2e/%2e%2e/etc/passwd"), [
    "404 not_found",
    "kept",
  ]),
  adminCase("a NUL in a run's id", get("/api/v1/runs/a%00b"), ["404 not_found", "kept"]),
  adminCase("an id of the object prototype", get("/api/v1/deliveries/__proto__"), [
    "404 not_found",
    "kept",
  ]),
  adminCase("a stream that is none", get("/api/v1/runs/x/output?stream=..%2fadmin.token"), [
    "400 usage",
    "kept",
  ]),
  adminCase("a query field that nobody knows", get("/api/v1/deliveries?where=1"), [
    "400 usage",
    "kept",
  ]),
  adminCase("a limit beyond all numbers", get("/api/v1/deliveries?limit=1e999"), [
    "400 usage",
    "kept",
  ]),
  adminCase("another method", `DELETE /api/v1/status HTTP/1.1\r\n${PLACE}${AUTH}`, [
    "405 method_not_allowed",
    "kept",
  ]),
  adminCase(
    "a hook's path on this port: a page of the dashboard, for a session alone",
    `POST /hooks/notes HTTP/1.1\r\n${PLACE}${AUTH}Content-Type: application/json\r\nContent-Length: 0\r\n`,
    ["401", "kept"],
  ),
  adminCase(
    "a body over 1 KB where none is wanted",
    `POST /api/v1/reload HTTP/1.1\r\n${PLACE}${AUTH}Content-Type: application/json\r\nContent-Length: 2000\r\n\r\n${"x".repeat(1998)}`,
    ["413 body_too_large", "kept"],
  ),
  adminCase("an upgrade", `${PROVED}Connection: Upgrade\r\nUpgrade: websocket\r\n`, OK),
  adminCase("HTTP/1.0", `GET /api/v1/status HTTP/1.0\r\n${PLACE}${AUTH}`, ["200", "closed"]),
];
