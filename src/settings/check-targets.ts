// Where words go: the names in to, fallback and report must be those of targets.

import { didYouMean, nearestName } from "../core/nearest.ts";
import type { Problem } from "../core/problem.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { switchProblems } from "./check-run.ts";
import { finding } from "./finding.ts";

/** What `report` may name beside the targets. */
const REPORT_WORDS = ["owner", "log"];

/** Checks that a wake or a message reaches somebody, and that every name is known. */
export function targetProblems(checked: CheckedHook): Problem[] {
  const { hook, config } = checked;
  const names = config.targets.map(({ name }) => name);
  const reports = [...REPORT_WORDS, ...names, ...names.map((name) => `target:${name}`)];
  return [
    ...unknownNames(checked, { field: "to", written: hook.to, known: names }),
    ...unknownNames(checked, { field: "fallback", written: hook.fallback, known: names }),
    ...unknownNames(checked, { field: "report", written: hook.report, known: reports }),
    ...(hook.mode === "wake" || hook.mode === "notify" ? nobodyProblems(checked) : []),
  ];
}

function nobodyProblems(checked: CheckedHook): Problem[] {
  const { hook, config, place } = checked;
  const asked = new Set([...(hook.to ?? config.owner), ...(hook.fallback ?? [])]);
  const targets = config.targets.filter(({ name }) => asked.has(name));
  if (targets.length > 0) return switchProblems(checked, "commands");
  const message = `no target takes this ${hook.mode}; deliveries end in error:no_wake_handler`;
  const hint = "name a target of config.json here, or in its owner";
  return [finding("warning", place, { field: "to", message, hint })];
}

function unknownNames(
  { place }: CheckedHook,
  names: {
    readonly field: string;
    readonly written: readonly string[] | undefined;
    readonly known: readonly string[];
  },
): Problem[] {
  const { field, written = [], known } = names;
  return written
    .filter((name) => !known.includes(name))
    .map((value) => {
      const hint = didYouMean(nearestName(value, known));
      const message = "no target of this name in config.json";
      return finding("warning", place, { field, value, message, hint });
    });
}
