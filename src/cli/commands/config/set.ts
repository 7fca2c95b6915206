import { CONFIG_FIELDS } from "../../../core/config.ts";
import { WakehookError } from "../../../core/errors.ts";
import { schemaAt } from "../../../core/schema-fields.ts";
import { ensureHome } from "../../../settings/home.ts";
import { changeConfig } from "../../edit-config.ts";
import type { Command } from "../../command.ts";
import { splitPath, withPath } from "../../dotted-path.ts";
import { neededArg, type Input } from "../../input.ts";
import { problemLine } from "../../problem-lines.ts";
import { typedValue } from "../../typed-value.ts";

/** Parts of config.json that a running daemon takes up only at its next start. */
const AT_START = [
  "webhooks.host",
  "webhooks.port",
  "webhooks.enabled",
  "webhooks.max_connections",
  "admin",
];

/** `wakehook config set`. */
export const configSet: Command = {
  args: [
    ["<path>", "a dotted path, as webhooks.port; also path=value"],
    ["[value]", "JSON or bare words; an empty text removes the setting"],
  ],
  details: "The file is checked before it is written; a wrong value changes nothing (exit code 3).",
  examples: [
    "wakehook config set features.agents true",
    "wakehook config set webhooks.public_base_url https://hooks.example.org",
    "wakehook config set task_roots '[\"/home/me/code\"]'",
  ],
  async run({ paths, out }, input) {
    const { path, keys, typed } = parseChange(input);
    const value = typed === "" ? undefined : typedValue(typed, schemaAt(CONFIG_FIELDS, keys));
    await ensureHome(paths);
    const problems = await changeConfig(paths, (config) => withPath(config, keys, value));
    out.result({ path, set: value !== undefined }, () => [
      value === undefined ? `${path} is removed: its default is in force` : `${path} is set`,
    ]);
    for (const problem of problems) out.notice(problemLine(problem, out));
    if (AT_START.some((part) => path === part || path.startsWith(`${part}.`)))
      out.notice("a running daemon takes this up at its next start");
  },
};

function parseChange(input: Input): { path: string; keys: string[]; typed: string } {
  const first = neededArg(input, 0, "the path");
  const second = input.arg(1);
  const at = first.indexOf("=");
  if (second === undefined && at > 0)
    return {
      path: first.slice(0, at),
      keys: splitPath(first.slice(0, at)),
      typed: first.slice(at + 1),
    };
  if (second === undefined)
    throw new WakehookError("usage", `the value of ${first} is missing`, {
      hint: `wakehook config set ${first} VALUE`,
    });
  return { path: first, keys: splitPath(first), typed: second };
}
