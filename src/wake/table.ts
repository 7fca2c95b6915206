// How each kind of bot is woken: one line each.

import { createClaudeTerminal, type ClaudeTerminalDeps } from "./claude-terminal.ts";
import { createCommandBot, type CommandBotDeps } from "./command-bot.ts";
import { createHttpBot, type HttpBotDeps } from "./http-bot.ts";
import { createOpenClaw, type OpenClawDeps } from "./openclaw.ts";
import type { BotTable } from "./wake-bot.ts";

/** What all of them need. */
export type BotTableDeps = CommandBotDeps & HttpBotDeps & ClaudeTerminalDeps & OpenClawDeps;

/** Makes the ways to wake every kind of bot. */
export function createBotTable(deps: BotTableDeps): BotTable {
  return {
    command: createCommandBot(deps),
    http: createHttpBot(deps),
    claude_terminal: createClaudeTerminal(deps),
    openclaw: createOpenClaw(deps),
  };
}
