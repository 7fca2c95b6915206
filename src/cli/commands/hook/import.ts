import { EXIT_CODES, WakehookError } from "../../../core/errors.ts";
import type { Problem } from "../../../core/problem.ts";
import { wireProblem } from "../../../core/wire.ts";
import { editHooks } from "../../../settings/edit.ts";
import { ensureHome } from "../../../settings/home.ts";
import { isRecord } from "../../../settings/json-file.ts";
import { readSettings } from "../../../settings/read.ts";
import { checkEntry } from "../../settings/check-entry.ts";
import type { Command, CommandContext } from "../../command.ts";
import { readEntries, type Entry } from "../../settings/edit-hook.ts";
import { neededArg } from "../../input.ts";
import { printableLine } from "../../terminal/printable.ts";
import { errorsOf, problemLine } from "../../settings/problem-lines.ts";
import { readNamedFile } from "../../verify/read-body.ts";

interface Imported {
  readonly id: string;
  readonly outcome: "added" | "there_already" | "refused";
  readonly entry: Entry | null;
  readonly problems: readonly Problem[];
}

/** `wakehook hook import`. */
export const hookImport: Command = {
  args: [
    [
      "<file>",
      "a webhooks.json of Sygen, ductor or wakehook, or a list of entries; - for standard input",
    ],
  ],
  details:
    "Adds the entries whose id is not there yet, as they are written; entries with an error are left out.",
  examples: ["wakehook hook import ~/.sygen/webhooks.json"],
  async run(context, input) {
    const { paths, out } = context;
    const entries = await readList(context, neededArg(input, 0, "the file"));
    await ensureHome(paths);
    const report = await sortOut(context, entries);
    const added = report.flatMap(({ outcome, entry }) =>
      outcome === "added" && entry ? [entry] : [],
    );
    if (added.length > 0)
      await editHooks(paths, (there) => {
        const ids = new Set(there.map(({ id }) => id));
        return [...there, ...added.filter(({ id }) => !ids.has(id))];
      });
    out.result({ hooks: report.map(wireReport) }, () => report.map(reportLine));
    for (const problem of report.flatMap(({ problems }) => problems))
      if (problem.level !== "note") out.notice(problemLine(problem, out));
    const refused = report.some(({ outcome }) => outcome === "refused");
    return refused ? EXIT_CODES.settings_invalid : EXIT_CODES.done;
  },
};

async function readList({ stdin }: CommandContext, file: string): Promise<readonly unknown[]> {
  const bytes = await readNamedFile(stdin, file);
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new WakehookError("settings_invalid", `${file} is not JSON in UTF-8`, { cause: error });
  }
  const list = isRecord(content) ? content["hooks"] : content;
  if (Array.isArray(list)) return list;
  throw new WakehookError("settings_invalid", `${file} has no list of hooks`, {
    hint: 'it must hold {"hooks": [...]} or a list of entries',
  });
}

async function sortOut(context: CommandContext, list: readonly unknown[]): Promise<Imported[]> {
  const { paths, environment } = context;
  const settings = await readSettings(paths, environment);
  const taken = new Set((await readEntries(context)).map(({ id }) => id));
  const report: Imported[] = [];
  for (const [position, raw] of routesLast(list)) {
    const entry = isRecord(raw) ? raw : null;
    const id = typeof entry?.["id"] === "string" ? entry["id"] : `#${position + 1}`;
    if (taken.has(id)) {
      report.push({ id, outcome: "there_already", entry, problems: [] });
      continue;
    }
    const newHooks = report.flatMap((one) => (one.outcome === "added" ? [one.id] : []));
    const around = { paths, environment, settings, newHooks };
    const problems = await checkEntry(around, entry ?? {}, position);
    const wrong = errorsOf(problems).length > 0;
    report.push({ id, outcome: wrong ? "refused" : "added", entry, problems });
    if (!wrong) taken.add(id);
  }
  return report;
}

/** With their positions; an entry with route names hooks that may come with it. */
function routesLast(list: readonly unknown[]): Array<[number, unknown]> {
  const isRoute = ([, raw]: [number, unknown]): boolean => isRecord(raw) && Boolean(raw["route"]);
  const entries = [...list.entries()];
  return [...entries.filter((one) => !isRoute(one)), ...entries.filter(isRoute)];
}

function wireReport({ id, outcome, problems }: Imported) {
  return { id, outcome, problems: problems.map(wireProblem) };
}

function reportLine({ id, outcome }: Imported): string {
  const words = {
    added: "added",
    there_already: "is there already",
    refused: "left out: it has an error",
  };
  return `${printableLine(id)}: ${words[outcome]}`;
}
