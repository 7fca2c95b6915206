import { pairOnTerminal } from "../../channels/pair-flow.ts";
import type { Command } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { neededArg } from "../../input.ts";

/** `wakehook channel pair`. */
export const channelPair: Command = {
  args: [["<channel>", "its name"]],
  options: [["--viewer", "somebody in a group with you, who reads along and decides nothing"]],
  details:
    "Shows a code for ten minutes; whoever sends it to the bot is known from then on. An older code is worth nothing then.\nWho is paired again has their messages where they sent the code.",
  examples: ["wakehook channel pair telegram", "wakehook channel pair slack --viewer"],
  async run(context, input) {
    const name = neededArg(input, 0, "the channel's name");
    const admin = await connectAdmin(context.paths);
    await admin.post("/reload");
    const role = input.flag("viewer") === true ? "viewer" : "owner";
    await pairOnTerminal(context, admin, { name, role });
  },
};
