// What the owner is told of a repair: one message for all that came in late.

import type { Notice } from "../core/outbound/report.ts";
import type { RepairItem, RepairItemState } from "../core/records/gap.ts";
import { durationText } from "../core/settings/duration.ts";
import type { Hook } from "../core/settings/hook.ts";

type Told = Pick<Hook, "id" | "title" | "maxAge">;

/** What came of it; null: nothing that the owner needs to know. */
export function endingText(
  hook: Told,
  {
    items,
    word,
    now,
  }: { readonly items: readonly RepairItem[]; readonly word: string | null; readonly now: number },
): Notice | null {
  const of = (state: RepairItemState) => items.filter((item) => item.state === state);
  const [came, asked] = [of("new"), of("asked")];
  const lost = [...of("lost"), ...of("refused")];
  if (came.length + asked.length + lost.length === 0 && word === null) return null;
  const oldest = Math.max(0, ...came.map(({ sentAt }) => now - sentAt));
  const tooOld = came.filter(({ sentAt }) => now - sentAt > (hook.maxAge ?? Infinity) * 1000);
  const reasons = [...new Set(lost.flatMap((item) => item.word ?? []))].slice(0, 3);
  const lines = [
    came.length > 0
      ? `${counted(came.length, "late delivery", "late deliveries")} came in, the oldest ${durationText(oldest / 1000)} after it was sent.`
      : null,
    tooOld.length > 0
      ? `${tooOld.length} of them ${tooOld.length === 1 ? "is" : "are"} older than max_age and only recorded.`
      : null,
    asked.length > 0
      ? `${counted(asked.length, "delivery", "deliveries")} without a payload: the sender was asked to send ${asked.length === 1 ? "it" : "them"} again.`
      : null,
    lost.length > 0
      ? `${counted(lost.length, "delivery is", "deliveries are")} lost: ${reasons.join("; ")}.`
      : null,
    word === null ? null : `${word}.`,
    `All of them: wakehook gap list`,
  ];
  const text = lines.filter((line) => line !== null).join("\n");
  const title =
    came.length > 0
      ? `${hook.title}: ${counted(came.length, "late delivery", "late deliveries")} came in`
      : `${hook.title}: what was missed`;
  return { notice: "repair", title, text, hook_id: hook.id };
}

/** Why what was missed cannot be asked for. */
export function troubleText(hook: Told, word: string): Notice {
  return {
    notice: "repair",
    title: `${hook.title}: what was missed cannot be asked for`,
    text: `${word}\nIt is tried again by itself, for three days, and at once when webhooks.json changes: wakehook gap list`,
    hook_id: hook.id,
  };
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
