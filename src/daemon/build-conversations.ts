// In: what stands around conversations. Out: conversations that run agents and end what a dead daemon left of them.

import path from "node:path";
import { endOrphan, sweepRun } from "../agents/process/sweep.ts";
import { removeTemporaryFolder } from "../agents/process/temporary-folder.ts";
import { createConversations, type Conversations } from "../chat/conversations/conversations.ts";
import type { RunAgent } from "../core/ports/agent-port.ts";
import type { RunId } from "../core/records/ids.ts";
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
    async endOrphan({ id, runId, postTo: [first = ""], process }) {
      // A hook's turn is a part of its run, and its processes carry the run's id too.
      const name = (runId ?? id) as RunId;
      const folder = path.join(paths.runsFolder, name, runId === null ? "" : first);
      await (process === null ? sweepRun(name) : endOrphan(process.pid, process.start, name));
      await removeTemporaryFolder(folder);
    },
  });
}
