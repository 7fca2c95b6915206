// What an entry of the outbox asks of a chat: post a message, show it anew, or say a report or notice first.

import * as z from "zod";
import type { MessageId } from "./ids.ts";
import { ReportOrNotice } from "../outbound/report.ts";

const Order = z.union([
  z.strictObject({ message: z.string() }),
  z.strictObject({ edit: z.string() }),
  ReportOrNotice,
]);

/** What a chat is to do. */
export type ChatOrder =
  | { readonly kind: "message" | "edit"; readonly id: MessageId }
  | { readonly kind: "report"; readonly report: ReportOrNotice };

/** Reads an entry's payload. @throws ZodError where the row is not one of ours. */
export function readChatOrder(payload: string): ChatOrder {
  const order = Order.parse(JSON.parse(payload));
  if ("message" in order) return { kind: "message", id: order.message as MessageId };
  if ("edit" in order) return { kind: "edit", id: order.edit as MessageId };
  return { kind: "report", report: order };
}
