import { CONFIG_FIELDS } from "../../../core/settings/config.ts";
import { WakehookError } from "../../../core/records/errors.ts";
import { schemaAt } from "../../../core/settings/schema-fields.ts";
import type { Command } from "../../command.ts";
import { neededArg } from "../../input.ts";
import { splitPath, withPath } from "../../../core/settings/dotted-path.ts";
import { problemLine } from "../../settings/problem-lines.ts";
import { typedValue } from "../../../core/settings/typed-value.ts";
import { changeSubscription } from "../../subscriptions/edit-subscriptions.ts";

/** Fields that have a command of their own, and which. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  id: "add another subscription and remove this one",
  secret: "wakehook subscription rotate",
  previous_secret: "wakehook subscription rotate",
};

/** `wakehook subscription set`. */
export const subscriptionSet: Command = {
  args: [
    ["<subscription>", "its id"],
    ["<field=value...>", "JSON or bare words; `field=` removes the field"],
  ],
  details: "A wrong value changes nothing (exit code 3). Values of headers are sealed.",
  examples: [
    "wakehook subscription set ci events=run.failed,approval.* ordered=true",
    "wakehook subscription set ci enabled=false",
    "wakehook subscription set ci headers.X-API-Key=env:CI_KEY",
  ],
  async run(context, input) {
    const { out } = context;
    const id = neededArg(input, 0, "the subscription's id");
    const changes = input.rest(1).map(parseChange);
    const problems = await changeSubscription(context, id, (entry) =>
      changes.reduce((made, { keys, value }) => withPath(made, keys, value), entry),
    );
    out.result({ id, changed: changes.map(({ keys }) => keys.join(".")) }, () => [
      `${id} is changed`,
    ]);
    for (const problem of problems) out.notice(problemLine(problem, out));
  },
};

function parseChange(text: string): { keys: string[]; value: unknown } {
  const at = text.indexOf("=");
  if (at <= 0)
    throw new WakehookError("usage", `"${text}" is no change of a field`, {
      hint: "write field=value, or field= to remove it",
    });
  const keys = splitPath(text.slice(0, at));
  const [first = ""] = keys;
  if (Object.hasOwn(ELSEWHERE, first))
    throw new WakehookError("usage", `${first} is not changed here`, {
      hint: ELSEWHERE[first] ?? "",
    });
  const typed = text.slice(at + 1);
  // A header's value is a text, also where it looks like JSON.
  if (typed === "" || first === "headers") return { keys, value: typed === "" ? undefined : typed };
  const schema = schemaAt(CONFIG_FIELDS, ["subscriptions", 0, ...keys]);
  return { keys, value: typedValue(typed, schema) };
}
