import { homedir } from "node:os";
import path from "node:path";
import { WakehookError } from "../../core/records/errors.ts";
import { realFolder } from "../../system/task-folder.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";
import { shellWord } from "../../core/text/shell-word.ts";

/**
 * The task folder as it stands in the entry: a bare name lies below tasks/, everything else is made absolute.
 * @throws WakehookError `not_found` for a path that leads to no folder: it would become a task root.
 */
export async function chooseFolder(
  { ask }: CommandContext,
  input: Input,
): Promise<string | undefined> {
  const typed =
    input.text("folder") ??
    (await ask?.text("In which folder does it work? (a path, or a name below tasks/)"));
  if (typed === undefined || typed === "") return undefined;
  const folder = toAbsolute(typed);
  if (!path.isAbsolute(folder) || realFolder(folder) !== null) return folder;
  throw new WakehookError("not_found", `there is no folder ${folder}`, {
    hint: `make it with: mkdir -p ${shellWord(folder)}`,
  });
}

function toAbsolute(typed: string): string {
  if (typed === "~" || typed.startsWith("~/")) return path.join(homedir(), typed.slice(1));
  const isPath = typed.startsWith(".") || typed.includes("/");
  return isPath ? path.resolve(typed) : typed;
}
