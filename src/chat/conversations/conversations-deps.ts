import type { RunAgent } from "../../core/ports/agent-port.ts";
import type { ChatStorePort } from "../../core/ports/chat-store-port.ts";
import type { Turn } from "../../core/records/conversation.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { LoadedMcpServer } from "../../core/settings/mcp-server.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { Clock } from "../../system/clock.ts";
import type { HomePaths } from "../../system/home.ts";
import type { Randomness } from "../../system/randomness.ts";

/** What conversations need from around them. */
export interface ConversationsDeps {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  /** Takes the secrets in force out of what an agent says. */
  readonly mask: (text: string) => string;
  readonly store: ChatStorePort;
  readonly settings: () => SettingsSnapshot;
  readonly runAgent: RunAgent;
  /** The MCP servers of config.json that are in force. */
  readonly mcpServers: () => readonly LoadedMcpServer[];
  readonly paths: Pick<HomePaths, "root" | "runsFolder" | "tasksFolder">;
  /** Ends what a dead daemon left of a turn; settles when it is gone. */
  readonly endOrphan: (turn: Turn) => Promise<void>;
}
