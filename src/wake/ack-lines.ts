// Waiting for a bot's word: how far a handover got. In: one-time tokens that come back. Out: whoever waits goes on, and
// the ledger has it first.

import { createHash } from "node:crypto";
import type { ChatStorePort, Handover } from "../core/ports/chat-store-port.ts";
import { ACK_LEVELS, type AckLevel } from "../core/records/conversation.ts";
import type { RunId } from "../core/records/ids.ts";
import type { Ack, AckLine } from "../core/ports/wake-port.ts";
import type { Clock } from "../system/clock.ts";
import { newSecret, type Randomness } from "../system/randomness.ts";

/** What the lines need. */
export interface AckLinesDeps {
  readonly store: Pick<ChatStorePort, "handOver" | "acknowledge" | "endHandovers">;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Takes the secrets in force out of what is kept: a bot may say what it has read. */
  readonly mask: (text: string) => string;
  /** Where the admin listener is; asked when it is there. */
  readonly address: () => { readonly host: string; readonly port: number };
}

/** What became of a word. `ended`: its run has ended. */
export type AckResult =
  | { readonly kind: "noted"; readonly handover: Handover }
  | { readonly kind: "ended"; readonly handover: Handover }
  | { readonly kind: "unknown" };

/** A line that its run closes. */
export interface OpenAckLine extends AckLine {
  close(): void;
}

/** All lines. */
export interface AckLines {
  /** @throws WakehookError `storage_unavailable`. */
  open(runId: RunId, target: string): OpenAckLine;
  /** The run has ended: what is said of its handovers from now on is too late. */
  endRun(runId: RunId): void;
  /** Somebody has said a token. @throws WakehookError `storage_unavailable`. */
  acknowledge(token: string, ack: Ack): AckResult;
}

const LEVELS = Object.keys(ACK_LEVELS) as AckLevel[];

/** Tells whether a handover got at least so far. */
export function reaches(level: AckLevel | null, least: AckLevel): boolean {
  return level !== null && LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}

interface Waiting {
  ack: Ack | null;
  readonly listeners: Set<() => void>;
}

/** Creates a set of lines; those of runs before this start are known to the ledger alone. */
export function createAckLines(deps: AckLinesDeps): AckLines {
  const open = new Map<string, Waiting>();

  function acknowledge(token: string, said: Ack): AckResult {
    const at = deps.clock.now();
    const ack = { ...said, reply: said.reply === null ? null : deps.mask(said.reply) };
    const handover = deps.store.acknowledge(hashOf(token), { ...ack, at });
    if (handover === null) return { kind: "unknown" };
    const waiting = open.get(token);
    if (waiting === undefined || handover.endedAt !== null) return { kind: "ended", handover };
    if (waiting.ack === null || reaches(ack.level, waiting.ack.level)) waiting.ack = ack;
    for (const listener of waiting.listeners) listener();
    return { kind: "noted", handover };
  }

  return {
    open(runId, target) {
      const token = newSecret(deps.randomness);
      const at = deps.clock.now();
      const handover = { runId, target, level: "written", handedAt: at, levelAt: at } as const;
      deps.store.handOver(hashOf(token), handover);
      const waiting: Waiting = { ack: null, listeners: new Set() };
      open.set(token, waiting);
      const { host, port } = deps.address();
      return {
        token,
        url: `http://${host.includes(":") ? `[${host}]` : host}:${port}/api/v1/acks/${token}`,
        wait: (level, signal) => waitFor(waiting, level, signal),
        note: (level, reply, replyFollows) => {
          if (level !== "written") acknowledge(token, { level, reply, replyFollows });
        },
        close: () => void open.delete(token),
      };
    },
    endRun: (runId) => deps.store.endHandovers(runId, deps.clock.now()),
    acknowledge,
  };
}

function waitFor(waiting: Waiting, level: Ack["level"], signal: AbortSignal): Promise<Ack | null> {
  return new Promise((resolve) => {
    const settle = (ack: Ack | null): void => {
      waiting.listeners.delete(look);
      signal.removeEventListener("abort", giveUp);
      resolve(ack);
    };
    const look = (): void => {
      if (waiting.ack !== null && reaches(waiting.ack.level, level)) settle(waiting.ack);
    };
    const giveUp = (): void => settle(null);
    waiting.listeners.add(look);
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    else look();
  });
}

/** What the ledger keeps: whoever reads the database can acknowledge nothing. */
function hashOf(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}
