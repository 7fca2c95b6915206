import { WakehookError } from "../../core/records/errors.ts";
import { holdFileLock } from "../../settings/edit/lock.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";

/**
 * Does what changes the database: the owner has said yes, and the daemon's own lock is held, so that nobody else
 * uses it meanwhile.
 * @throws WakehookError `usage`, `refused` where the owner says no, `daemon_running`.
 */
export async function withHomeLock<Result>(
  { paths, ask }: Pick<CommandContext, "paths" | "ask">,
  input: Input,
  { question, work }: { readonly question: string; readonly work: () => Result | Promise<Result> },
): Promise<Result> {
  if (input.flag("yes") !== true) {
    if (ask === null)
      throw new WakehookError("usage", "this must be confirmed", { hint: "add --yes" });
    if (!(await ask.confirm(question, false)))
      throw new WakehookError("refused", "nothing was changed");
  }
  const lock = holdFileLock(paths.daemonLock);
  if (lock === null)
    throw new WakehookError("daemon_running", `a daemon uses ${paths.root}`, {
      hint: "stop it first: wakehook stop",
    });
  try {
    return await work();
  } finally {
    lock.release();
  }
}
