// The files are not what they were: the ledger's and the owner's, at a start and while the daemon runs.

import { openDeadHome } from "../corruption/dead-home.ts";
import { fileRows } from "../corruption/files.ts";
import { settingsRows } from "../corruption/settings.ts";
import { throughDaemonRow } from "../corruption/through-daemon.ts";
import { whileRunningRows } from "../corruption/while-running.ts";
import type { Part } from "../part.ts";

/** Nothing is lost in silence, nothing begins anew by itself, and there is always a way on. */
export const corruption: Part = {
  name: "corruption",
  title: "damaged, lost or foreign files: noticed, said, and never taken for a fresh start",
  async run(context) {
    const dead = await openDeadHome(context, context.scale === "long" ? 200 : 40);
    return [
      ...fileRows(context, dead),
      await throughDaemonRow(context, dead),
      ...(await whileRunningRows(context)),
      ...(await settingsRows(context)),
    ];
  },
};
