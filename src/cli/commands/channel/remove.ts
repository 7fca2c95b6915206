import { WakehookError } from "../../../core/records/errors.ts";
import { removeTarget } from "../../channels/edit-targets.ts";
import type { Command } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { findDaemon } from "../../daemon/running-daemon.ts";
import { neededArg } from "../../input.ts";
import { problemLine } from "../../settings/problem-lines.ts";

/** `wakehook channel remove`. */
export const channelRemove: Command = {
  args: [["<channel>", "its name"]],
  options: [
    ["--person <id>", "only this person, by the platform's id as list --json has it"],
    ["--yes", "do not ask"],
  ],
  details:
    "Its entry goes, and a running daemon forgets who was paired. What was said stays in the local chat.",
  examples: ["wakehook channel remove telegram --yes", "wakehook channel remove slack --person U1"],
  async run(context, input) {
    const { paths, out, ask } = context;
    const name = neededArg(input, 0, "the channel's name");
    const person = input.text("person");
    const what = person === undefined ? `the channel ${name}` : `${person} from ${name}`;
    if (input.flag("yes") !== true) {
      if (ask === null)
        throw new WakehookError("usage", `removing ${what} must be confirmed`, {
          hint: "add --yes",
        });
      if (!(await ask.confirm(`Remove ${what}?`, false)))
        throw new WakehookError("refused", "nothing was changed");
    }
    const path = `/channels/${encodeURIComponent(name)}`;
    if (person !== undefined) {
      const admin = await connectAdmin(paths);
      const answer = (await admin.post(`${path}/unpair`, { sender: person })) as {
        unpaired: boolean;
      };
      if (!answer.unpaired)
        throw new WakehookError("not_found", `nobody with the id ${person} is paired with ${name}`);
      return out.result({ target: name, person, removed: true }, () => [`${what} is removed`]);
    }
    const problems = await removeTarget(paths, name);
    const isRunning = (await findDaemon(paths)) !== null;
    if (isRunning) {
      const admin = await connectAdmin(paths);
      await admin.post("/reload");
      await admin.post(`${path}/forget`);
    }
    out.result({ target: name, removed: true, forgotten: isRunning }, () => [`${what} is removed`]);
    if (!isRunning)
      out.notice("no daemon runs: who was paired is still known should the name come back");
    for (const problem of problems) out.notice(problemLine(problem, out));
  },
};
