import { EXIT_CODES } from "../../../core/records/errors.ts";
import { relayPaths } from "../../../relay/paths.ts";
import { readRelayReport } from "../../../relay/report/read-report.ts";
import { findRelay } from "../../../relay/running.ts";
import type { Command } from "../../command.ts";
import { toUrl } from "../../../core/settings/hook-url.ts";
import { sizeWords, totalsOf } from "../../relay/relay-totals.ts";
import { fields } from "../../terminal/columns.ts";
import { ago } from "../../terminal/when.ts";

/** `wakehook relay status`. */
export const relayStatus: Command = {
  details: "Exit code 4 where no relay runs.",
  examples: ["wakehook relay status", "wakehook relay status --json"],
  async run({ paths, out, clock }) {
    const files = relayPaths(paths.root);
    const running = await findRelay(files);
    const totals = totalsOf(readRelayReport(files.database, running !== null));
    const now = clock.now();
    const wire = {
      running: running !== null,
      pid: running?.pid ?? null,
      version: running?.version ?? null,
      started_at: running?.startedAt ?? null,
      address: running === null ? null : toUrl(running.address),
      daemons: totals.daemons,
      connected: totals.connected,
      waiting: totals.waiting,
      waiting_bytes: totals.waitingBytes,
      oldest_at: totals.oldestAt,
      expired: totals.expired,
    };
    out.result(wire, () =>
      fields([
        ["relay", running === null ? "does not run" : `runs as process ${running.pid}`],
        ["since", running === null ? null : ago(running.startedAt, now)],
        ["listens", wire.address],
        ["daemons", `${totals.connected} of ${totals.daemons} connected`],
        ["waiting", `${totals.waiting} (${sizeWords(totals.waitingBytes)})`],
        ["oldest", totals.oldestAt === null ? null : ago(totals.oldestAt, now)],
        ["given up", totals.expired === 0 ? null : `${totals.expired} waited longer than max_age`],
      ]),
    );
    return running === null ? EXIT_CODES.daemon_unreachable : EXIT_CODES.done;
  },
};
