// Every generated file by its path: what `npm run generate` writes, and what a test compares with the disk.

import { readdir } from "node:fs/promises";
import path from "node:path";
import {
  configJsonSchema,
  hooksJsonSchema,
  relayJsonSchema,
  type JsonSchema,
} from "../../src/settings/load/schema.ts";
import { adminPage } from "./admin-page.ts";
import { cliPage } from "./cli-page.ts";
import { eventsPage } from "./events-page.ts";
import { configPage, hooksPage, relayPage } from "./field-pages.ts";
import { httpAnswersPage } from "./http-answers-page.ts";
import { exitCodesPage, listsPage, refusalsPage, statusesPage } from "./list-pages.ts";
import { page } from "./markdown.ts";
import { permissionsPage } from "./permissions-page.ts";
import { sourcesPage } from "./sources-page.ts";

/** The folders that hold nothing but generated files, from the root of the checkout. */
const GENERATED_FOLDERS = ["docs/reference", "docs/schema"] as const;

/** One page of the reference: its file, what it is in a line, and how it is made. */
const PAGES: ReadonlyArray<
  readonly [file: string, meaning: string, make: () => string | Promise<string>]
> = [
  ["hooks.md", "every field of `webhooks.json`", hooksPage],
  ["config.md", "every field of `config.json`", configPage],
  ["relay.md", "every field of `relay.json`", relayPage],
  ["sources.md", "the senders that wakehook knows, and how each proves itself", sourcesPage],
  ["statuses.md", "how deliveries and runs end, and why they wait", statusesPage],
  ["refusals.md", "what a sender is told when a check says no", refusalsPage],
  ["lists.md", "modes, providers, permissions, features, events of the daemon", listsPage],
  ["events.md", "what subscriptions are told, field by field", eventsPage],
  ["permissions.md", "what each permission means to each agent CLI, flag by flag", permissionsPage],
  ["cli.md", "every command", cliPage],
  ["exit-codes.md", "how commands end", exitCodesPage],
  ["admin-api.md", "the routes and errors of the admin listener", adminPage],
];

/** Makes all of them: path from the root -> text. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const [file, , make] of PAGES) files.set(`docs/reference/${file}`, await make());
  files.set("docs/reference/README.md", indexPage());
  files.set("docs/http-answers.md", httpAnswersPage());
  files.set("docs/schema/webhooks.schema.json", schemaText(hooksJsonSchema()));
  files.set("docs/schema/config.schema.json", schemaText(configJsonSchema()));
  files.set("docs/schema/relay.schema.json", schemaText(relayJsonSchema()));
  return files;
}

/** What lies in the generated folders and is not generated any more. */
export async function staleFiles(
  root: string,
  files: ReadonlyMap<string, string>,
): Promise<string[]> {
  const present: string[] = [];
  for (const folder of GENERATED_FOLDERS) {
    const names = await readdir(path.join(root, folder)).catch(() => []);
    present.push(...names.map((name) => `${folder}/${name}`));
  }
  return present.filter((name) => !files.has(name));
}

function indexPage(): string {
  const rows = PAGES.map(([file, meaning]) => `- [${file}](${file}): ${meaning}`);
  const schemas =
    "The JSON Schemas of the three settings files lie in [docs/schema](../schema); `wakehook init` names them in the files, so that an editor completes fields.";
  return page("Reference", [rows.join("\n"), schemas]);
}

function schemaText(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
