// In: entries that are to be added, and those that are there. Out: what becomes of each: nothing is written here.

import type { Problem } from "../../core/settings/problem.ts";
import { isRecord } from "../../settings/edit/json-file.ts";
import { readSettings } from "../../settings/read.ts";
import type { CommandContext } from "../command.ts";
import { checkEntry, type EntrySurroundings } from "../../settings/check/check-entry.ts";
import type { Entry } from "../../settings/edit/edit-hook.ts";
import { errorsOf } from "../../settings/edit/refused-change.ts";
import type { Candidate } from "./translation.ts";

/** One definition, and what became of it. */
export interface Imported {
  /** Its id, or what it is called where it has none. */
  readonly id: string;
  readonly outcome: "added" | "there_already" | "refused" | "no_equivalent";
  readonly entry: Entry | null;
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/** Entries as they are written, without a word about them. */
export function asWritten(list: readonly unknown[]): Candidate[] {
  return list.map((raw, position) => {
    const entry = isRecord(raw) ? raw : {};
    return { label: `#${position + 1}`, entry, notes: [] };
  });
}

/** Looks at each as it would stand among those that are there. */
export async function sortOut(
  { paths, environment }: Pick<CommandContext, "paths" | "environment">,
  candidates: readonly Candidate[],
  there: readonly Entry[],
): Promise<Imported[]> {
  const settings = await readSettings(paths, environment);
  const taken = new Set(there.map(({ id }) => id));
  const report: Imported[] = [];
  for (const [position, candidate] of routesLast(candidates)) {
    const { label, notes } = candidate;
    const entry = servingAdded(candidate, report);
    if (entry === null) {
      report.push({ id: label, outcome: "no_equivalent", entry, notes, problems: [] });
      continue;
    }
    const id = typeof entry["id"] === "string" ? entry["id"] : label;
    if (taken.has(id)) {
      report.push({ id, outcome: "there_already", entry, notes: [], problems: [] });
      continue;
    }
    const newHooks = report.flatMap((one) => (one.outcome === "added" ? [one.id] : []));
    const around = { paths, environment, settings, newHooks };
    const looked = await lookAt(around, { ...candidate, entry }, position);
    const outcome = errorsOf(looked.problems).length > 0 ? "refused" : "added";
    report.push({ id, outcome, ...looked });
    if (outcome === "added") taken.add(id);
  }
  return report;
}

/** A field that keeps no hook out goes where it is wrong as things are set up here. */
async function lookAt(
  around: EntrySurroundings,
  { entry, notes, mayLack }: Omit<Candidate, "entry"> & { readonly entry: Entry },
  position: number,
): Promise<Pick<Imported, "entry" | "notes" | "problems">> {
  const problems = await checkEntry(around, entry, position);
  const errors = errorsOf(problems);
  const [first] = errors;
  const isOfField = ({ field }: Problem): boolean =>
    mayLack !== undefined && field?.split(".", 1)[0] === mayLack;
  if (first === undefined || !errors.every(isOfField)) return { entry, notes, problems };
  const rest = Object.fromEntries(Object.entries(entry).filter(([name]) => name !== mayLack));
  const { field = "", message, hint = "" } = first;
  const note = `${field} ${message}: ${mayLack} is left out; ${hint}`;
  return {
    entry: rest,
    notes: [...notes, note],
    problems: await checkEntry(around, rest, position),
  };
}

/** A route names no hook that was left out; one that would serve nobody is none. */
function servingAdded(
  { entry, servesAdded }: Candidate,
  report: readonly Imported[],
): Entry | null {
  if (entry === null || servesAdded !== true || !Array.isArray(entry["route"])) return entry;
  const refused = new Set(
    report.filter(({ outcome }) => outcome === "refused").map(({ id }) => id),
  );
  const route = entry["route"].filter((id: string) => !refused.has(id));
  return route.length === 0 ? null : { ...entry, route };
}

/** The entries that are added. */
export function addedOf(report: readonly Imported[]): Entry[] {
  return report.flatMap(({ outcome, entry }) =>
    outcome === "added" && entry !== null ? [entry] : [],
  );
}

/** With their positions; an entry with route names hooks that may come with it. */
function routesLast(candidates: readonly Candidate[]): Array<[number, Candidate]> {
  const isRoute = ([, { entry }]: [number, Candidate]): boolean => Boolean(entry?.["route"]);
  const all = [...candidates.entries()];
  return [...all.filter((one) => !isRoute(one)), ...all.filter(isRoute)];
}
