// The fields of the settings files, from the definitions that check them.

import { CONFIG_FIELDS } from "../../src/core/settings/config.ts";
import { EXPOSE_PROGRAMS } from "../../src/core/settings/expose.ts";
import { IGNORED_HOOK_FIELDS } from "../../src/core/settings/hook.ts";
import { RELAY_FIELDS } from "../../src/core/settings/relay-config.ts";
import { ENTRY_FIELDS } from "../../src/core/settings/route.ts";
import {
  marksOf,
  mayBeAbsent,
  schemaAt,
  shapeOf,
  toJsonSchema,
  type FieldShape,
} from "../../src/core/settings/schema-fields.ts";
import { TARGET_KINDS } from "../../src/core/settings/target.ts";
import { TUNNEL_KINDS } from "../../src/core/settings/tunnel.ts";
import { code, page, table, words } from "./markdown.ts";
import { typeWords } from "./type-words.ts";

const HEAD = ["field", "type", "default", "meaning"];
const SECRET =
  "**secret**: a text in place, `file:/path` or `env:NAME`; never printed, masked in everything that leaves the program.";
const MARKS =
  "**not at work yet**: the field is accepted, and `wakehook hook check` or `wakehook config check` says that it does nothing in this version. " +
  SECRET;
const ABSENT =
  '`null` means the same as leaving a field out, and so does `""` in a field that may be left out. Any other unknown field is an error of its entry that names the nearest known one.';

/** webhooks.json. */
export function hooksPage(): string {
  const ignored = IGNORED_HOOK_FIELDS.map(code).join(", ");
  return page("webhooks.json", [
    '`{"hooks": [ ... ]}`: one entry per hook. See [hooks](../hooks.md) for how the file is read and reloaded.',
    fieldTable(ENTRY_FIELDS),
    MARKS,
    `${ABSENT} Accepted and ignored, because older programs write them: ${ignored}.`,
  ]);
}

/** config.json. */
export function configPage(): string {
  const fields = Object.entries(CONFIG_FIELDS);
  const isSection = ([name, field]: (typeof fields)[number]): boolean =>
    innerShape(name, field) !== undefined;
  const plain = Object.fromEntries(
    fields.filter((entry) => !isSection(entry) && !OF_KINDS.has(entry[0])),
  );
  const sections = fields.filter(isSection).map(([name, field]) => {
    const isList = shapeOf(field) === undefined;
    const note = isList ? `, each with` : "";
    return `## ${name}\n\n${meaningOf(field)}${note}:\n\n${fieldTable(innerShape(name, field) ?? {})}`;
  });
  return page("config.json", [
    "What concerns the whole daemon. `wakehook config set PATH VALUE` changes one setting by its dotted path: `webhooks.port`. What the daemon reads only at its start says so when it is set.",
    ...sections,
    targetsSection(),
    tunnelsSection(),
    exposeSection(),
    `## Further fields\n\n${fieldTable(plain)}`,
    MARKS,
    ABSENT,
  ]);
}

/** relay.json. */
export function relayPage(): string {
  const doors = shapeOf(schemaAt(RELAY_FIELDS, ["hooks", 0]) ?? RELAY_FIELDS.hooks) ?? {};
  return page("relay.json", [
    "The settings of a [relay](../relay.md), in `relay/relay.json` of its home folder; read at its start. `wakehook relay check` says what is wrong in it.",
    fieldTable(RELAY_FIELDS),
    `## hooks\n\n${words(meaningOf(RELAY_FIELDS.hooks))}. Each with:\n\n${fieldTable(doors)}`,
    `## tls\n\n${fieldTable(shapeOf(RELAY_FIELDS.tls) ?? {})}`,
    SECRET,
  ]);
}

/** Each with a section of its own. */
const OF_KINDS: ReadonlySet<string> = new Set(["targets", "tunnels", "expose"]);

/** One table for each kind of tunnel. */
function tunnelsSection(): string {
  const kinds = Object.entries(TUNNEL_KINDS).map(
    ([kind, { meaning, fields }]) => `### ${kind}\n\n${words(meaning)}.\n\n${fieldTable(fields)}`,
  );
  return [
    "## tunnels\n\nConnections outward by which events come in: a list, each entry with its `kind` and the fields of that kind. They need `features.tunnel`.",
    ...kinds,
  ].join("\n\n");
}

/** One table for each program that exposes. */
function exposeSection(): string {
  const programs = Object.entries(EXPOSE_PROGRAMS).map(
    ([program, { meaning, fields }]) =>
      `### ${program}\n\n${words(meaning)}.\n\n${fieldTable(fields)}`,
  );
  return [
    "## expose\n\nA program of yours that makes the hook listener reachable from outside: its name in `program`, and the fields of that program. It needs `features.tunnel`; `wakehook expose` writes it.",
    ...programs,
  ].join("\n\n");
}

/** One table for each kind of target. */
function targetsSection(): string {
  const kinds = Object.entries(TARGET_KINDS).map(([kind, { meaning, feature, fields }]) => {
    const needs = feature === null ? "" : ` Needs \`features.${feature}\`.`;
    return `### ${kind}\n\n${words(meaning)}.${needs}\n\n${fieldTable(fields)}`;
  });
  return [
    "## targets\n\nWhere words go: a list, each entry with its `kind` and the fields of that kind.",
    ...kinds,
  ].join("\n\n");
}

/** The fields of a section, or of the items of a list. */
function innerShape(name: string, field: FieldShape[string]): FieldShape | undefined {
  const item = schemaAt(CONFIG_FIELDS, [name, 0]);
  return shapeOf(field) ?? (item === undefined ? undefined : shapeOf(item));
}

function fieldTable(shape: FieldShape): string {
  const rows = Object.entries(shape).map(([name, field]) => [
    code(name),
    typeWords(toJsonSchema(field)),
    defaultOf(field),
    meaningCell(field),
  ]);
  return table(HEAD, rows);
}

function defaultOf(field: FieldShape[string]): string {
  if (!mayBeAbsent(field)) return "required";
  const written = toJsonSchema(field)["default"];
  if (written === undefined || written === "") return "";
  return code(JSON.stringify(written));
}

function meaningCell(field: FieldShape[string]): string {
  const { pending, secret } = marksOf(field);
  return [
    meaningOf(field),
    ...(secret ? ["**secret**"] : []),
    ...(pending ? ["**not at work yet**"] : []),
  ].join("; ");
}

function meaningOf(field: FieldShape[string]): string {
  return words(field.meta()?.description ?? "");
}
