// In: the homeserver's long poll. Out: each event told once the disk has it; only then the poll goes on behind it. Where
// more was said than one answer holds, what lies between is fetched.

import type { TargetOf } from "../../core/settings/target.ts";
import type { ChannelDeps } from "../channels/channel-deps.ts";
import type { HealthNote } from "../wire/health-note.ts";
import { listenAgain } from "../wire/listen-again.ts";
import { pause, type Kept } from "../wire/reconnecting.ts";
import { hearEvent } from "./hear-event.ts";
import { listOf, recordOf, textOf, type AskMatrix } from "./matrix-api.ts";
import { HEARD_TYPES } from "./read-event.ts";
import type { Rooms } from "./rooms.ts";

/** What listening needs. */
export interface ListenDeps extends ChannelDeps {
  readonly target: TargetOf<"matrix">;
  readonly health: HealthNote;
  readonly ask: AskMatrix;
  readonly rooms: Rooms;
}

type Json = Readonly<Record<string, unknown>>;
type Batch = { readonly body: Json; readonly self: string; readonly since: string };

const POLL_MS = 30_000;
/** A poll that has gone silent, after a sleep or a change of networks, looks open for ever. */
const SILENCE_MS = POLL_MS + 15_000;
const SINCE = "since";
const EVENTS = { types: HEARD_TYPES, limit: 50 };
/** Of what was said while nobody listened: more than this is not fetched. */
const MOST_PAGES = 100;
const NONE = { types: [] };
const FILTER = JSON.stringify({
  presence: NONE,
  account_data: NONE,
  room: {
    timeline: EVENTS,
    state: { types: ["m.room.encryption"] },
    ephemeral: NONE,
    account_data: NONE,
  },
});

/** Listens until it is stopped. */
export function listen(deps: ListenDeps): Kept {
  return listenAgain(deps, "", (signal, well) => hear(deps, signal, well));
}

async function hear(deps: ListenDeps, signal: AbortSignal, well: () => void): Promise<void> {
  const { rooms, inbound, health } = deps;
  const self = await rooms.self(signal);
  if (!self.ok) throw new Error(self.refusal.error);
  await rooms.look(signal);
  // The first answer comes at once: it says that a broken connection is mended.
  let timeoutMs = 0;
  while (!signal.aborted) {
    const since = inbound.recall(SINCE) ?? "";
    const body = await poll(deps, { since, timeoutMs }, signal);
    if (body === null) continue;
    timeoutMs = POLL_MS;
    const next = textOf(body, "next_batch");
    if (next === null) throw new Error("its answer is no sync: is this a homeserver's address?");
    // What was said before the first time is not for wakehook.
    if (since !== "") await takeBatch(deps, { body, self: self.id, since }, signal);
    if (next !== since) inbound.remember(SINCE, next);
    const trouble = rooms.trouble();
    health.become(trouble === null ? "up" : "send_only", trouble);
    well();
  }
}

/** What is new; null: not now. @throws where the connection is broken. */
async function poll(
  deps: ListenDeps,
  { since, timeoutMs }: { readonly since: string; readonly timeoutMs: number },
  signal: AbortSignal,
): Promise<Json | null> {
  const timeout = String(timeoutMs);
  const query = new URLSearchParams({ filter: FILTER, set_presence: "offline", timeout });
  if (since !== "") query.set("since", since);
  const path = `client/v3/sync?${query.toString()}`;
  const answer = await deps.ask({ method: "GET", path, timeoutMs: SILENCE_MS, signal });
  if (answer.ok) return answer.body;
  const { error, retryAfterMs } = answer.refusal;
  if (retryAfterMs === undefined) throw new Error(error);
  await pause(deps.clock, retryAfterMs, signal);
  return null;
}

async function takeBatch(deps: ListenDeps, batch: Batch, signal: AbortSignal): Promise<void> {
  const { invite, join, leave } = recordOf(batch.body["rooms"]);
  for (const room of Object.keys(recordOf(leave))) deps.rooms.note(room, "left");
  for (const [room, now] of Object.entries(recordOf(join))) {
    deps.rooms.note(room, "joined");
    const timeline = recordOf(recordOf(now)["timeline"]);
    const state = listOf(recordOf(recordOf(now)["state"])["events"]);
    const missed =
      timeline["limited"] === true
        ? await between(deps, { ...batch, room, to: timeline["prev_batch"] }, signal)
        : [];
    for (const event of [...state, ...missed, ...listOf(timeline["events"])]) {
      if (signal.aborted) throw new Error("stopped");
      await hearEvent(deps, { event, room, self: batch.self }, signal);
    }
  }
  for (const [room, now] of Object.entries(recordOf(invite)))
    await decline(deps, { room, invite: now, self: batch.self }, signal);
}

/** What was said behind the last answer, where this one begins later. */
async function between(
  { ask, log, target }: ListenDeps,
  { room, since, to }: Pick<Batch, "since"> & { readonly room: string; readonly to: unknown },
  signal: AbortSignal,
): Promise<unknown[]> {
  const events: unknown[] = [];
  let from: string | null = since;
  for (let page = 0; from !== null && page < MOST_PAGES; page += 1) {
    const query = new URLSearchParams({
      dir: "f",
      from,
      limit: "50",
      filter: JSON.stringify(EVENTS),
    });
    if (typeof to === "string") query.set("to", to);
    const path = `client/v3/rooms/${encodeURIComponent(room)}/messages?${query.toString()}`;
    const answer = await ask({ method: "GET", path, signal });
    if (!answer.ok) throw new Error(answer.refusal.error);
    const chunk = listOf(answer.body["chunk"]);
    events.push(...chunk);
    from = chunk.length === 0 ? null : textOf(answer.body, "end");
  }
  if (from !== null) log.warn("a chat had too much to tell", { target: target.name, room });
  return events;
}

/** The owner invited the bot: it says why it does not come. Strangers are not answered. */
async function decline(
  { ask, target }: ListenDeps,
  {
    room,
    invite,
    self,
  }: { readonly room: string; readonly invite: unknown; readonly self: string },
  signal: AbortSignal,
): Promise<void> {
  const state = listOf(recordOf(recordOf(invite)["invite_state"])["events"]);
  const isOwners = state.some(
    (event) =>
      textOf(event, "type") === "m.room.member" &&
      textOf(event, "state_key") === self &&
      textOf(event, "sender") === target.owner,
  );
  if (!isOwners) return;
  const path = `client/v3/rooms/${encodeURIComponent(room)}/leave`;
  await ask({ method: "POST", path, body: { reason: WHY_NOT }, signal });
}

const WHY_NOT =
  "wakehook reads no encrypted rooms and goes only into the one that it made: `wakehook channel pair` invites you to it.";
