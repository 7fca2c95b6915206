// How each kind of bot is woken: one line each.

import { createCommandBot, type CommandBotDeps } from "./command-bot.ts";
import { createHttpBot, type HttpBotDeps } from "./http-bot.ts";
import type { BotTable } from "./wake-bot.ts";

/** What all of them need. */
export type BotTableDeps = CommandBotDeps & HttpBotDeps;

/** Makes the ways to wake every kind of bot. */
export function createBotTable(deps: BotTableDeps): BotTable {
  const notYet = async () => ({ level: null, answer: "", fault: "this kind is not at work yet" });
  return {
    command: createCommandBot(deps),
    http: createHttpBot(deps),
    claude_terminal: notYet,
    openclaw: notYet,
  };
}
