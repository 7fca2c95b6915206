// In: one event of a room. Out: words or a decision, on disk when this returns.

import type { ChannelInbound, InboundDecision } from "../../core/ports/channel-port.ts";
import type { AskMatrix } from "./matrix-api.ts";
import { verbOf } from "./compose-parts.ts";
import { noticeContent } from "./event-content.ts";
import { readEvent, type RoomEvent } from "./read-event.ts";
import type { Rooms } from "./rooms.ts";
import { sendEvent } from "./send-event.ts";

/** What hearing needs. */
export interface HearEventDeps {
  readonly ask: AskMatrix;
  readonly inbound: ChannelInbound;
  readonly rooms: Pick<Rooms, "note">;
}

/** Takes one event in. @throws WakehookError `storage_unavailable`: it is to be given again. */
export async function hearEvent(
  deps: HearEventDeps,
  { event, room, self }: { readonly event: unknown; readonly room: string; readonly self: string },
  signal: AbortSignal,
): Promise<void> {
  const said = readEvent(event, room, self);
  if (said?.kind === "encrypted") deps.rooms.note(room, "encrypted");
  else if (said?.kind === "words") await deps.inbound.text(said.words);
  else if (said !== null) await decide(deps, { ...said, room }, signal);
}

async function decide(
  { ask, inbound }: HearEventDeps,
  reaction: Extract<RoomEvent, { kind: "reaction" }> & { readonly room: string },
  signal: AbortSignal,
): Promise<void> {
  const { id, sender, ref, key, room } = reaction;
  const card = inbound.cardOf(ref);
  const verb = card === null ? null : verbOf(card, key);
  if (card === null || verb === null) return;
  const place = { chat: room, thread: null };
  const decision: InboundDecision = { id, sender, place, data: `${verb}:${card.token}` };
  const words = await inbound.decision(decision);
  // The card itself shows what was decided now; strangers are told nothing.
  const isNews = card.decided === null && inbound.cardOf(ref)?.decided !== null;
  if (isNews || words === "") return;
  const content = noticeContent(words, place, ref);
  await sendEvent(ask, { place, txn: `a${id}`, content, signal });
}
