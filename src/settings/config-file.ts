// In: config.json. Out: the configuration in force. A file with an error changes nothing: the
// previous configuration stays, or the defaults where there was none.

import { isDeepStrictEqual } from "node:util";
import { CONFIG_FIELDS, Config } from "../core/settings/config.ts";
import type { Problem } from "../core/settings/problem.ts";
import { withoutAbsent } from "./load/absent-fields.ts";
import { configProblems } from "./check/check-config.ts";
import { CONFIG_NAME, finding } from "./check/finding.ts";
import { problemsOf } from "./check/issue-words.ts";
import { readJsonFile } from "./edit/json-file.ts";

/** The configuration in force, and what is wrong with the file. */
export interface LoadedConfig {
  /** Secret fields as they were written. Never handed on as it is. */
  readonly config: Config;
  /** true: what the file says now is not in force. */
  readonly kept: boolean;
  readonly problems: readonly Problem[];
}

/** Every field at its default. */
export function defaultConfig(): Config {
  return Config.parse({});
}

/** Reads config.json; does not throw. */
export async function loadConfig(file: string, previous?: Config): Promise<LoadedConfig> {
  const keep = (problems: readonly Problem[]): LoadedConfig => ({
    config: previous ?? defaultConfig(),
    kept: true,
    problems,
  });
  const read = await readJsonFile(file);
  if (read.kind === "broken") return keep([read.problem]);
  if (read.kind === "missing") {
    if (previous === undefined || isDeepStrictEqual(previous, defaultConfig()))
      return { config: defaultConfig(), kept: false, problems: [] };
    const message = "is gone; what it said last stays in force until it is there again";
    return keep([finding("error", { file: CONFIG_NAME }, { message })]);
  }
  const { $schema: _, ...written } = read.value;
  const raw = withoutAbsent(written, CONFIG_FIELDS);
  const parsed = Config.safeParse(raw);
  if (parsed.success) {
    const problems = [...read.problems, ...configProblems(parsed.data, raw)];
    const isWrong = problems.some(({ level }) => level === "error");
    return isWrong ? keep(problems) : { config: parsed.data, kept: false, problems };
  }
  const checked = { place: { file: CONFIG_NAME }, shape: CONFIG_FIELDS, raw };
  return keep(problemsOf(checked, parsed.error.issues));
}
