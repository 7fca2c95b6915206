// In: a change to config.json. Out: it is written, or it was refused and nothing was.

import type { Problem } from "../../core/settings/problem.ts";
import { WakehookError } from "../../core/records/errors.ts";
import { editConfig } from "./edit.ts";
import { CONFIG_NAME } from "../check/finding.ts";
import { readJsonFile } from "./json-file.ts";
import type { HomePaths } from "../../system/home.ts";
import { checkConfig } from "../check/check-whole-config.ts";
import { newErrors, refusedChange } from "./refused-change.ts";

type Json = Record<string, unknown>;

/**
 * Changes config.json, checked before anything is written. Answers with what remains to be said about it.
 * @throws WakehookError `settings_invalid` where the change brings an error or the file is broken.
 */
export async function changeConfig(
  paths: HomePaths,
  change: (config: Json) => Json,
): Promise<readonly Problem[]> {
  let problems: readonly Problem[] = [];
  await editConfig(paths, (before) => {
    const after = change(before);
    ({ problems } = checkConfig(after));
    const wrong = newErrors(checkConfig(before).problems, problems);
    if (wrong.length > 0) throw refusedChange(wrong);
    return after;
  });
  return problems;
}

/** config.json as it is written. @throws WakehookError `settings_invalid`. */
export async function readConfig(paths: HomePaths): Promise<Json> {
  const file = await readJsonFile(paths.configFile);
  if (file.kind === "missing") return {};
  if (file.kind === "object") return file.value;
  throw new WakehookError("settings_invalid", `${CONFIG_NAME} ${file.problem.message}`, {
    hint: `mend it by hand: ${paths.configFile}`,
  });
}
