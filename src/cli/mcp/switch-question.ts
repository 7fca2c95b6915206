// In: a hook as it is written, secrets as fingerprints. Out: what its owner reads before it is switched on. An agent
// wrote most of it: no line of it can pass for one of ours, and nothing in it is invisible.

import { ENTRY_FIELDS } from "../../core/settings/route.ts";
import { BOUNDED_MODES } from "./owners-part.ts";
import type { Fields } from "./record-text.ts";

/** What somebody can be expected to read, characters. */
const MOST = 6000;
/** Fields by which a run can do, or reach, more than reading its folder. */
const REACH = [
  "accept_risk",
  "allowed_tools",
  "cli_parameters",
  "command",
  "forward",
  "mcp_servers",
  "report_to_sender",
  "to",
  "trust",
  "trust_folder",
] as const;
const NAME = /^[a-z][a-z0-9_]{0,40}$/;
/** Control, format, private and unassigned characters, and the line ends that are none to a program. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** The question; null where the hook cannot be shown whole. */
export function switchQuestion(id: string, entry: Fields): string | null {
  const order = Object.keys(ENTRY_FIELDS);
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : Infinity);
  const lines = Object.entries(entry)
    .filter(([name, value]) => name !== "enabled" && value !== null && value !== "")
    .toSorted(([one], [other]) => place(one) - place(other))
    .map(([name, value]) => fieldLines(name, value));
  const question = [
    `An agent asks you to switch on the hook ${id} of wakehook. It is written like this:`,
    "",
    ...lines,
    "",
    ...reachLines(entry),
    "Say yes only if you want that. Nothing else is changed, and you can switch it off again.",
  ].join("\n");
  return question.length > MOST ? null : question;
}

/** Names of ours alone: what they hold stands above. */
function reachLines(entry: Fields): string[] {
  const { mode, permission = "read_only" } = entry;
  const isSet = (name: string): boolean =>
    !["null", "false", "[]", "{}"].includes(JSON.stringify(entry[name] ?? null));
  const reach = [
    ...(typeof mode === "string" && BOUNDED_MODES.has(mode) ? [] : ["mode"]),
    ...(permission === "read_only" ? [] : ["permission"]),
    ...REACH.filter(isSet),
  ];
  return reach.length === 0 ? [] : [`It may do more than read, by: ${reach.join(", ")}.`];
}

/** A text of several lines stands behind bars; every other line begins with the name of its field. */
function fieldLines(name: string, value: unknown): string {
  const label = NAME.test(name) ? name : plain(JSON.stringify(name));
  if (typeof value !== "string") return `${label}: ${plain(JSON.stringify(value))}`;
  const lines = value.split(/\r\n|\n|\r/).map(plain);
  return lines.length === 1
    ? `${label}: ${lines.join("")}`
    : [`${label}:`, ...lines.map((line) => `  | ${line}`)].join("\n");
}

function plain(line: string): string {
  return line.replaceAll(INVISIBLE, (character) =>
    character === "\t" ? " " : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
