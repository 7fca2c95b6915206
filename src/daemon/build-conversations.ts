// In: what stands around conversations. Out: conversations that run agents and end what a dead daemon left of them.

import path from "node:path";
import { endOrphan, sweepRun } from "../agents/sweep.ts";
import { removeTemporaryFolder } from "../agents/temporary-folder.ts";
import { createConversations, type Conversations } from "../chat/conversations/conversations.ts";
import type { RunAgent } from "../core/agent-port.ts";
import type { RunId } from "../core/ids.ts";
import { systemRandomness } from "../system/randomness.ts";
import type { Base } from "./base.ts";
import type { DaemonContext } from "./context.ts";

/** Builds them; nothing goes on before their start. */
export function buildConversations(
  { clock, paths }: Pick<DaemonContext, "clock" | "paths">,
  { chats, log, mask, settings }: Pick<Base, "chats" | "log" | "mask" | "settings">,
  runAgent: RunAgent,
): Conversations {
  return createConversations({
    clock,
    log,
    mask,
    paths,
    runAgent,
    store: chats,
    randomness: systemRandomness,
    settings: () => settings.current(),
    mcpServers: () => settings.current().mcpServers ?? [],
    async endOrphan(id, process) {
      // Processes of a part of a run carry the run's id too.
      const runId = id as RunId;
      await (process === null ? sweepRun(runId) : endOrphan(process.pid, process.start, runId));
      await removeTemporaryFolder(path.join(paths.runsFolder, id));
    },
  });
}
