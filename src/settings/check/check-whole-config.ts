// In: config.json as it would be written. Out: what would be in force, and what would be wrong with it.

import { Config, CONFIG_FIELDS } from "../../core/settings/config.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { withoutAbsent } from "../load/absent-fields.ts";
import { configProblems } from "./check-config.ts";
import { CONFIG_NAME } from "./finding.ts";
import { problemsOf } from "./issue-words.ts";

/** Checks the whole file as the daemon would. `config` is null where a field is wrong by itself. */
export function checkConfig(whole: Readonly<Record<string, unknown>>): {
  readonly config: Config | null;
  readonly problems: readonly Problem[];
} {
  const { $schema: _, ...written } = whole;
  const raw = withoutAbsent(written, CONFIG_FIELDS);
  const parsed = Config.safeParse(raw);
  if (parsed.success) return { config: parsed.data, problems: configProblems(parsed.data, raw) };
  const checked = { place: { file: CONFIG_NAME }, shape: CONFIG_FIELDS, raw };
  return { config: null, problems: problemsOf(checked, parsed.error.issues) };
}
