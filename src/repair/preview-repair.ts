// In: a hook, and an instant. Out: what a repair would find since then. Nothing is fetched, taken in or written down.

import type { RepairPage, RepairPreview } from "../core/ports/gaps-port.ts";
import { pause, type RepairDeps } from "./repair-deps.ts";
import type { Task } from "./put-off.ts";
import { siftAttempts } from "./sift-attempts.ts";

/** The owner waits for it. */
const MOST_PAGES = 100;

/** Looks. Never throws. */
export async function previewRepair(
  deps: RepairDeps,
  { hook, missed, signal }: Task,
  { fromAt, isKnown }: { readonly fromAt: number; readonly isKnown: (id: string) => boolean },
): Promise<RepairPreview> {
  const source = deps.findSource(hook.source);
  const items = new Map<string, RepairPage["items"][number]>();
  const delivered = new Set<string>();
  const seen = { listed: 0, unwanted: 0, word: null as string | null };
  let cursor: string | null = null;
  for (let pages = 0; ; pages += 1) {
    if (pages === MOST_PAGES) {
      seen.word = `only the newest ${seen.listed} attempts were looked at`;
      break;
    }
    const page = await missed.page(cursor);
    if (!page.ok) {
      seen.word = page.word;
      break;
    }
    const sifted = siftAttempts(page, { hook, source, fromAt });
    for (const item of sifted.items) items.set(item.id, item);
    for (const { id } of sifted.delivered) delivered.add(id);
    seen.listed += sifted.listed;
    seen.unwanted += sifted.unwanted;
    ({ cursor } = sifted);
    if (cursor === null || signal.aborted) break;
    await pause(deps, signal);
  }
  const failed = [...items.values()].filter(({ id }) => !delivered.has(id));
  const missedItems = failed.filter(({ id }) => !isKnown(id));
  return {
    ...seen,
    known: failed.length - missedItems.length,
    missed: missedItems
      .toSorted((one, other) => one.sentAt - other.sentAt)
      .map(({ id, event, sentAt }) => ({ id, event, sentAt })),
  };
}
