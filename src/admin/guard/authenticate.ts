// A request's credentials in, who calls out, or a refusal. Every credential that is shown must be right.

import { createHash, timingSafeEqual } from "node:crypto";
import { refusal, type AdminRefusal } from "../answer.ts";
import { OWNER, type Caller } from "./caller.ts";
import type { AdminDeps } from "../deps.ts";
import { createFailureLimit } from "./failure-limit.ts";

/** Tells who calls. */
export type Authenticate = (request: Request, remoteAddress: string) => Caller | AdminRefusal;

const HINT =
  "send the content of admin.token (in wakehook's home folder), or a token of wakehook token create, as Authorization: Bearer or X-API-Key";

/** Builds it. */
export function createAuthenticate(
  deps: Pick<AdminDeps, "token" | "tokens" | "clock">,
): Authenticate {
  const limit = createFailureLimit(deps.clock);
  const expected = digest(deps.token);

  function callerOf(text: string): Caller | AdminRefusal {
    // Both sides are hashed: equal lengths, and the time says nothing about the token.
    if (timingSafeEqual(digest(text), expected)) return OWNER;
    const token = deps.tokens.use(text);
    if (token === null) return refusal("unauthorized", "the admin token is not right", HINT);
    const { id: tokenId, name, expiresAt } = token;
    const hasExpired = () => expiresAt !== null && expiresAt <= deps.clock.now();
    if (hasExpired())
      return refusal("unauthorized", `the token ${name} has expired`, "make another");
    const isStillGood = () => !hasExpired() && deps.tokens.list().some(({ id }) => id === tokenId);
    const scopes = new Set(token.scopes);
    return { kind: "token", name, tokenId, scopes, expiresAt, isStillGood };
  }

  function ofHeaders(given: readonly string[]): Caller | AdminRefusal {
    const callers = given.map(callerOf);
    const wrong = callers.find((one) => "ok" in one);
    const [first = refusal("unauthorized", "no admin token was given", HINT)] = callers;
    if (wrong !== undefined || new Set(callers.map(nameOf)).size < 2) return wrong ?? first;
    return refusal("unauthorized", "two tokens were given that are not the same", HINT);
  }

  return (request, remoteAddress) => {
    const caller = ofHeaders(credentialsOf(request.headers));
    if (!("ok" in caller)) return caller;
    const seconds = limit.failed(remoteAddress);
    if (seconds === null) return caller;
    return refusal("too_many_failures", "too many wrong tokens were given", `wait ${seconds} s`);
  };
}

function nameOf(caller: Caller | AdminRefusal): string | null {
  return "ok" in caller ? null : `${caller.kind} ${caller.name ?? ""}`;
}

function credentialsOf(headers: Headers): string[] {
  const given: string[] = [];
  const authorization = headers.get("authorization");
  // Another scheme than Bearer is a credential too, and a wrong one.
  if (authorization !== null) given.push(/^bearer +(\S+)$/i.exec(authorization)?.[1] ?? "");
  const key = headers.get("x-api-key");
  if (key !== null) given.push(key);
  return given;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest();
}
