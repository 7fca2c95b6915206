// A chat's connection, made again whenever it ends. In: how to connect. Out: the chat's health says why it cannot hear.

import type { ChannelHealth } from "../../core/ports/channel-port.ts";
import type { ChannelDeps } from "../channels/channel-deps.ts";
import { networkWords } from "./call.ts";
import type { HealthNote } from "./health-note.ts";
import { keepConnected, type Kept, type ReconnectDeps } from "./reconnecting.ts";

/** What listening needs. */
export interface ListenAgainDeps
  extends Pick<ReconnectDeps, "clock" | "randomness">, Pick<ChannelDeps, "log"> {
  readonly health: HealthNote;
  readonly target: { readonly name: string };
}

/** Why a connection could not be, and how the chat does without it. Any other error: it is down. */
export class ChannelTrouble extends Error {
  readonly state: ChannelHealth["state"];

  constructor(state: ChannelHealth["state"], message: string) {
    super(message);
    this.state = state;
  }
}

/** Listens until it is stopped; see `keepConnected`. `what` stands before the words of what went wrong. */
export function listenAgain(
  { clock, randomness, health, log, target }: ListenAgainDeps,
  what: string,
  connect: (signal: AbortSignal, well: () => void) => Promise<void>,
): Kept {
  return keepConnected(
    {
      clock,
      randomness,
      onBroken(error) {
        const words = networkWords(error);
        health.become(error instanceof ChannelTrouble ? error.state : "down", `${what}${words}`);
        log.warn("a chat's connection broke", { target: target.name, error: words });
      },
    },
    connect,
  );
}
