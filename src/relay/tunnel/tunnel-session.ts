// One daemon's connection at work. What it says comes in and is checked; what waits for it goes out, and is emptied
// once the daemon has it.

import { CLOSE, DaemonFrame, readFrame } from "../../core/tunnel/frames.ts";
import { toError } from "../../core/records/errors.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { Clock } from "../../system/clock.ts";
import type { DaemonAnswer } from "../door/door-answers.ts";
import type { LaneKey } from "../store/lane-counts.ts";
import type { Parcels } from "../store/parcels.ts";
import type { Registrations } from "../store/registrations.ts";
import { createBreaks } from "./breaks.ts";
import { createDaemonRecords } from "./daemon-records.ts";
import { createPusher, type Pusher } from "./pusher.ts";
import { createQuestions } from "./questions.ts";
import type { TunnelSocket } from "./tunnel-socket.ts";
import { createWaitingAnswers } from "./waiting-answers.ts";

/** What a session needs. */
export interface SessionDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly parcels: Parcels;
  readonly registrations: Pick<Registrations, "register">;
  readonly waitedMs: (receivedAt: number) => number;
}

/** A daemon that is there. */
export interface TunnelSession {
  /** Something waits for this hook. */
  kept(hook: string): void;
  /** What its sender is told; null: the daemon does not say in time. */
  answerTo(hook: string, number: number, ms: number): Promise<DaemonAnswer | null>;
  /** Asks what is kept nowhere. */
  ask(hook: string, sealed: Uint8Array): Promise<DaemonAnswer | null>;
  /** The newest parcel of a hook that the daemon may have in hand; 0: none. */
  inHandUpTo(hook: string): number;
  close(code: number, reason: string): void;
}

/** Who it is, as it said. */
export interface SessionOf {
  readonly daemon: string;
  readonly version: string;
  readonly socket: TunnelSocket;
}

type Said<Type extends DaemonFrame["type"]> = Extract<DaemonFrame, { type: Type }>;

/** A sender waits only where few are before it. */
const MOST_BEFORE = 64;
/** How one that the disk lost is written down. */
const LOST_STATUS = 500;
/** Where the disk cannot be read. */
const RETRY_MS = 5000;

/** Begins to push. */
export function openSession(
  deps: SessionDeps,
  { daemon, version, socket }: SessionOf,
): TunnelSession {
  const { clock, log, parcels } = deps;
  const answers = createWaitingAnswers(clock);
  const questions = createQuestions(clock, socket);
  const breaks = createBreaks(clock);
  const records = createDaemonRecords(deps, {
    daemon,
    version,
    isConnected: () => socket.isOpen,
  });
  const pusher = createPusher({
    daemon,
    parcels,
    waitedMs: deps.waitedMs,
    send: (frame, onSent) => socket.send(frame, onSent),
    sayAgain: (hook) => socket.say({ type: "again", hook }),
    onRoom: () => push(),
    onLost(hook, number) {
      log.error("a parcel's content is not there, and cannot be delivered", {
        daemon,
        hook,
        number,
      });
      records.settle(hook, [{ number, status: LOST_STATUS }]);
    },
  });
  const lane = (hook: string): LaneKey => ({ daemon, hook });

  function violated(what: string): void {
    log.error("a daemon broke the protocol", { daemon, what });
    socket.close(CLOSE.protocol, what);
  }

  /** Reading the disk may fail: then nothing is sent for now. */
  function push(): void {
    try {
      if (socket.isOpen) pusher.push();
    } catch (thrown) {
      log.error("parcels cannot be read", { daemon, error: toError(thrown).message });
      clock.setTimer(push, RETRY_MS, { unref: true });
    }
  }

  function noteAnswer({ hook, number, status, headers, body }: Said<"answer">): void {
    if (pusher.find(hook)?.answered(number, status) !== true)
      return violated("an answer to a parcel that was not sent");
    answers.give(`${hook}/${number}`, { status, headers, body: Buffer.from(body, "base64") });
  }

  function acknowledge({ hook, number }: Said<"ack">): void {
    const done = pusher.find(hook)?.acknowledge(number) ?? null;
    if (done === null) return violated("an acknowledgement of a parcel that was not sent");
    // Its answer comes before; whoever still waits will hear nothing more.
    for (const parcel of done) answers.give(`${hook}/${parcel.number}`, null);
    records.settle(hook, done);
    push();
  }

  function pause({ hook, number, after_ms, reason }: Said<"later">): void {
    const paused = pusher.find(hook);
    const held = paused?.inFlight.filter((parcel) => parcel.number >= number) ?? [];
    if (paused?.pause(number) !== true) return violated("a break from a parcel that was not sent");
    log.warn("a daemon takes nothing for now", { daemon, hook, after_ms, reason });
    for (const parcel of held) answers.give(`${hook}/${parcel.number}`, null);
    breaks.begin(hook, after_ms, () => {
      paused.resume();
      push();
    });
    push();
  }

  async function noteResult(frame: Said<"result">): Promise<void> {
    if (records.isFull()) return violated("more than can be written down");
    const { hook, number } = frame;
    if (await records.result(frame)) socket.say({ type: "noted", hook, number });
  }

  async function register(frame: Said<"hooks">): Promise<void> {
    if (records.isFull()) return violated("more than can be written down");
    if (!(await records.register(frame)))
      return socket.close(CLOSE.goingAway, "the relay's disk takes no more");
    // What was off, or wrong, may be right by now.
    breaks.endAll();
  }

  function hear(text: string): void {
    const frame = readFrame(DaemonFrame, text);
    if (frame === null) return violated("a frame that cannot be read");
    switch (frame.type) {
      case "hello":
        return violated("a second hello");
      case "hooks":
        return void register(frame);
      case "answer":
        return noteAnswer(frame);
      case "reply":
        return questions.reply(frame);
      case "ack":
        return acknowledge(frame);
      case "later":
        return pause(frame);
      case "result":
        return void noteResult(frame);
    }
  }

  socket.onText(hear);
  socket.onClose(() => {
    breaks.forget();
    answers.giveUp();
    questions.giveUp();
  });
  for (const hook of parcels.counts.hooksOf(daemon)) pusher.open(hook);
  push();

  return {
    kept(hook) {
      pusher.open(hook);
      push();
    },
    async answerTo(hook, number, ms) {
      const isNear = mayBeAnsweredSoon(pusher, parcels.counts.ofLane(lane(hook)).parcels, hook);
      return ms > 0 && isNear && socket.isOpen ? await answers.wait(`${hook}/${number}`, ms) : null;
    },
    ask: (hook, sealed) => questions.ask(hook, sealed),
    inHandUpTo: (hook) => pusher.find(hook)?.inHandUpTo ?? 0,
    close: (code, reason) => socket.close(code, reason),
  };
}

function mayBeAnsweredSoon(pusher: Pusher, waiting: number, hook: string): boolean {
  return waiting <= MOST_BEFORE && pusher.find(hook)?.isPaused !== true;
}
