// The closed lists, each from its one table.

import { ERROR_CODES, EXIT_CODES } from "../../src/core/records/errors.ts";
import { EVENT_TYPES } from "../../src/core/events/event-types.ts";
import { FEATURES } from "../../src/core/settings/features.ts";
import { MODES } from "../../src/core/settings/modes.ts";
import { PERMISSIONS, PROVIDERS } from "../../src/core/settings/providers.ts";
import { REFUSALS } from "../../src/core/records/refusals.ts";
import { DELIVERY_STATES, PLAIN_STATUSES, STATUS_FAMILIES } from "../../src/core/records/status.ts";
import { code, page, table, words } from "./markdown.ts";

type Meanings = Readonly<Record<string, string>>;

/** How deliveries and runs end. */
export function statusesPage(): string {
  const families = Object.entries(STATUS_FAMILIES).map(([prefix, meaning]): [string, string] => {
    const [text = "", part = ""] = meaning.split("; ");
    return [`${prefix}${part}`, text];
  });
  const all = Object.fromEntries([...Object.entries(PLAIN_STATUSES), ...families]);
  const kind = (start: string): Meanings =>
    Object.fromEntries(Object.entries(all).filter(([status]) => status.startsWith(start)));
  return page("Statuses", [
    "A delivery has a state; held or done, it has a status as well. A run has the status that it ended with. This is the whole list.",
    `## States\n\n${meaningTable("state", DELIVERY_STATES)}`,
    `## Done well\n\n${meaningTable("status", kind("success"))}`,
    `## Errors\n\n${meaningTable("status", kind("error:"))}`,
    `## Skipped\n\nNo run was wanted; a skip is not an error, and is not reported.\n\n${meaningTable("status", kind("skipped:"))}`,
    `## Held\n\nAccepted, on disk, and waiting.\n\n${meaningTable("status", kind("held:"))}`,
  ]);
}

/** What a sender is told. */
export function refusalsPage(): string {
  const rows = Object.entries(REFUSALS).map(([name, row]) => [
    code(name),
    String(row.http),
    row.retryAfter ? "yes" : "",
    row.meaning,
  ]);
  return page("Refusals", [
    'A refused sender reads `{"error": "<code>"}` and nothing more. The reason in detail is for the owner: `wakehook tail`, and the log. A request with several faults gets the first one of this order: 429, 415, 413 or 400, 404, 403, 401.',
    table(["code", "HTTP", "Retry-After", "meaning"], rows),
    "With `webhooks.uniform_refusals` on, 404, 403 and 401 all read 401 `unauthorized`.",
  ]);
}

/** The short lists. */
export function listsPage(): string {
  const landed = (row: { landed: boolean }): string => (row.landed ? "" : "not at work yet");
  const modes = Object.entries(MODES).map(([name, { meaning, feature }]) => [
    code(name),
    meaning,
    feature === null ? "that of its targets" : code(`features.${feature}`),
  ]);
  const features = Object.entries(FEATURES).map(([name, row]) => [
    code(`features.${name}`),
    row.meaning,
    landed(row),
  ]);
  const providers = Object.entries(PROVIDERS).map(([name, row]) => [
    code(name),
    row.title,
    code(row.executable),
  ]);
  return page("Lists", [
    `## Modes\n\n${table(["mode", "meaning", "switch"], modes)}`,
    `## Providers\n\nThis is the whole list of agent programs; no setting adds one. The program is looked up on the PATH.\n\n${table(["provider", "what it is", "program"], providers)}`,
    `## Permissions\n\n${meaningTable("permission", PERMISSIONS)}\n\nWhat each one means to each program: [permissions](permissions.md).`,
    `## Features\n\nAll are off until the owner turns them on in config.json. What is off ends in \`error:feature_off_<name>\`.\n\n${table(["switch", "meaning", ""], features)}`,
    `## Events of the daemon\n\nWhat \`wakehook tail\` and \`GET /api/v1/events\` tell.\n\n${meaningTable("type", EVENT_TYPES)}`,
  ]);
}

/** How commands end. */
export function exitCodesPage(): string {
  const exits = Object.entries(EXIT_CODES).map(([name, code]) => [String(code), name]);
  const errors = Object.entries(ERROR_CODES).map(([name, row]) => [
    code(name),
    String(row.exit),
    String(row.http),
    row.meaning,
  ]);
  return page("Exit codes", [
    table(
      ["code", "meaning"],
      exits.map(([number = "", name = ""]) => [number, name.replaceAll("_", " ")]),
    ),
    'An error has a code of its own. With `--json` it is printed on standard error as `{"error": "<code>", "message", "hint"}`; the admin API answers in the same words.',
    table(["error", "exit code", "HTTP", "meaning"], errors),
  ]);
}

function meaningTable(head: string, meanings: Meanings): string {
  const rows = Object.entries(meanings).map(([name, meaning]) => [code(name), words(meaning)]);
  return table([head, "meaning"], rows);
}
