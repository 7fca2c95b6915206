import {
  isScope,
  READ_SCOPES,
  SCOPES,
  scopeNames,
  type Scope,
} from "../../../core/wire/admin-scopes.ts";
import { parseDuration } from "../../../core/settings/duration.ts";
import { WakehookError } from "../../../core/records/errors.ts";
import { nearestName } from "../../../core/text/nearest.ts";
import type { Command } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import type { Input } from "../../input.ts";
import { columns } from "../../terminal/columns.ts";
import { dateAndTime } from "../../terminal/when.ts";

/** `wakehook token create`. */
export const tokenCreate: Command = {
  options: [
    ["--name <name>", "what you call it"],
    ["--scope <scopes>", "what it may do, with commas between; read: everything that only looks"],
    ["--expires <time>", "when it ends by itself, as 12h, 30d; never: when you revoke it"],
  ],
  details: `It is shown once; wakehook keeps its hash. It says itself as Authorization: Bearer or X-API-Key.\nScopes:\n${columns(Object.entries(SCOPES)).join("\n")}`,
  examples: [
    "wakehook token create --name ci --scope hooks:read,deliveries:read --expires 30d",
    "wakehook token create --name watcher --scope read --expires never",
  ],
  async run({ paths, out }, input) {
    const name = needed(input, "name");
    const scopes = scopesOf(needed(input, "scope"));
    const seconds = secondsOf(needed(input, "expires"));
    const admin = await connectAdmin(paths);
    const expiry = seconds === null ? {} : { expires_in: seconds };
    const made = (await admin.post("/tokens", { name, scopes, ...expiry })) as {
      readonly token: string;
      readonly expires_at: number | null;
    };
    out.result(made, () => [made.token]);
    const end = made.expires_at === null ? "never" : dateAndTime(made.expires_at);
    out.notice(`the token ${name} is shown once, above; it expires: ${end}`);
  },
};

function needed(input: Input, option: string): string {
  const typed = input.text(option)?.trim() ?? "";
  if (typed !== "") return typed;
  throw new WakehookError("usage", `--${option} is missing`, {
    hint: "wakehook token create --name ci --scope hooks:read --expires 30d",
  });
}

function scopesOf(typed: string): Scope[] {
  const words = typed.split(",").map((word) => word.trim());
  return [...new Set(words.flatMap((word) => (word === "read" ? READ_SCOPES : scopeOf(word))))];
}

function scopeOf(word: string): Scope {
  if (isScope(word)) return word;
  const nearest = nearestName(word, scopeNames());
  throw new WakehookError("usage", `there is no scope "${word}"`, {
    hint: nearest === undefined ? `one of: ${scopeNames().join(", ")}` : `did you mean ${nearest}?`,
  });
}

function secondsOf(typed: string): number | null {
  if (typed === "never") return null;
  const seconds = parseDuration(typed);
  if (seconds !== null) return seconds;
  throw new WakehookError("usage", `--expires "${typed}" is no time`, {
    hint: "write 12h, 30d or never",
  });
}
