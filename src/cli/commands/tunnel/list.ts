import type { Command } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { columns } from "../../terminal/columns.ts";
import { printableLine } from "../../terminal/printable.ts";
import { span } from "../../terminal/when.ts";
import { clockWords } from "../../tunnels/clock-words.ts";
import { readTunnels, type WireTunnel } from "../../tunnels/read-tunnels.ts";

/** `wakehook tunnel list`. */
export const tunnelList: Command = {
  details: "Asks the running daemon: it alone knows how they do.",
  examples: ["wakehook tunnel list", "wakehook tunnel list --json"],
  async run({ paths, out, clock }) {
    const tunnels = await readTunnels(await connectAdmin(paths));
    out.result({ tunnels }, () => [
      ...columns([
        ["NAME", "KIND", "ADDRESS", "STATE", "SINCE", "WAITING THERE"],
        ...tunnels.map(({ tunnel, kind, url, health, waiting }) => [
          tunnel,
          kind,
          printableLine(url),
          health.state,
          span(Math.max(0, clock.now() - health.since)),
          waiting === null ? "" : String(waiting),
        ]),
      ]),
      ...tunnels.flatMap(remarks),
    ]);
  },
};

function remarks({ tunnel, health, lanes, clock_ahead_ms: ahead }: WireTunnel): string[] {
  const waiting = lanes.map(({ hook_id, reason }) => `events of ${hook_id} wait there: ${reason}`);
  const said = health.detail === null ? waiting : [health.detail, ...waiting];
  return said.concat(clockWords(ahead)).map((words) => `${tunnel}: ${printableLine(words, 500)}`);
}
