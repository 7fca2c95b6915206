import type { AgentRequest } from "../../core/ports/agent-port.ts";
import type { NewMessage } from "../../core/ports/chat-store-port.ts";
import type { Conversation, Turn } from "../../core/records/conversation.ts";
import type { RunOutcome } from "../../core/records/run.ts";

/** What a turn's agent is asked to do: of a hook, or for the owner's words. */
export interface TurnWork {
  /** Holds `prompt.md` and the agent's output. */
  readonly runFolder: string;
  /** @throws the system's error where it cannot be read. */
  readonly prompt: () => Promise<string>;
  /** What was asked, in a line of the conversation's summary. */
  readonly asked: string;
  readonly request: Pick<
    AgentRequest,
    | "runId"
    | "model"
    | "effort"
    | "permission"
    | "allowedTools"
    | "mcpServers"
    | "parameters"
    | "trustFolder"
    | "agents"
    | "timeoutMs"
    | "budgetUsd"
  >;
  readonly onProcess: (pid: number, processStart: string) => void;
  /** What is said when it has ended. */
  readonly messagesOf: (ended: EndedTurn) => readonly NewMessage[];
}

/** A turn whose agent has ended. */
export interface EndedTurn {
  readonly turn: Turn;
  readonly conversation: Conversation;
  /** Without secrets. */
  readonly outcome: RunOutcome;
  /** Holds the whole answer; below the home folder. */
  readonly resultFile: string;
}
