// In: updates that Telegram holds until they are taken. Out: each is on disk before the next poll takes it away there.
// A poll that hangs is given up: after a sleep or a change of networks it would hang for ever.

import type { Update } from "node-telegram-bot-api/types";
import type { ChannelDeps } from "../channels/channel-deps.ts";
import type { HealthNote } from "../wire/health-note.ts";
import { keepConnected, pause, type Kept } from "../wire/reconnecting.ts";
import type { Fault, Told } from "./ask.ts";
import { createOffset, type Offset } from "./offset.ts";
import { resultOf } from "./results.ts";
import { createRivals, STAND_BACK_MS, type Rivals } from "./rivals.ts";
import { createTakeUpdate, type TakeDeps, type TakeUpdate } from "./take-update.ts";

/** What listening needs. */
export interface ListenDeps extends TakeDeps, Pick<ChannelDeps, "clock" | "randomness"> {
  readonly health: HealthNote;
}

interface Session extends ListenDeps {
  readonly offset: Offset;
  readonly rivals: Rivals;
  readonly take: TakeUpdate;
}

/** How long Telegram holds a poll. */
const POLL_SECONDS = 25;
/** Longer, and nobody is there. The library's own end is later. */
const GIVE_UP_MS = 33_000;
/** So many fit into one answer whatever strangers write: each may be some hundred kilobytes. */
const MOST_AT_ONCE = 20;
const UPDATES = ["message", "callback_query"];
const WEBHOOK_WORDS =
  "the bot has a webhook, so Telegram tells wakehook nothing: use a bot of its own for this chat, or take the webhook away (deleteWebhook)";
const RIVAL_WORDS =
  "another program, or another target here, reads the messages of this bot, so they do not come here: use a bot of its own for this chat, or stop the other one";

/** Listens until it is stopped. */
export function listen(deps: ListenDeps): Kept {
  const { clock, randomness, health, bot } = deps;
  const session: Session = {
    ...deps,
    offset: createOffset(deps, bot.id),
    rivals: createRivals(clock),
    take: createTakeUpdate(deps),
  };
  const onBroken = (error: Error): void => health.become("down", error.message);
  return keepConnected({ clock, randomness, onBroken }, (signal, well) =>
    read(session, signal, well),
  );
}

/** Polls until something goes wrong. The first poll does not wait: by it is known whether anything will be heard. */
async function read(session: Session, signal: AbortSignal, well: () => void): Promise<void> {
  const { bot, health, rivals, offset, take } = session;
  const met = await bot.meet({ signal });
  if (!met.ok) return stumble(session, met.fault, signal);
  for (let seconds = 0; !signal.aborted; seconds = POLL_SECONDS) {
    const told = await poll(session, seconds, signal);
    if (!told.ok) return stumble(session, told.fault, signal);
    if (rivals.isClear()) health.become("up");
    else health.become("send_only", RIVAL_WORDS);
    for (const update of told.result) {
      if (signal.aborted) return;
      await take(update, signal);
      offset.taken(update.update_id);
    }
    well();
  }
}

function poll(
  { bot, offset }: Session,
  seconds: number,
  signal: AbortSignal,
): Promise<Told<Update[]>> {
  const next = offset.next();
  const from = next === undefined ? {} : { offset: next };
  return bot.call({ signal, timeoutMs: GIVE_UP_MS }, (api, bounded) =>
    api.getUpdates(
      { ...from, limit: MOST_AT_ONCE, timeout: seconds, allowed_updates: UPDATES },
      bounded,
    ),
  );
}

/** @throws what a next try may mend. */
async function stumble(
  { clock, health, rivals }: Session,
  fault: Fault,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  if (fault.code === 409) {
    const isWebhook = /webhook is active|deleteWebhook/i.test(fault.words);
    if (!isWebhook && !rivals.note()) return;
    health.become("send_only", isWebhook ? WEBHOOK_WORDS : RIVAL_WORDS);
    return pause(clock, STAND_BACK_MS, signal);
  }
  if (fault.retryAfterMs !== null) return pause(clock, fault.retryAfterMs, signal);
  throw new Error(resultOf(fault).error);
}
