// In: Discord's gateway, over a connection that the daemon opens. Out: words and pressed buttons, on disk before anything
// is said about them. What was said while no connection was open is read from the chat's history before anything else.

import { toError } from "../../core/records/errors.ts";
import type { ChannelDeps } from "../channels/channel-deps.ts";
import { ChannelTrouble, listenAgain } from "../wire/listen-again.ts";
import { pause, type Kept } from "../wire/reconnecting.ts";
import { askDiscord, record } from "./discord-api.ts";
import { endsSession, fatalWords } from "./discord-errors.ts";
import { runGateway, type GatewayEnd, type GatewaySession } from "./gateway.ts";
import { createSession, type SessionDeps } from "./session.ts";

/** What listening needs. */
export type ListenDeps = SessionDeps & Pick<ChannelDeps, "randomness">;

/** Discord counts how often a bot begins a session, and takes its token away where that is too often. */
const HOPELESS_MS = 600_000;
const BAD_TOKEN = 4004;

/** Listens until it is stopped. */
export function listen(deps: ListenDeps): Kept {
  const kept: { session: GatewaySession | null } = { session: null };
  return listenAgain(deps, "it cannot hear: ", (signal, well) =>
    connect(deps, kept, { signal, well }),
  );
}

async function connect(
  deps: ListenDeps,
  kept: { session: GatewaySession | null },
  { signal, well }: { readonly signal: AbortSignal; readonly well: () => void },
): Promise<void> {
  const url = kept.session?.url ?? (await gatewayUrl(deps, signal));
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  let failure: Error | null = null;
  const session = createSession(deps, {
    well,
    signal: either,
    fail(error) {
      failure ??= error;
      ended.abort();
    },
  });
  const { clock, target } = deps;
  const given = { clock, token: target.token, url, session: kept.session };
  // What fails to begin begins anew: the address of a session may be gone.
  kept.session = null;
  const again = ended.signal;
  let end: GatewayEnd;
  try {
    end = await runGateway({ ...given, signal, again, onEvent: session.take });
  } finally {
    ended.abort();
    await session.settled();
  }
  kept.session = endsSession(end.code) ? null : end.session;
  if (signal.aborted) return;
  if (failure !== null) throw toError(failure);
  const hopeless = fatalWords(end.code);
  if (hopeless === null) return deps.health.become("connecting");
  const state = end.code === BAD_TOKEN ? "down" : "send_only";
  deps.health.become(state, `it cannot hear: ${hopeless}`);
  deps.log.warn("a chat cannot be heard", { target: target.name, error: hopeless });
  await pause(clock, HOPELESS_MS, signal);
}

/** @throws ChannelTrouble where the token is worth nothing, or too many sessions were begun. */
async function gatewayUrl(deps: ListenDeps, signal: AbortSignal): Promise<string> {
  const answer = await askDiscord(deps, { method: "GET", path: "/gateway/bot", signal });
  if (!answer.ok) throw new ChannelTrouble("down", answer.result.error);
  const { url, session_start_limit: limit } = record(answer.body);
  const { remaining, reset_after: resetAfter } = record(limit);
  if (remaining === 0) {
    const trouble = new ChannelTrouble("send_only", "Discord allows it no more sessions today");
    deps.health.become(trouble.state, `it cannot hear: ${trouble.message}`);
    await pause(deps.clock, Number(resetAfter) || HOPELESS_MS, signal);
    throw trouble;
  }
  if (typeof url !== "string") throw new ChannelTrouble("down", "Discord names no gateway");
  return url;
}
