// The routes about who may call: named tokens, and the browser that is let into the dashboard.

import { isScope, scopeNames } from "../../core/wire/admin-scopes.ts";
import { TOKEN_NAME, type ApiToken, type NewApiToken } from "../../core/ports/api-tokens-port.ts";
import type { Dashboard } from "../../core/ports/dashboard-port.ts";
import { refusal, type AdminRefusal, type Answers } from "../answer.ts";
import { readJsonObject, type JsonObject } from "../body.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";
import { ADMIN_ROUTES } from "../routes/routes.ts";

const MAX_BYTES = 8192;
/** Ten years: beyond it is a mistake. */
const LONGEST_SECONDS = 315_360_000;

/** A one-time link into the dashboard; null: there is none. */
export type IssueLink = () => ReturnType<Dashboard["issueLink"]> | null;

/** Their handlers. */
export function createAccessHandlers(
  deps: AdminDeps,
  { answers, issueLink }: { readonly answers: Answers; readonly issueLink: IssueLink },
): Handlers<"linkDashboard" | "whoami" | "listTokens" | "createToken" | "revokeToken"> {
  return {
    linkDashboard({ request }) {
      const link = issueLink();
      if (link === null) return refusal("refused", "this daemon has no dashboard");
      const url = new URL(link.path, request.url).href;
      return answers.json({ url, expires_at: link.expiresAt }, 201);
    },
    whoami: ({ caller }) =>
      answers.json({
        kind: caller.kind,
        name: caller.name,
        scopes: caller.scopes === null ? scopeNames() : [...caller.scopes],
        expires_at: caller.expiresAt,
      }),
    listTokens: () =>
      answers.json({ tokens: deps.tokens.list().map((token) => wireToken(deps, token)) }),
    async createToken({ request }) {
      const fields = Object.keys(ADMIN_ROUTES.createToken.body);
      const read = await readJsonObject(deps.clock, request, { fields, maxBytes: MAX_BYTES });
      const wanted = read.ok ? readNewToken(read.value, deps.clock.now()) : read;
      if ("ok" in wanted) return wanted;
      const { token, text } = await deps.tokens.create(wanted);
      deps.log.info("a token was made", { name: token.name, scopes: token.scopes });
      return answers.json({ ...wireToken(deps, token), token: text }, 201);
    },
    async revokeToken({ id }) {
      const token = await deps.tokens.revoke(id);
      deps.log.info("a token was revoked", { name: token.name });
      return answers.json({ revoked: true, id: token.id, name: token.name });
    },
  };
}

function wireToken({ clock }: Pick<AdminDeps, "clock">, token: ApiToken) {
  return {
    id: token.id,
    name: token.name,
    scopes: token.scopes,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    expired: token.expiresAt !== null && token.expiresAt <= clock.now(),
    last_used_at: token.lastUsedAt,
  };
}

function readNewToken(
  { name, scopes, expires_in: seconds }: JsonObject,
  now: number,
): NewApiToken | AdminRefusal {
  if (typeof name !== "string" || !TOKEN_NAME.test(name))
    return refusal(
      "usage",
      "name is no name for a token",
      "1 to 64 letters, digits, dots, - and _; the first is a letter or a digit",
    );
  if (!Array.isArray(scopes) || scopes.length === 0)
    return refusal("usage", "scopes is no list of scopes", `scopes: ${scopeNames().join(", ")}`);
  const unknown = scopes.find((scope) => !isScope(scope));
  if (unknown !== undefined)
    return refusal(
      "usage",
      `there is no scope ${JSON.stringify(unknown).slice(0, 80)}`,
      `scopes: ${scopeNames().join(", ")}`,
    );
  if (
    seconds !== undefined &&
    !(typeof seconds === "number" && seconds >= 1 && seconds <= LONGEST_SECONDS)
  )
    return refusal("usage", `expires_in is not a number from 1 to ${LONGEST_SECONDS}`);
  const expiresAt = seconds === undefined ? null : now + Math.floor(seconds * 1000);
  return { name, scopes: [...new Set(scopes.filter(isScope))], expiresAt };
}
