// In: what stands around bots. Out: how they are woken and told, and how they say that they have it.

import type { RunProcess } from "../core/ports/process-port.ts";
import { systemLookup } from "../outbound/resolve-target.ts";
import { systemRandomness } from "../system/randomness.ts";
import { createAckLines } from "../wake/ack-lines.ts";
import { reportToBot } from "../wake/report-to-bot.ts";
import { createBotTable } from "../wake/table.ts";
import { createTerminals } from "../wake/terminals.ts";
import { createTellBot } from "../wake/tell-bot.ts";
import { createWakeBot } from "../wake/wake-bot.ts";
import type { Base } from "./base.ts";
import type { DaemonContext } from "./context.ts";

/** Builds what wakes bots; `adminAddress` is asked when the first one is woken. */
export function buildBots(
  { clock, environment, paths }: Pick<DaemonContext, "clock" | "environment" | "paths">,
  { chats, mask }: Pick<Base, "chats" | "mask">,
  {
    runProcess,
    adminAddress,
  }: {
    readonly runProcess: RunProcess;
    readonly adminAddress: () => { readonly host: string; readonly port: number };
  },
) {
  const terminals = createTerminals({ clock });
  const deps = { clock, environment, paths, runProcess, lookup: systemLookup, terminals };
  const lines = createAckLines({
    store: chats,
    clock,
    randomness: systemRandomness,
    mask,
    address: adminAddress,
  });
  return {
    lines,
    terminals,
    wakeBot: createWakeBot({ lines, bots: createBotTable(deps) }),
    tellBot: createTellBot(deps),
    reportToBot: (
      target: Parameters<typeof reportToBot>[1],
      told: Parameters<typeof reportToBot>[2],
    ) => reportToBot(deps, target, told),
  };
}
