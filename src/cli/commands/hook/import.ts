import { EXIT_CODES, WakehookError } from "../../../core/records/errors.ts";
import { didYouMean, nearestName } from "../../../core/text/nearest.ts";
import { editHooks } from "../../../settings/edit/edit.ts";
import { ensureHome } from "../../../settings/home.ts";
import { isRecord } from "../../../settings/edit/json-file.ts";
import type { Command, CommandContext } from "../../command.ts";
import { importLines, wireImport } from "../../import/import-lines.ts";
import { readDefinitions } from "../../import/read-definitions.ts";
import { addedOf, asWritten, sortOut, type Imported } from "../../import/sort-out.ts";
import { FOREIGN_PROGRAMS, type ForeignProgram } from "../../import/table.ts";
import type { Translation } from "../../import/translation.ts";
import { neededArg, type Input } from "../../input.ts";
import { readEntries } from "../../../settings/edit/edit-hook.ts";
import { problemLine } from "../../settings/problem-lines.ts";

const NAMES = Object.keys(FOREIGN_PROGRAMS);
const FILES = Object.entries(FOREIGN_PROGRAMS).map(
  ([name, { title, file }]) => `  ${name.padEnd(10)} ${title}: ${file}`,
);

/** `wakehook hook import`. */
export const hookImport: Command = {
  args: [["<file>", "the file with the definitions; - for standard input"]],
  options: [
    ["--from <program>", `what wrote it: ${NAMES.join(", ")}; absent: wakehook, Sygen or ductor`],
    ["--dry-run", "say what would be added, and add nothing"],
  ],
  details: [
    "Adds the entries whose id is not there yet; entries with an error are left out.",
    "Without --from they are added as they are written. With --from they are translated and switched off, and what has no equivalent is said:",
    ...FILES,
  ].join("\n"),
  examples: [
    "wakehook hook import ~/.sygen/webhooks.json",
    "wakehook hook import --from openpr --dry-run config.toml",
  ],
  async run(context, input) {
    const { out } = context;
    const mode = {
      isDryRun: input.flag("dryRun") === true,
      isForeign: input.text("from") !== undefined,
    };
    const { candidates, notes } = await read(context, input);
    const report = mode.isDryRun
      ? await sortOut(context, candidates, await readEntries(context))
      : await add(context, candidates);
    out.result(wireImport(report, notes, mode), () => importLines(report, notes, mode));
    for (const problem of report.flatMap(({ problems }) => problems))
      if (problem.level !== "note") out.notice(problemLine(problem, out));
    const added = addedOf(report);
    if (mode.isForeign && added.length > 0 && !mode.isDryRun)
      out.notice(`look at each, then: wakehook hook enable ${String(added[0]?.["id"])}`);
    const refused = report.some(({ outcome }) => outcome === "refused");
    return refused ? EXIT_CODES.settings_invalid : EXIT_CODES.done;
  },
};

/** Under the lock that they are written under, as it is there: somebody may have saved in between. */
async function add(
  context: CommandContext,
  candidates: Translation["candidates"],
): Promise<readonly Imported[]> {
  await ensureHome(context.paths);
  let report: readonly Imported[] = [];
  await editHooks(context.paths, async (there) => {
    report = await sortOut(context, candidates, there);
    return [...there, ...addedOf(report)];
  });
  return report;
}

async function read(context: CommandContext, input: Input): Promise<Translation> {
  const file = neededArg(input, 0, "the file");
  const program = programOf(input.text("from"));
  const content = await readDefinitions(context, file, program?.format ?? "json");
  if (program !== null) return program.translate(content);
  const list = isRecord(content) ? content["hooks"] : content;
  if (Array.isArray(list)) return { candidates: asWritten(list), notes: [] };
  throw new WakehookError("settings_invalid", `${file} has no list of hooks`, {
    hint: `it must hold {"hooks": [...]} or a list of entries; for another program: --from ${NAMES.join(", --from ")}`,
  });
}

function programOf(typed: string | undefined): ForeignProgram | null {
  if (typed === undefined) return null;
  const found = NAMES.find((name) => name === typed) as keyof typeof FOREIGN_PROGRAMS | undefined;
  if (found !== undefined) return FOREIGN_PROGRAMS[found];
  throw new WakehookError("usage", `--from is "${typed}"`, {
    hint: didYouMean(nearestName(typed, NAMES)) ?? `one of: ${NAMES.join(", ")}`,
  });
}
