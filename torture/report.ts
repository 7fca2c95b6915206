// What a run brought, for a program (--json) and for docs/reliability.md (--write).

import { execFileSync } from "node:child_process";
import { arch, availableParallelism, totalmem, type } from "node:os";
import type { PartResult } from "./context.ts";
import type { Scale } from "./part.ts";
import { markdownTable } from "./table.ts";

/** Of which program, when, how and where a run was made. */
export interface RunDescription {
  readonly scale: Scale;
  /** As a person types it. */
  readonly command: string;
  readonly commit: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly machine: string;
}

const GIB = 2 ** 30;

/** Describes the run that is going on. */
export function describeRun(scale: Scale, words: readonly string[]): RunDescription {
  const system = `${type()} ${arch()}, ${availableParallelism()} processors`;
  return {
    scale,
    command: words.length === 0 ? "npm run torture" : `npm run torture -- ${words.join(" ")}`,
    commit: commitNow(),
    date: new Date().toISOString().slice(0, 10),
    machine: `${system}, ${Math.round(totalmem() / GIB)} GiB, Node ${process.version}`,
  };
}

/** One JSON document. */
export function toJson(run: RunDescription, results: readonly PartResult[]): string {
  const parts = results.map(({ part: { name, title }, ...rest }) => ({ name, title, ...rest }));
  return JSON.stringify({ ...run, parts }, null, 2);
}

/**
 * Puts the tables into the page, each between the markers of its part. What was not run stays as it was.
 *
 * @throws Error where a part has no markers there.
 */
export function withResults(
  page: string,
  run: RunDescription,
  results: readonly PartResult[],
): string {
  let changed = page;
  for (const result of results) {
    const { start, end } = markersOf(result.part.name);
    const from = changed.indexOf(start);
    const to = changed.indexOf(end);
    if (from < 0 || to < from) throw new Error(`the page has no ${start} ... ${end}`);
    const block = blockOf(run, result);
    changed = `${changed.slice(0, from + start.length)}\n\n${block}\n\n${changed.slice(to)}`;
  }
  return changed;
}

/** Between these two lines of the page stands the table of a part. */
export function markersOf(name: string): { readonly start: string; readonly end: string } {
  return { start: `<!-- torture:${name} -->`, end: `<!-- /torture:${name} -->` };
}

function blockOf(run: RunDescription, { rows, skipped, seconds }: PartResult): string {
  const made = `Commit ${run.commit}, ${run.date}, \`${run.command}\`, ${seconds} s on ${run.machine}.`;
  const missing = skipped.map((what) => `- Not tried: ${what}`).join("\n");
  return [made, markdownTable(rows), missing].filter((part) => part !== "").join("\n\n");
}

function commitNow(): string {
  try {
    const git = (...words: string[]): string =>
      execFileSync("git", words, { cwd: import.meta.dirname, encoding: "utf8", stdio: "pipe" });
    const isClean = git("status", "--porcelain", "--", "../src").trim() === "";
    return `${git("rev-parse", "--short", "HEAD").trim()}${isClean ? "" : " with changes in src"}`;
  } catch {
    return "unknown";
  }
}
