// What became of an import, for people and for programs. Labels and names of fields are somebody else's words.

import { wireProblem } from "../../core/wire/wire.ts";
import { printableLine } from "../terminal/printable.ts";
import type { Imported } from "./sort-out.ts";

/** How it was imported. */
export interface ImportMode {
  readonly isDryRun: boolean;
  /** false: the entries are as they were written. */
  readonly isForeign: boolean;
}

/** A line for each, and below it what is lost or different. */
export function importLines(
  report: readonly Imported[],
  fileNotes: readonly string[],
  mode: ImportMode,
): string[] {
  const lines = report.flatMap((one) => [
    `${printableLine(one.id)}: ${outcomeWords(one, mode)}`,
    ...notesOf(one).map(noteLine),
  ]);
  const ofFile = fileNotes.length === 0 ? [] : ["the file as a whole:", ...fileNotes.map(noteLine)];
  return [...lines, ...ofFile];
}

function outcomeWords({ outcome, entry }: Imported, { isDryRun, isForeign }: ImportMode): string {
  const added = isDryRun ? "would be added" : "added";
  if (outcome === "added")
    return isForeign && entry?.["mode"] !== undefined ? `${added}, switched off` : added;
  if (outcome === "there_already") return "is there already";
  return outcome === "refused" ? "left out: it has an error" : "left out: nothing like it is here";
}

/** Commands in notes name the hook. */
function notesOf({ id, notes }: Imported): string[] {
  return notes.map((note) => note.replaceAll(/\bID\b/g, id));
}

function noteLine(note: string): string {
  return `  - ${printableLine(note, 500)}`;
}

/** The same for programs. */
export function wireImport(
  report: readonly Imported[],
  notes: readonly string[],
  { isDryRun }: ImportMode,
) {
  const hooks = report.map((one) => ({
    id: one.id,
    outcome: one.outcome,
    notes: notesOf(one),
    problems: one.problems.map(wireProblem),
  }));
  return { hooks, notes, dry_run: isDryRun };
}
