// A report or a notice of the outbox becomes a message: once for all chats of one name, however many are told.

import { createHash } from "node:crypto";
import type { NewMessage } from "../../core/ports/chat-store-port.ts";
import type { Message } from "../../core/records/conversation.ts";
import type { OutboxEntry } from "../../core/records/outbox-entry.ts";
import type { DeliveryId, HookId, RunId } from "../../core/records/ids.ts";
import type { ReportOrNotice } from "../../core/outbound/report.ts";
import type { ChatTarget } from "../../core/settings/target.ts";
import { newMessageId } from "../../system/randomness.ts";
import { composeCard, type ComposeDeps } from "./compose-card.ts";
import { buttonsOf } from "./card-kinds.ts";
import { isQuietReport, reportText } from "./compose-report.ts";
import type { Cards } from "./cards.ts";
import type { HubDeps } from "./hub-deps.ts";

/** What saying needs. */
export interface SayReportDeps extends ComposeDeps, Pick<HubDeps, "clock" | "store"> {
  readonly cards: Pick<Cards, "shown">;
}

/** The message of an entry; it is written where it was not yet. @throws WakehookError `storage_unavailable`. */
export async function sayReport(
  deps: SayReportDeps,
  { chat }: ChatTarget,
  { entry, report }: { readonly entry: OutboxEntry; readonly report: ReportOrNotice },
): Promise<Message | null> {
  const key = keyOf(chat, entry);
  const said = deps.store.messageOfKey(key);
  if (said !== null) return said;
  const message = { ...(await compose(deps, entry, report)), chat, key };
  const written = deps.store.say(message);
  if (message.card !== undefined && message.card !== null)
    deps.cards.shown(message.card.deliveryId);
  // Another chat of the same name was first.
  return written ?? deps.store.messageOfKey(key);
}

/** Written together, told together: the entries of one report differ in nothing but their sink. */
function keyOf(chat: string, { payload, createdAt, deliveryId, runId }: OutboxEntry): string {
  const told = JSON.stringify([payload, createdAt, deliveryId, runId]);
  return `report:${chat}:${createHash("sha256").update(told).digest("hex")}`;
}

async function compose(
  deps: SayReportDeps,
  entry: OutboxEntry,
  report: ReportOrNotice,
): Promise<Omit<NewMessage, "chat" | "key">> {
  const { clock, randomness, mask } = deps;
  const createdAt = clock.now();
  const id = newMessageId(createdAt, randomness);
  const asked = "notice" in report ? null : await askAbout(deps, report, id);
  const words = reportText(report);
  return {
    id,
    conversationId: null,
    turnId: null,
    author: "wakehook",
    kind: "notice" in report ? "notice" : "report",
    text: mask(asked === null ? words : `${words}\n\n${asked.text}`),
    ...(asked === null ? {} : { card: asked.card, files: asked.files }),
    silent: isQuietReport(report),
    hookId: report.hook_id as HookId | null,
    deliveryId: "notice" in report ? entry.deliveryId : (report.delivery_id as DeliveryId),
    runId: "notice" in report ? entry.runId : (report.run_id as RunId | null),
    createdAt,
    postTo: [],
  };
}

/** Only what is still held for what the report says is asked about. */
async function askAbout(
  deps: SayReportDeps,
  report: Exclude<ReportOrNotice, { readonly notice: string }>,
  id: NewMessage["id"],
) {
  if (buttonsOf(report.status).length === 0) return null;
  const delivery = deps.ledger.delivery(report.delivery_id as DeliveryId);
  if (delivery?.status !== report.status) return null;
  return composeCard(deps, delivery, id);
}
