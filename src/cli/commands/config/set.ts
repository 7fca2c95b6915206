import { CONFIG_FIELDS } from "../../../core/settings/config.ts";
import { WakehookError } from "../../../core/records/errors.ts";
import { schemaAt } from "../../../core/settings/schema-fields.ts";
import { ensureHome } from "../../../settings/home.ts";
import { setConfig } from "../../../settings/edit/set-config.ts";
import type { Command } from "../../command.ts";
import { splitPath } from "../../../core/settings/dotted-path.ts";
import { neededArg, type Input } from "../../input.ts";
import { problemLine } from "../../settings/problem-lines.ts";
import { typedValue } from "../../../core/settings/typed-value.ts";

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
  options: [["--replace", "let an object take the place of one that holds more settings"]],
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
    const fields = { [path]: value };
    const mayLose = input.flag("replace") === true;
    const { changed, problems } = await setConfig(paths, { fields, add: {} }, { mayLose });
    out.result({ path, set: value !== undefined }, () => [
      value === undefined ? `${path} is removed: its default is in force` : `${path} is set`,
    ]);
    for (const problem of problems) out.notice(problemLine(problem, out));
    for (const leaf of changed.filter(isReadAtStart))
      out.notice(`a running daemon takes ${leaf} up at its next start`);
  },
};

function isReadAtStart(leaf: string): boolean {
  return AT_START.some((part) => leaf === part || leaf.startsWith(`${part}.`));
}

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
