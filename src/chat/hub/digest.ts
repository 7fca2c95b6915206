// Many reports that only say "it went well" become one message on a phone: after an hour without a network nobody wants
// a hundred of them. Failures and questions are told one by one, and the local chat shows all.

import { readChatOrder } from "../../core/records/chat-order.ts";
import type { Message } from "../../core/records/conversation.ts";
import type { OutboxEntry } from "../../core/records/outbox-entry.ts";
import { escapeMarkdown } from "../../core/text/escape-markdown.ts";
import type { Report } from "../../core/outbound/report.ts";
import type { ChatTarget } from "../../core/settings/target.ts";
import type { HubDeps } from "./hub-deps.ts";
import { newNotice } from "./say.ts";

/** Knows which reports one message stands for. */
export interface Digests {
  /** true: a message that was posted stands for this entry. */
  isTold(entry: OutboxEntry): boolean;
  /** The reports that are told together with this one; null: it is told alone. */
  gather(entry: OutboxEntry): readonly Gathered[] | null;
  /** The message that stands for them. */
  say(target: ChatTarget, together: readonly Gathered[]): Message | null;
  /** It was posted. */
  posted(together: readonly Gathered[]): void;
}

/** One report of a digest. */
export interface Gathered {
  readonly entry: OutboxEntry;
  readonly report: Report;
}

/** Fewer are told one by one. */
const MANY = 10;
/** In one message. */
const MOST = 200;

/** Creates the book of digests. */
export function createDigests(
  deps: Pick<HubDeps, "clock" | "randomness" | "store" | "ledger">,
): Digests {
  const { store, ledger, clock } = deps;
  const told = new Set<OutboxEntry["id"]>();

  return {
    // Each entry comes once: what is forgotten here is sent already.
    isTold: ({ id }) => told.delete(id),
    gather(entry) {
      if (wellEnded(entry) === null) return null;
      const due = { sink: entry.sink, now: clock.now(), limit: MOST, ordered: true } as const;
      const together = ledger.dueReports(due).flatMap((one) => {
        const report = told.has(one.id) ? null : wellEnded(one);
        return report === null ? [] : [{ entry: one, report }];
      });
      const isIn = together.some((one) => one.entry.id === entry.id);
      return isIn && together.length >= MANY ? together : null;
    },
    say(target, together) {
      const key = `digest:${target.name}:${together[0]?.entry.messageId ?? ""}`;
      const text = digestText(together.map(({ report }) => report));
      return (
        store.say(newNotice(deps, target, { text, key, postTo: [] })) ?? store.messageOfKey(key)
      );
    },
    posted(together) {
      for (const { entry } of together) told.add(entry.id);
    },
  };
}

/** The report of an entry that says success, and nothing that its owner must see at once. */
function wellEnded({ payload }: OutboxEntry): Report | null {
  const order = readChatOrder(payload);
  if (order.kind !== "report" || "notice" in order.report) return null;
  const { status, worktree } = order.report;
  return status === "success" && worktree === undefined ? order.report : null;
}

function digestText(reports: readonly Report[]): string {
  const byHook = Map.groupBy(reports, ({ title }) => title);
  const rows = [...byHook].map(
    ([title, of]) => `- ${escapeMarkdown(title)}: ${of.length}, the last \`${lastOf(of)}\``,
  );
  const head = `**${reports.length} runs ended well**; what each said stands in the local chat:`;
  return [head, "", ...rows].join("\n");
}

function lastOf(reports: readonly Report[]): string {
  const last = reports.at(-1);
  return last?.run_id ?? last?.delivery_id ?? "";
}
