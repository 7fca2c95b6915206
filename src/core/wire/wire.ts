// Records in, JSON of the wire out: the admin API and the CLI's --json print the same words.
// Only names change (camelCase -> snake_case); instants stay epoch milliseconds, null stays null.

import type { Conversation, Message, Turn } from "../records/conversation.ts";
import type { Delivery, DeliveryContent } from "../records/delivery.ts";
import type { OutboxEntry } from "../records/outbox-entry.ts";
import type { Run } from "../records/run.ts";
import type { WakehookEvent } from "../records/wakehook-event.ts";
import type { HookHistory } from "../ports/ledger-read-port.ts";
import type { Pause } from "../admission/pause.ts";
import type { Problem } from "../settings/problem.ts";
import type { TaskItem } from "../records/task-item.ts";
import { taskStateOf, type TaskState } from "../records/task-state.ts";
import {
  wireConversation,
  wireMessage,
  wireTurn,
  type WireConversation,
  type WireMessage,
  type WireTurn,
} from "./wire-chat.ts";
import { snakeKeys, type SnakeKeys } from "./wire-keys.ts";

/** What a delivery is as a task, on the wire: `{title, description, tags, state}`. */
export type WireTask = TaskItem & { readonly state: TaskState };
/** A delivery on the wire: `{id, hook_id, source, ..., updated_at, task}`. */
export type WireDelivery = Omit<SnakeKeys<Delivery>, "task"> & { readonly task: WireTask | null };
/** A run on the wire: `{id, delivery_id, ..., cost_usd, denied_tools, answer}`. */
export type WireRun = SnakeKeys<Run>;
/** A finding on the wire; what does not apply is absent. */
export type WireProblem = SnakeKeys<Problem>;
/** A report's row on the wire; `payload` is the JSON itself. */
export type WireReport = Omit<SnakeKeys<OutboxEntry>, "payload"> & { readonly payload: unknown };
/** A pause on the wire: `{kind, name, cause, since, until, reason, strikes}`. */
export type WirePause = SnakeKeys<Pause>;
/** A hook's past on the wire. */
export type WireHistory = SnakeKeys<HookHistory>;

type WireEventOf<Event> = Event extends { readonly delivery: Delivery }
  ? SnakeKeys<Omit<Event, "delivery">> & { readonly delivery: WireDelivery }
  : Event extends { readonly run: Run }
    ? SnakeKeys<Omit<Event, "run">> & { readonly run: WireRun }
    : Event extends { readonly pause: Pause }
      ? SnakeKeys<Omit<Event, "pause">> & { readonly pause: WirePause }
      : Event extends { readonly message: Message }
        ? SnakeKeys<Omit<Event, "message">> & { readonly message: WireMessage }
        : Event extends { readonly turn: Turn }
          ? SnakeKeys<Omit<Event, "turn">> & { readonly turn: WireTurn }
          : Event extends { readonly conversation: Conversation }
            ? SnakeKeys<Omit<Event, "conversation">> & { readonly conversation: WireConversation }
            : SnakeKeys<Event>;

/** One line of `tail --json`, one server-sent event: `{type, at, ...}`. */
export type WireEvent = WireEventOf<WakehookEvent>;

/** What was received, on the wire. `body_base64` is null where retention has emptied it. */
export interface WireContent {
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body_base64: string | null;
}

/** A delivery as the wire shows it. */
export function wireDelivery(delivery: Delivery): WireDelivery {
  const { task, ...rest } = snakeKeys(delivery);
  return { ...rest, task: task === null ? null : { ...task, state: taskStateOf(delivery) } };
}

/** A run as the wire shows it. */
export function wireRun(run: Run): WireRun {
  return snakeKeys(run);
}

/** A pause as the wire shows it. */
export function wirePause(pause: Pause): WirePause {
  return snakeKeys(pause);
}

/** A finding as the wire shows it. */
export function wireProblem(problem: Problem): WireProblem {
  return snakeKeys(problem);
}

/** The `before` of a list's next page; null where this one is the last. */
export function nextBefore<Id extends string>(
  list: ReadonlyArray<{ readonly id: Id }>,
  limit: number,
): Id | null {
  return list.length < limit ? null : (list.at(-1)?.id ?? null);
}

/** A report's row as the wire shows it. */
export function wireReport(report: OutboxEntry): WireReport {
  return { ...snakeKeys(report), payload: parsedOr(report.payload) };
}

/** Text that is no JSON stays text. */
function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A hook's past as the wire shows it. */
export function wireHistory(history: HookHistory): WireHistory {
  return snakeKeys(history);
}

/** Headers and body as the wire shows them: the body in base64, since it may be any bytes. */
export function wireContent(content: DeliveryContent): WireContent {
  const { headers, body } = content;
  if (body === null) return { headers, body_base64: null };
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return { headers, body_base64: bytes.toString("base64") };
}

/** An event as the wire shows it; the delivery or run inside is in snake_case too. */
export function wireEvent(event: WakehookEvent): WireEvent {
  if (event.type === "delivery") return { ...event, delivery: wireDelivery(event.delivery) };
  if (event.type === "run") return { ...event, run: wireRun(event.run) };
  if (event.type === "pause") return { ...event, pause: wirePause(event.pause) };
  if (event.type === "message") return { ...event, message: wireMessage(event.message) };
  if (event.type === "turn") return { ...event, turn: wireTurn(event.turn) };
  if (event.type === "conversation")
    return { ...event, conversation: wireConversation(event.conversation) };
  return snakeKeys(event);
}
