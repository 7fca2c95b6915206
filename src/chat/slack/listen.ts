// In: Slack's Socket Mode, over a connection that the daemon opens. Out: words and pressed buttons, each confirmed once
// the disk has it.

import { SocketModeClient } from "@slack/socket-mode";
import { toError } from "../../core/records/errors.ts";
import { ChannelTrouble, listenAgain } from "../wire/listen-again.ts";
import type { Kept } from "../wire/reconnecting.ts";
import type { ChannelDeps } from "../channels/channel-deps.ts";
import type { SlackSelf } from "./hear.ts";
import { record } from "./read-message.ts";
import { createSession, type Envelope, type Session, type SessionDeps } from "./session.ts";
import { askSlack, clientOptions, SILENT, troubleOf, type SlackAnswer } from "./slack-api.ts";
import { callDeps } from "./slack-deps.ts";

/** What listening needs. */
export type ListenDeps = SessionDeps & Pick<ChannelDeps, "randomness">;

/** Slack says hello at once. */
const HELLO_MS = 30_000;
/** How long the other end may take to say goodbye. */
const GOODBYE_MS = 3000;

/** Listens until it is stopped. */
export function listen(deps: ListenDeps): Kept {
  return listenAgain(deps, "it cannot hear: ", (signal, well) => connect(deps, signal, well));
}

async function connect(deps: ListenDeps, signal: AbortSignal, well: () => void): Promise<void> {
  const self = await whoAmI(deps, signal);
  deps.onSelf(self);
  const ended = new AbortController();
  const socket = new SocketModeClient({
    appToken: deps.target.appToken,
    autoReconnectEnabled: false,
    logger: SILENT,
    clientOptions: clientOptions(callDeps(deps), AbortSignal.any([signal, ended.signal])),
  });
  // Ended while Slack gave out the address: it connects nevertheless.
  socket.on("connecting", () => {
    if (ended.signal.aborted) queueMicrotask(() => void socket.disconnect());
  });
  const session = createSession(deps, { self, signal: ended.signal, well });
  try {
    await opened(deps, { socket, session, signal });
  } finally {
    ended.abort();
    await close(deps, socket);
    await session.settled();
  }
  if (!signal.aborted) deps.health.become("connecting");
}

/** Settles when the connection has ended. */
function opened(
  { clock }: ListenDeps,
  { socket, session, signal }: { socket: SocketModeClient; session: Session; signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = clock.setTimer(() => reject(new Error("Slack did not say hello")), HELLO_MS, {
      unref: true,
    });
    const end = (work: () => void) => () => {
      late.clear();
      work();
    };
    const fail = (thrown: unknown): void => end(() => reject(toError(thrown)))();
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", end(resolve), { once: true });
    socket.on("ws_message", (data: unknown) => {
      const { type, reason, ...more } = parsed(data);
      if (type === "hello") {
        late.clear();
        session.begin(more, fail);
      }
      if (type === "disconnect" && reason === "link_disabled")
        fail(new ChannelTrouble("send_only", "Socket Mode is switched off in the app's settings"));
    });
    socket.on("slack_event", (envelope: Envelope) => session.take(envelope, fail));
    socket.on("error", fail);
    socket.on("disconnected", end(resolve));
    socket.start().catch((thrown: unknown) => fail(startTrouble(thrown)));
  });
}

/** @throws ChannelTrouble where the token is worth nothing. */
async function whoAmI(deps: ListenDeps, signal: AbortSignal): Promise<SlackSelf> {
  const answer = await askSlack(callDeps(deps), { method: "auth.test", args: {}, signal });
  if (!answer.ok) throw new ChannelTrouble("down", answer.result.error);
  const { team_id: team, user_id: botUser } = answer.body;
  return { team: String(team), botUser: String(botUser) };
}

/** The app-level token is another one than the bot's: without it messages still go out. */
function startTrouble(thrown: unknown): Error {
  if (thrown === undefined) return new Error("the connection ended before it began");
  const answer: Extract<SlackAnswer, { ok: false }> = troubleOf(thrown);
  const state = answer.result.broken === true ? "send_only" : "down";
  return new ChannelTrouble(state, `app_token: ${answer.result.error}`);
}

async function close({ clock }: ListenDeps, socket: SocketModeClient): Promise<void> {
  const closed = socket.disconnect();
  // Asked a second time, it waits for nobody.
  const late = clock.setTimer(() => void socket.disconnect(), GOODBYE_MS, { unref: true });
  await closed;
  late.clear();
}

function parsed(data: unknown): Readonly<Record<string, unknown>> {
  try {
    return record(JSON.parse(String(data)));
  } catch {
    return {};
  }
}
