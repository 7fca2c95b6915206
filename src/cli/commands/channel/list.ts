import type { CommandContext, Command } from "../../command.ts";
import { readChannels, type WireChannel } from "../../channels/read-channels.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { columns } from "../../terminal/columns.ts";
import { printableLine } from "../../terminal/printable.ts";

/** `wakehook channel list`. */
export const channelList: Command = {
  details: "Asks the running daemon: it alone knows how they do.",
  examples: ["wakehook channel list", "wakehook channel list --json"],
  async run({ paths, out }: CommandContext) {
    const channels = await readChannels(await connectAdmin(paths));
    out.result({ channels }, () => [
      ...columns([
        ["NAME", "KIND", "CHAT", "STATE", "PAIRED", "WAITING"],
        ...channels.map((one) => [
          one.target,
          one.kind,
          one.chat,
          one.health.state,
          peopleWords(one),
          String(one.waiting),
        ]),
      ]),
      ...channels.flatMap(({ target, health }) =>
        health.detail === null ? [] : [`${target}: ${printableLine(health.detail)}`],
      ),
    ]);
  },
};

function peopleWords({ kind, people }: WireChannel): string {
  if (kind === "local") return "you";
  if (people.length === 0) return "nobody";
  return people
    .map(({ name, role }) => printableLine(role === "owner" ? name : `${name} (${role})`))
    .join(", ");
}
