import { WakehookError } from "../../core/records/errors.ts";
import { isAlive } from "../../system/processes.ts";
import { connectAdmin } from "../daemon/admin-client.ts";
import type { Command } from "../command.ts";
import { sleep } from "../daemon/sleep.ts";
import { withProgress } from "../terminal/progress.ts";
import { findDaemon, noDaemon } from "../daemon/running-daemon.ts";

/** Longer than the daemon's own grace for runs. */
const MOST_WAIT_MS = 90_000;
const LOOK_MS = 50;

/** `wakehook stop`. */
export const stop: Command = {
  details: "What runs may end within a grace; what waits is kept for the next start.",
  examples: ["wakehook stop"],
  async run(context) {
    const { paths, out, clock } = context;
    const daemon = await findDaemon(paths);
    if (daemon === null) throw noDaemon(paths);
    const admin = await connectAdmin(paths);
    await admin.post("/stop");
    const gone = await withProgress(context, "waiting for the daemon to end", async () => {
      const deadline = clock.monotonic() + MOST_WAIT_MS;
      while (isAlive(daemon.pid) && clock.monotonic() < deadline) await sleep(clock, LOOK_MS);
      return !isAlive(daemon.pid);
    });
    if (!gone)
      throw new WakehookError("refused", `the daemon (process ${daemon.pid}) is still ending`, {
        hint: "a run may hold it up: wakehook run list --state running",
      });
    out.result({ stopped: true, pid: daemon.pid }, () => ["stopped"]);
  },
};
