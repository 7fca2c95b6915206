// What goes on in one connection to Discord. In: its events. Out: words and pressed buttons, on disk before anything is
// said about them. What was said while no connection was open is read from the chat's history before anything else.

import { toError } from "../../core/records/errors.ts";
import type { HealthNote } from "../wire/health-note.ts";
import { catchUp } from "./catch-up.ts";
import { record } from "./discord-api.ts";
import { hearPress, hearWords, readMessage, type HearDeps } from "./hear.ts";

/** What a connection needs. */
export interface SessionDeps extends HearDeps {
  readonly health: HealthNote;
  /** Told when Discord says who the bot is. */
  readonly onSelf: (botId: string) => void;
}

/** What goes on in one connection. */
export interface Session {
  take(this: void, name: string, data: unknown): void;
  settled(): Promise<unknown>;
}

/** How a connection is ended. */
export interface SessionControl {
  readonly well: () => void;
  readonly signal: AbortSignal;
  readonly fail: (error: Error) => void;
}

/**
 * Words are taken one behind the other, and none behind one that the disk did not take: the next connection reads from
 * there on.
 */
export function createSession(deps: SessionDeps, { well, signal, fail }: SessionControl): Session {
  let words: Promise<unknown> = Promise.resolve();
  /** One behind the other: who presses second is told what the first has decided. */
  let decided: Promise<unknown> = Promise.resolve();
  const presses = new Set<Promise<unknown>>();

  function inTurn(work: () => Promise<unknown>): void {
    words = words.then(() => (signal.aborted ? undefined : work()));
    words.catch((thrown: unknown) => fail(toError(thrown)));
  }

  async function begin(): Promise<void> {
    const lost = await catchUp(deps, signal);
    if (lost !== null && !lost.result.final && lost.result.broken !== true)
      throw new Error(lost.result.error);
    well();
    const detail =
      lost === null ? null : `what was said while it was away cannot be read: ${lost.result.error}`;
    deps.health.become("up", detail);
  }

  async function press(data: unknown): Promise<void> {
    // A press cannot wait behind words: Discord gives up after three seconds.
    const answer = decided.then(() => hearPress(deps, data));
    decided = answer.catch(() => {});
    await (
      await answer
    )(signal);
  }

  function takePress(data: unknown): void {
    const pressed = press(data).catch((thrown: unknown) => {
      const error = toError(thrown).message;
      deps.log.warn("a pressed button was not taken", { target: deps.target.name, error });
    });
    presses.add(pressed);
    void pressed.finally(() => presses.delete(pressed));
  }

  return {
    take(name, data) {
      if (name === "READY") deps.onSelf(String(record(record(data)["user"])["id"]));
      if (name === "READY" || name === "RESUMED") inTurn(begin);
      if (name === "INTERACTION_CREATE") takePress(data);
      const found = name === "MESSAGE_CREATE" ? readMessage(data) : null;
      if (found !== null) inTurn(() => hearWords(deps, found));
    },
    settled: () => Promise.allSettled([words, ...presses]),
  };
}
