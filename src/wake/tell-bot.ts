// A message for a bot: no session has to take it, it has only to arrive.

import { readFile } from "node:fs/promises";
import type { Target } from "../core/settings/target.ts";
import type { RunRequest } from "../core/ports/mode-port.ts";
import type { Lookup } from "../outbound/resolve-target.ts";
import type { Clock } from "../system/clock.ts";
import { postToBot } from "./post-to-bot.ts";
import { runTarget, type TargetDeps } from "./run-target.ts";

/** What telling needs. */
export interface TellBotDeps extends TargetDeps {
  readonly clock: Clock;
  readonly lookup: Lookup;
}

/** A message in a file, and whom it is for. */
export interface BotMessage {
  readonly request: RunRequest;
  readonly target: Target;
  /** For the output. */
  readonly folder: string;
  readonly inputFile: string;
}

/** Whether it arrived. */
export interface ToldBot {
  readonly took: boolean;
  readonly fault?: string;
}

const SECOND_MS = 1000;

/** Makes the way to tell bots: a program that ends with exit code 0 has taken it, an address that answers 2xx. */
export function createTellBot(deps: TellBotDeps): (message: BotMessage) => Promise<ToldBot> {
  return async ({ request, target, folder, inputFile }) => {
    if (target.kind === "command") {
      const { fault } = await runTarget(deps, request, { target, folder, inputFile });
      return fault === undefined ? { took: true } : { took: false, fault };
    }
    if (target.kind !== "http")
      return { took: false, fault: `kind ${target.kind} takes no messages` };
    const body = JSON.stringify({
      type: "message.posted",
      timestamp: new Date(deps.clock.now()).toISOString(),
      data: {
        run_id: request.runId,
        delivery_id: request.delivery.id,
        hook_id: request.hook.id,
        title: request.hook.title,
        text: (await readFile(inputFile, "utf8")).trimEnd(),
      },
    });
    const answer = await postToBot(deps, target, {
      key: `message_${request.runId}.${target.name}`,
      body,
      timeoutMs: (target.timeoutSeconds ?? request.hook.timeoutSeconds) * SECOND_MS,
      signal: request.signal,
    });
    if (answer.kind !== "answer") return { took: false, fault: answer.fault };
    const isTaken = answer.status >= 200 && answer.status <= 299;
    return isTaken ? { took: true } : { took: false, fault: `it answered ${answer.status}` };
  };
}
