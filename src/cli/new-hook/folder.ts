import { homedir } from "node:os";
import path from "node:path";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";

/** The task folder as it stands in the entry: a bare name lies below tasks/, everything else is made absolute. */
export async function chooseFolder(
  { ask }: CommandContext,
  input: Input,
): Promise<string | undefined> {
  const typed =
    input.text("folder") ??
    (await ask?.text("In which folder does the agent work? (a path, or a name below tasks/)"));
  if (typed === undefined || typed === "") return undefined;
  if (typed === "~" || typed.startsWith("~/")) return path.join(homedir(), typed.slice(1));
  const isPath = typed.startsWith(".") || typed.includes("/");
  return isPath ? path.resolve(typed) : typed;
}
