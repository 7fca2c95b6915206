import { WakehookError } from "../../../core/records/errors.ts";
import type { Command } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { findDaemon } from "../../daemon/running-daemon.ts";
import { neededArg } from "../../input.ts";
import { problemLine } from "../../settings/problem-lines.ts";
import { removeTunnel } from "../../tunnels/edit-tunnels.ts";

/** `wakehook tunnel remove`. */
export const tunnelRemove: Command = {
  args: [["<tunnel>", "its name"]],
  options: [["--yes", "do not ask"]],
  details:
    "Its entry goes, with the key that `wakehook tunnel add` stored, and a running daemon hangs up.\nWhat waits at the relay stays there; to end that: wakehook relay key revoke NAME, on its machine.",
  examples: ["wakehook tunnel remove relay --yes"],
  async run({ paths, out, ask }, input) {
    const name = neededArg(input, 0, "the tunnel's name");
    if (input.flag("yes") !== true) {
      if (ask === null)
        throw new WakehookError("usage", `removing the tunnel ${name} must be confirmed`, {
          hint: "add --yes",
        });
      if (!(await ask.confirm(`Remove the tunnel ${name}?`, false)))
        throw new WakehookError("refused", "nothing was changed");
    }
    const problems = await removeTunnel(paths, name);
    if ((await findDaemon(paths)) !== null) await (await connectAdmin(paths)).post("/reload");
    out.result({ tunnel: name, removed: true }, () => [`the tunnel ${name} is removed`]);
    for (const problem of problems) out.notice(problemLine(problem, out));
  },
};
