import { WakehookError } from "../../core/records/errors.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";

/**
 * Asks before something is done to many that cannot be taken back; `--yes` answers.
 * @throws WakehookError `usage` where nobody can be asked, `refused` for a no.
 */
export async function confirmMany(
  { ask }: Pick<CommandContext, "ask">,
  input: Input,
  question: string,
): Promise<void> {
  if (input.flag("yes") === true) return;
  if (ask === null)
    throw new WakehookError("usage", `this must be confirmed: ${question}`, { hint: "add --yes" });
  if (!(await ask.confirm(question, false)))
    throw new WakehookError("refused", "nothing was changed");
}
