// A bot that is a program: the prompt on standard input. It answers on standard output, or hands the prompt on to a
// session that says by `wakehook ack` that it has it.

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { WakeAnswer, WakeCall, WakeTarget } from "../core/ports/wake-port.ts";
import type { Clock } from "../system/clock.ts";
import { awaitAck } from "./await-ack.ts";
import { runTarget, type TargetDeps } from "./run-target.ts";

/** What waking a program needs. */
export interface CommandBotDeps extends TargetDeps {
  readonly clock: Clock;
}

const SECOND_MS = 1000;

/** Makes the way to wake programs. */
export function createCommandBot(deps: CommandBotDeps): WakeTarget<"command"> {
  return async (call) => {
    const { target, request, folder } = call;
    const inputFile = target.queues ? await withRequest(call) : call.promptFile;
    const variables = {
      WAKEHOOK_RUN_ID: request.runId,
      WAKEHOOK_DELIVERY_ID: request.delivery.id,
      WAKEHOOK_HOOK_ID: request.hook.id,
      WAKEHOOK_KEY: call.key,
      WAKEHOOK_ACK_TOKEN: call.ack.token,
      WAKEHOOK_ACK_URL: call.ack.url,
    };
    const ended = await runTarget(deps, request, { target, folder, inputFile, variables });
    if (ended.fault !== undefined) return { level: null, answer: "", fault: ended.fault };
    const words = readAnswer(await readFile(ended.stdoutFile, "utf8"), call.ack.token);
    if (words.isTaken) return answerOf(words.reply);
    if (!target.queues) return answerOf(words.text);
    return awaitAck(deps.clock, call, {
      takenMs: target.ackSeconds * SECOND_MS,
      finishedMs: (target.timeoutSeconds ?? request.hook.timeoutSeconds) * SECOND_MS,
    });
  };
}

/** A target that says nothing has not taken it. */
function answerOf(reply: string | null): WakeAnswer {
  if (reply === null) return { level: "taken", answer: "" };
  const answer = reply.trim();
  if (answer === "") return { level: "accepted", answer, fault: "it said nothing" };
  return { level: "finished", answer };
}

interface Words {
  readonly text: string;
  /** Its last line was `{"ack": token}`. */
  readonly isTaken: boolean;
  /** What stood beside the token; null: nothing. */
  readonly reply: string | null;
}

function readAnswer(text: string, token: string): Words {
  const last = text.trimEnd().split("\n").at(-1) ?? "";
  const said = last.startsWith("{") ? parseAck(last) : null;
  if (said?.ack !== token) return { text, isTaken: false, reply: null };
  return { text, isTaken: true, reply: typeof said.reply === "string" ? said.reply : null };
}

function parseAck(line: string): { readonly ack?: unknown; readonly reply?: unknown } | null {
  try {
    return JSON.parse(line) as { ack?: unknown; reply?: unknown } | null;
  } catch {
    return null;
  }
}

/** The session is asked for its word by the prompt: what only queues it cannot give it. */
async function withRequest({ promptFile, folder, ack }: WakeCall<"command">): Promise<string> {
  const prompt = await readFile(promptFile, "utf8");
  const file = path.join(folder, "prompt.md");
  const words = `\nBefore anything else, run this, so that wakehook knows that you have read it: wakehook ack ${ack.token}\nWhen you are done, tell it what you did: wakehook ack ${ack.token} --reply "..."\n`;
  await writeFile(file, `${prompt}${words}`, { mode: 0o600 });
  return file;
}
