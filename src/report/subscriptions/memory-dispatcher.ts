// Tells subscriptions what happens, from memory: for programs that use the package as a library. The daemon has its
// outbox on disk instead; what is under way here is lost with the process.

import type { OutboundBody } from "../../core/outbound/outbound-body.ts";
import { matchesOutbound } from "../../core/outbound/outbound-pattern.ts";
import { nextRetryMs, type RetryPlan } from "../../core/outbound/outbound-retry.ts";
import type { LoadedSubscription, Outbound } from "../../core/settings/subscription.ts";
import type { Clock } from "../../system/clock.ts";
import type { Randomness } from "../../system/randomness.ts";
import type { SinkResult } from "../sink.ts";
import { sendMessage } from "./send-message.ts";

/** What a dispatcher needs. */
export interface MemoryDispatcherDeps {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly subscriptions: readonly LoadedSubscription[];
  readonly plan: RetryPlan;
  readonly outbound: Pick<Outbound, "maxBodyBytes" | "timeoutSeconds" | "userAgent">;
  /** Messages that may be under way or wait, all subscriptions together. */
  readonly mostQueued: number;
  readonly onResult: (result: DispatchResult) => void;
}

/** What became of one message. */
export interface DispatchResult {
  readonly subscription: string;
  readonly messageId: string;
  readonly event: string;
  /** `disabled`: the receiver said 410; it is told nothing more. `closed`: the dispatcher was. */
  readonly outcome: "delivered" | "failed" | "disabled" | "closed";
  readonly attempts: number;
  readonly httpStatus: number | null;
  readonly error: string | null;
}

/** Sends events to the subscriptions that want them. */
export interface MemoryDispatcher {
  /**
   * Begins to send, and gives the ids of the messages at once; `onResult` tells what becomes of each.
   * @throws RangeError where more wait than may: nothing is sent then.
   */
  dispatch(body: OutboundBody): string[];
  /** The same, settled when each message has been taken or given up. @throws RangeError as dispatch. */
  dispatchSync(body: OutboundBody): Promise<DispatchResult[]>;
  /** Tries no more; settles when the tries that go on have ended. */
  close(): Promise<void>;
}

type Message = { readonly messageId: string; readonly event: string; readonly payload: string };

/** Creates one. */
export function createMemoryDispatcher(deps: MemoryDispatcherDeps): MemoryDispatcher {
  const closing = new AbortController();
  const lanes = new Map(deps.subscriptions.map((one) => [one.id, createLane(laneWidth(one))]));
  const gone = new Set<string>();
  const going = new Set<Promise<unknown>>();

  function begin(body: OutboundBody): Array<{ id: string; ended: Promise<DispatchResult> }> {
    if (closing.signal.aborted) throw new RangeError("the dispatcher is closed");
    const wanting = deps.subscriptions.filter(
      ({ id, subscription: { enabled, events } }) =>
        enabled && !gone.has(id) && matchesOutbound(events, body.event),
    );
    if (going.size + wanting.length > deps.mostQueued)
      throw new RangeError(`${going.size} messages are under way; at most ${deps.mostQueued}`);
    const payload = JSON.stringify(body);
    return wanting.map((loaded) => {
      const messageId = `msg_${deps.randomness.bytes(16).toString("hex")}`;
      const message = { messageId, event: body.event, payload };
      const lane = lanes.get(loaded.id) ?? createLane(1);
      const ended = lane(() => carry(loaded, message)).finally(() => going.delete(ended));
      going.add(ended);
      return { id: messageId, ended };
    });
  }

  async function carry(loaded: LoadedSubscription, message: Message): Promise<DispatchResult> {
    const { signal } = closing;
    let last: SinkResult = { ok: false, error: "closed", final: true };
    let attempts = 0;
    while (!signal.aborted && !gone.has(loaded.id)) {
      last = await sendMessage({ ...deps, signal }, loaded, message);
      attempts += 1;
      if (last.ok || last.final || attempts >= deps.plan.attempts) break;
      const delay = nextRetryMs(deps.plan, attempts - 1, deps.randomness.fraction());
      await pause(deps.clock, Math.max(delay, last.retryAfterMs ?? 0), signal);
    }
    if (!last.ok && last.gone === true) gone.add(loaded.id);
    const isClosed = signal.aborted && !last.ok;
    const result = toResult(loaded.id, message, { last, attempts, isClosed });
    deps.onResult(result);
    return result;
  }

  return {
    dispatch: (body) => begin(body).map(({ id }) => id),
    dispatchSync: (body) => Promise.all(begin(body).map(({ ended }) => ended)),
    async close() {
      closing.abort();
      await Promise.allSettled(going);
    },
  };
}

function laneWidth({ subscription: { ordered, atOnce } }: LoadedSubscription): number {
  return ordered ? 1 : atOnce;
}

/** Does so many pieces of work at a time, in the order in which they came. */
function createLane(width: number) {
  let open = 0;
  const waiting: Array<() => void> = [];
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (open >= width) await new Promise<void>((resolve) => waiting.push(resolve));
    else open += 1;
    try {
      return await work();
    } finally {
      // The place goes to the next one as it is.
      const next = waiting.shift();
      if (next === undefined) open -= 1;
      else next();
    }
  };
}

function toResult(
  subscription: string,
  { messageId, event }: Message,
  end: { readonly last: SinkResult; readonly attempts: number; readonly isClosed: boolean },
): DispatchResult {
  const { last, attempts, isClosed } = end;
  const about = { subscription, messageId, event, attempts, httpStatus: last.httpStatus ?? null };
  if (last.ok) return { ...about, outcome: "delivered", error: null };
  const failed = last.gone === true ? "disabled" : "failed";
  return { ...about, outcome: isClosed ? "closed" : failed, error: last.error };
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      timer.clear();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = clock.setTimer(end, ms);
    signal.addEventListener("abort", end);
  });
}
