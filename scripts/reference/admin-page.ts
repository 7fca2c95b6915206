// The admin API: its routes and its errors.

import type { Fields } from "../../src/core/wire/field.ts";
import { SCOPES } from "../../src/core/wire/admin-scopes.ts";
import { ADMIN_ERRORS } from "../../src/admin/answer.ts";
import type { AdminRoute } from "../../src/admin/routes/route.ts";
import { ADMIN_ROUTES } from "../../src/admin/routes/routes.ts";
import { code, page, table } from "./markdown.ts";

/** Every route. */
export function adminPage(): string {
  const routes: readonly AdminRoute[] = Object.values(ADMIN_ROUTES);
  const rows = routes.map(({ method, path, scope, meaning }) => [
    code(`${method} ${path}`),
    code(scope),
    meaning,
  ]);
  const once = routes.filter((route) => route.once === true);
  const scopes = Object.entries(SCOPES).map(([name, meaning]) => [code(name), meaning]);
  const errors = Object.entries(ADMIN_ERRORS).map(([name, http]) => [code(name), String(http)]);
  return page("Admin API", [
    "On a listener of its own, 127.0.0.1:8743; never on the one that senders reach. A token goes along as `Authorization: Bearer TOKEN` or `X-API-Key: TOKEN`: that of the file `admin.token` in the home folder may do everything, one of `wakehook token create` what its scopes say. The Host header must name this machine, an Origin header is refused unless it is the listener's own. JSON on the wire is snake_case.",
    table(["route", "scope", "what it does"], rows),
    "`open` asks for no token, `any` for any right one, `owner` for `admin.token`. Who lacks a scope gets 403 `scope_missing` with its name; wrong tokens get 401, more than 30 of them in a minute 429, which a right token never gets.",
    `## Scopes\n\n${table(["scope", "its holder may"], scopes)}`,
    `Sent again with the same \`Idempotency-Key\` header (1 to 255 visible characters) and the same body, these happen once, and the first answer comes again, with \`Idempotent-Replayed: true\`: ${once.map(({ method, path }) => code(`${method} ${path}`)).join(", ")}. With another body it is 422 \`idempotency_mismatch\`. Keys are kept for a day, over restarts and crashes; where a daemon was killed before it had written the answer down, it is 409 \`idempotency_unknown\` and not done again. A refused call is not kept.`,
    ...routes.filter(hasMore).map(section),
    'An error is an RFC 9457 problem (`application/problem+json`): `{"type": "urn:wakehook:error:<code>", "title", "status", "detail", "error": "<code>", "message", "hint"}`; `detail` and `message` are the same words, `hint` says what to do.',
    table(["code", "HTTP"], errors),
  ]);
}

function hasMore({ query, body }: AdminRoute): boolean {
  return Object.keys(query).length > 0 || body !== undefined;
}

function section({ method, path, query, body }: AdminRoute): string {
  const parameters = rows(query);
  const fields = rows(body ?? {});
  return [
    `## ${method} ${path}`,
    ...(parameters.length === 0 ? [] : [table(["parameter", "meaning", "takes"], parameters)]),
    ...(fields.length === 0 ? [] : [table(["field of the body", "meaning", "takes"], fields)]),
  ].join("\n\n");
}

function rows(fields: Fields): string[][] {
  return Object.entries(fields).map(([name, { meaning, takes }]) => [code(name), meaning, takes]);
}
