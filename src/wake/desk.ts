// In: wakes, each perhaps more than once. Out: one call of the bot for each, and what is said to wakehook: at once
// where the bot is quick, later by the token where it is not.

import { toError } from "../core/records/errors.ts";
import type { Clock } from "../system/clock.ts";

/** A prompt that came. */
export interface Wake {
  /** The same whenever it comes again. */
  readonly key: string;
  readonly prompt: string;
  readonly runId: string;
  readonly deliveryId: string;
  readonly hookId: string;
  /** The hook's title. */
  readonly title: string;
  readonly event: string | null;
  readonly entity: string | null;
  /** How long wakehook waits for the answer, seconds. */
  readonly timeoutSeconds: number;
  /** The session has it. Needed where `waitsForTaken` is set; harmless elsewhere. */
  taken(): void;
}

/** What is answered to a request. */
export type DeskAnswer =
  | { readonly status: "done"; readonly reply: string }
  | { readonly status: "taken"; readonly reply_follows: true }
  | { readonly status: "accepted" }
  | { readonly status: "failed"; readonly error: string };

/** Takes wakes. */
export interface Desk {
  take(key: string, data: unknown): Promise<DeskAnswer>;
}

/** What a desk is made with. */
export interface DeskOptions {
  readonly onWake: (wake: Wake) => Promise<string | void> | string | void;
  readonly waitsForTaken?: boolean;
  readonly answerWithinMs?: number;
  readonly onError?: (error: Error) => void;
  readonly clock: Pick<Clock, "setTimer">;
}

/** Wakes that are remembered, so that one that comes again is known. */
const MOST_REMEMBERED = 1000;
const ANSWER_WITHIN_MS = 20_000;
const TRIES = 5;

interface Going {
  readonly end: Promise<DeskAnswer>;
  isTaken: boolean;
  /** Its answer goes by the token: a request has been answered before. */
  isLate: boolean;
}

/** Makes a desk that remembers nothing. */
export function createDesk(options: DeskOptions): Desk {
  const known = new Map<string, Going>();
  const waitMs = options.answerWithinMs ?? ANSWER_WITHIN_MS;

  function begin(key: string, data: WakeData): Going {
    const going = { isTaken: options.waitsForTaken !== true, isLate: false } as Going & {
      end: Promise<DeskAnswer>;
    };
    // One after the other: "done" must not overtake "taken".
    let told: Promise<void> = Promise.resolve();
    const tell = (body: object): void => {
      told = tellAfter(told, body);
    };
    const tellAfter = async (before: Promise<void>, body: object): Promise<void> => {
      await before;
      const problem = await postAck(options.clock, data.ackUrl, body);
      if (problem !== null) options.onError?.(new Error(problem));
    };
    const taken = (): void => {
      if (going.isTaken) return;
      going.isTaken = true;
      if (going.isLate) tell({ status: "taken", reply_follows: true });
    };
    going.end = callBot(options, { ...data.wake, key, taken }).then((answer) => {
      // What no session has taken is no answer: asked again, the failure itself is answered.
      const isTold = going.isLate && (going.isTaken || answer.status !== "failed");
      if (isTold) tell(lateWords(answer));
      return answer;
    });
    known.set(key, going);
    for (const oldest of known.keys()) {
      if (known.size <= MOST_REMEMBERED) break;
      known.delete(oldest);
    }
    return going;
  }

  return {
    async take(key, given) {
      const data = readData(given);
      if (data === null) return { status: "failed", error: "the request holds no prompt" };
      const going = known.get(key) ?? begin(key, data);
      const late = Promise.withResolvers<null>();
      const timer = options.clock.setTimer(() => late.resolve(null), waitMs);
      const answer = await Promise.race([going.end, late.promise]);
      timer.clear();
      if (answer !== null) return answer;
      going.isLate = true;
      return going.isTaken ? { status: "taken", reply_follows: true } : { status: "accepted" };
    },
  };
}

async function callBot(options: DeskOptions, wake: Wake): Promise<DeskAnswer> {
  try {
    const words = await options.onWake(wake);
    return { status: "done", reply: typeof words === "string" ? words : "" };
  } catch (thrown) {
    const error = toError(thrown);
    options.onError?.(error);
    return { status: "failed", error: error.message };
  }
}

/** A failure that comes late is told as the words of the bot: wakehook has its session's word already. */
function lateWords(answer: DeskAnswer): object {
  if (answer.status === "failed") return { status: "done", reply: `It failed: ${answer.error}` };
  return answer;
}

interface WakeData {
  readonly wake: Omit<Wake, "key" | "taken">;
  readonly ackUrl: string;
}

function readData(given: unknown): WakeData | null {
  if (typeof given !== "object" || given === null) return null;
  const data = given as Record<string, unknown>;
  const text = (name: string): string => (typeof data[name] === "string" ? data[name] : "");
  const { ack } = data as { ack?: { url?: unknown } };
  if (typeof data["prompt"] !== "string" || typeof ack?.url !== "string") return null;
  return {
    ackUrl: ack.url,
    wake: {
      prompt: data["prompt"],
      runId: text("run_id"),
      deliveryId: text("delivery_id"),
      hookId: text("hook_id"),
      title: text("title"),
      event: text("event") || null,
      entity: text("entity") || null,
      timeoutSeconds: Number(data["timeout_seconds"]) || 0,
    },
  };
}

/** Says a word by the token; a daemon that is restarting is asked again for a while. Gives back what was wrong. */
async function postAck(
  clock: DeskOptions["clock"],
  url: string,
  body: object,
): Promise<string | null> {
  for (let tries = 1; ; tries += 1) {
    const problem = await postOnce(url, body);
    if (problem === null) return null;
    if (!problem.again || tries === TRIES) return problem.words;
    await new Promise<void>((resolve) => clock.setTimer(resolve, 250 * 2 ** tries));
  }
}

async function postOnce(
  url: string,
  body: object,
): Promise<{ readonly words: string; readonly again: boolean } | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
    });
    // Below 500 the run has ended, or nobody knows the token: no try changes that.
    const { status } = response;
    return response.ok ? null : { words: `wakehook answered ${status}`, again: status >= 500 };
  } catch (thrown) {
    return { words: `wakehook could not be reached: ${toError(thrown).message}`, again: true };
  }
}
