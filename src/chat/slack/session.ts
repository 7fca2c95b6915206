// What goes on in one connection to Slack. In: its hello, then words and pressed buttons. Out: each confirmed once the
// disk has it. What was said while no connection was open is read from the chat's history before anything else.

import { toError } from "../../core/records/errors.ts";
import type { HealthNote } from "../wire/health-note.ts";
import { missedWords } from "./catch-up.ts";
import { hearPress, hearWords, type HearDeps, type SlackSelf } from "./hear.ts";
import { readMessage, record } from "./read-message.ts";

/** What a connection needs. */
export interface SessionDeps extends HearDeps {
  readonly health: HealthNote;
  /** Told at each connection who the app is. */
  readonly onSelf: (self: Partial<SlackSelf> & { readonly app?: string }) => void;
}

/** What Slack tells, and how it is confirmed. */
export interface Envelope {
  readonly type: string;
  readonly body: unknown;
  readonly ack: () => Promise<void>;
}

/** One connection; `fail` ends it. */
export interface Session {
  begin(hello: Readonly<Record<string, unknown>>, fail: (thrown: unknown) => void): void;
  take(envelope: Envelope, fail: (thrown: unknown) => void): void;
  settled(): Promise<unknown>;
}

/**
 * Words are taken one behind the other, and none behind one that the disk did not take: the next connection reads from
 * there on.
 */
export function createSession(
  deps: SessionDeps,
  { self, signal, well }: { self: SlackSelf; signal: AbortSignal; well: () => void },
): Session {
  let words: Promise<unknown> = Promise.resolve();
  const presses = new Set<Promise<unknown>>();
  /** One behind the other: who presses second is told what the first has decided. */
  let decided: Promise<unknown> = Promise.resolve();

  function inTurn(work: () => Promise<unknown>, fail: (thrown: unknown) => void): void {
    words = words.then(() => (signal.aborted ? undefined : work()));
    words.catch(fail);
  }

  async function hear({ body, ack }: Envelope): Promise<void> {
    const { event } = record(body);
    const { channel, channel_type: kind } = record(event);
    // Only direct messages: in any other place somebody else reads along.
    if (kind === "im" && typeof channel === "string") {
      const found = readMessage(event, { channel, botUser: self.botUser });
      if (found !== null) await hearWords(deps, self, { words: found, signal });
    }
    await confirm(ack);
  }

  async function press({ body, ack }: Envelope): Promise<void> {
    const answer = decided.then(() => hearPress(deps, self, body));
    decided = answer.catch(() => {});
    const show = await answer;
    await confirm(ack);
    await show(signal);
  }

  return {
    begin(hello, fail) {
      const { app_id: app } = record(hello["connection_info"]);
      if (typeof app === "string") deps.onSelf({ app });
      inTurn(async () => {
        const lost = await catchUp(deps, self, signal);
        well();
        deps.health.become("up", lost ?? sharedWords(deps, hello["num_connections"]));
      }, fail);
    },
    take(envelope, fail) {
      if (envelope.type === "events_api") return inTurn(() => hear(envelope), fail);
      if (envelope.type !== "interactive") return void confirm(envelope.ack);
      // A press cannot wait behind words: Slack shows a warning after three seconds.
      const pressed = press(envelope).catch((thrown: unknown) => {
        const error = toError(thrown).message;
        deps.log.warn("a pressed button was not taken", { target: deps.target.name, error });
      });
      presses.add(pressed);
      void pressed.finally(() => presses.delete(pressed));
    },
    settled: () => Promise.allSettled([words, ...presses]),
  };
}

/** Where the connection has ended meanwhile, Slack tells it again, and it is known by its id. */
async function confirm(ack: () => Promise<void>): Promise<void> {
  await ack().catch(() => {});
}

/** Reads what was missed; gives back in words why it could not. @throws where it may be possible later. */
async function catchUp(
  deps: SessionDeps,
  self: SlackSelf,
  signal: AbortSignal,
): Promise<string | null> {
  const missed = await missedWords(deps, self, signal);
  if (!missed.ok) {
    const { error, final, broken } = missed.result;
    if (!final && broken !== true) throw new Error(error);
    return `what was said while it was away cannot be read: ${error}`;
  }
  for (const words of missed.words) {
    if (signal.aborted) return null;
    await hearWords(deps, self, { words, signal });
  }
  return null;
}

/** Slack gives each message to one of the connections of an app, not to all. */
function sharedWords({ log, target }: SessionDeps, connections: unknown): string | null {
  if (typeof connections !== "number" || connections <= 1) return null;
  const words = `${connections} connections share this app's messages, and each gets only a part of them: if no second wakehook is to use it, end the other, or make an app of its own`;
  log.warn("a chat's app is used twice", { target: target.name, connections });
  return words;
}
