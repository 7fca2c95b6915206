// How a mode asks for one run of an agent. Implemented in agents/.

import type { Config } from "../settings/config.ts";
import type { RunOutcome } from "../records/run.ts";
import type { LoadedMcpServer } from "../settings/mcp-server.ts";
import type { RunId } from "../records/ids.ts";
import type { Permission, ProviderId } from "../settings/providers.ts";

/** The conversation that a run belongs to. */
export interface AgentSession {
  /** As the agent program calls it: that one is continued. null: a conversation begins that can be continued. */
  readonly id: string | null;
  /**
   * Told the id of a new conversation as soon as it is known: before the program starts, or from its first words. Where
   * the program is ended before it kept anything, the id is told all the same, and unknown the next time. Not told
   * again what it said itself. What it throws ends the run and comes out of it.
   */
  readonly onId: (id: string) => void;
}

/** One run of an agent program, everything decided. */
export interface AgentRequest {
  readonly runId: RunId;
  readonly provider: ProviderId;
  /** As the program calls it; absent: the program's own default. */
  readonly model?: string | undefined;
  readonly effort?: string | undefined;
  readonly permission: Permission;
  /** Tools beside those of the permission, as the program calls them. */
  readonly allowedTools: readonly string[];
  /** The MCP servers that the hook names; no others are loaded. Absent: it says nothing about servers. */
  readonly mcpServers?: readonly LoadedMcpServer[] | undefined;
  /** Absent: a run of its own, which nothing continues. */
  readonly session?: AgentSession | undefined;
  /** Further arguments, from the hook. */
  readonly parameters: readonly string[];
  /** true: the folder's own agent configuration is loaded. */
  readonly trustFolder: boolean;
  /** Where it works: a real path, checked just now. */
  readonly folder: string;
  /** `runs/<run id>/`; holds `prompt.md` already. */
  readonly runFolder: string;
  readonly agents: Config["agents"];
  readonly timeoutMs: number;
  /** Dollars that the program is told not to exceed, where it knows such a bound; null: none. */
  readonly budgetUsd: number | null;
  /** true: the run works in a fresh git worktree of the folder. */
  readonly worktree: boolean;
  readonly signal: AbortSignal;
  readonly onProcess: (pid: number, processStart: string) => void;
}

/** Runs an agent to its end and reads what it says about itself. Expected failures are statuses, not throws. */
export type RunAgent = (request: AgentRequest) => Promise<RunOutcome>;
