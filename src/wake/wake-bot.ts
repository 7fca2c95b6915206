// One bot is woken: in its own way, and once more where nobody took the prompt in time. In: a prompt in a file. Out:
// whether its session has it, and what it said.

import { toError } from "../core/records/errors.ts";
import type { RunRequest } from "../core/ports/mode-port.ts";
import {
  isChatTarget,
  type ChatKind,
  type Target,
  type TargetKind,
} from "../core/settings/target.ts";
import type { WakeAnswer, WakeTarget } from "../core/ports/wake-port.ts";
import { reaches, type AckLines, type OpenAckLine } from "./ack-lines.ts";

/** Kinds of bots. */
export type BotKind = Exclude<TargetKind, ChatKind>;

/** How each kind is woken. */
export type BotTable = { readonly [Kind in BotKind]: WakeTarget<Kind> };

/** A bot that is to be woken. */
export interface BotCall {
  readonly request: RunRequest;
  readonly target: Target;
  readonly folder: string;
  readonly promptFile: string;
}

/** What came of it. `took`: its session has the prompt, and said something where it came to an end. */
export interface WokenBot {
  readonly took: boolean;
  readonly answer: string;
  readonly fault?: string | undefined;
}

/** Times that a prompt is handed over. */
const MOST_ATTEMPTS = 2;

/** Makes the one way to wake a bot. */
export function createWakeBot(deps: {
  readonly lines: Pick<AckLines, "open">;
  readonly bots: BotTable;
}): (call: BotCall) => Promise<WokenBot> {
  return async (call) => {
    const { target, request } = call;
    if (isChatTarget(target)) return { took: false, answer: "", fault: "it is no bot" };
    const line = deps.lines.open(request.runId, target.name);
    try {
      return await wake({ ...call, target, line, hand: deps.bots[target.kind] as WakeTarget });
    } finally {
      line.close();
    }
  };
}

interface Handing extends BotCall {
  readonly line: OpenAckLine;
  readonly hand: WakeTarget;
}

async function wake({ line, hand, ...call }: Handing): Promise<WokenBot> {
  const { request, target } = call;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await hand({
      ...call,
      config: request.config,
      attempt,
      key: `wake_${request.runId}.${target.name}`,
      ack: line,
      signal: request.signal,
    }).catch((thrown: unknown) => failed(thrown));
    if (answer.level !== null) line.note(answer.level, answer.answer || null);
    const isLast = attempt === MOST_ATTEMPTS || request.signal.aborted;
    if (isTaken(answer)) return { took: true, answer: answer.answer, fault: answer.fault };
    if (answer.again !== true || isLast)
      return { took: false, answer: "", fault: faultOf(answer, attempt) };
  }
}

function failed(thrown: unknown): WakeAnswer {
  return { level: null, answer: "", fault: toError(thrown).message };
}

/** What has ended without a word was not taken. */
function isTaken({ level, answer }: WakeAnswer): boolean {
  return level === "finished" ? answer !== "" : reaches(level, "taken");
}

function faultOf({ fault, level }: WakeAnswer, attempt: number): string {
  const words = fault ?? (level === null ? "it could not be reached" : "nobody took it");
  return attempt === 1 ? words : `${words} (tried ${attempt} times)`;
}
