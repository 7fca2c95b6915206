// In: Discord's gateway, over a connection that the daemon opens. Out: words and pressed buttons, on disk before anything
// is said about them. What was said while no connection was open is read from the chat's history before anything else.

import { toError } from "../../core/records/errors.ts";
import type { ChannelHealth } from "../../core/ports/channel-port.ts";
import type { ChannelDeps } from "../channels/channel-deps.ts";
import { networkWords } from "../wire/call.ts";
import { keepConnected, pause, type Kept } from "../wire/reconnecting.ts";
import { askDiscord, record } from "./discord-api.ts";
import { endsSession, fatalWords } from "./discord-errors.ts";
import { runGateway, type GatewayEnd, type GatewaySession } from "./gateway.ts";
import { createSession, type SessionDeps } from "./session.ts";

/** What listening needs. */
export type ListenDeps = SessionDeps & Pick<ChannelDeps, "randomness">;

/** Discord counts how often a bot begins a session, and takes its token away where that is too often. */
const HOPELESS_MS = 600_000;
const BAD_TOKEN = 4004;

/** Why a connection could not be, and how the chat does without it. */
class DiscordTrouble extends Error {
  readonly state: ChannelHealth["state"];

  constructor(state: ChannelHealth["state"], message: string) {
    super(message);
    this.state = state;
  }
}

/** Listens until it is stopped. */
export function listen(deps: ListenDeps): Kept {
  const { clock, randomness, health, log, target } = deps;
  const kept: { session: GatewaySession | null } = { session: null };
  return keepConnected(
    {
      clock,
      randomness,
      onBroken(error) {
        const state = error instanceof DiscordTrouble ? error.state : "down";
        const words = networkWords(error);
        health.become(state, `it cannot hear: ${words}`);
        log.warn("a chat's connection broke", { target: target.name, error: words });
      },
    },
    (signal, well) => connect(deps, kept, { signal, well }),
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

/** @throws DiscordTrouble where the token is worth nothing, or too many sessions were begun. */
async function gatewayUrl(deps: ListenDeps, signal: AbortSignal): Promise<string> {
  const answer = await askDiscord(deps, { method: "GET", path: "/gateway/bot", signal });
  if (!answer.ok) throw new DiscordTrouble("down", answer.result.error);
  const { url, session_start_limit: limit } = record(answer.body);
  const { remaining, reset_after: resetAfter } = record(limit);
  if (remaining === 0) {
    const trouble = new DiscordTrouble("send_only", "Discord allows it no more sessions today");
    deps.health.become(trouble.state, `it cannot hear: ${trouble.message}`);
    await pause(deps.clock, Number(resetAfter) || HOPELESS_MS, signal);
    throw trouble;
  }
  if (typeof url !== "string") throw new DiscordTrouble("down", "Discord names no gateway");
  return url;
}
