// The routes about who may call: named tokens, and the browser that is let into the dashboard.

import { scopeNames } from "../../core/wire/admin-scopes.ts";
import type { ApiToken } from "../../core/ports/api-tokens-port.ts";
import type { Dashboard } from "../../core/ports/dashboard-port.ts";
import { refusal, type Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";

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
    async createToken({ body: { name, scopes, expires_in: seconds } }) {
      const expiresAt =
        seconds === undefined ? null : deps.clock.now() + Math.floor(seconds * 1000);
      const wanted = { name, scopes: [...new Set(scopes)], expiresAt };
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
