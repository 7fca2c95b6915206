// In: recorded deliveries, a hook as it is and as it would be. Out: what becomes of each with either.

import type { Delivery } from "../../core/records/delivery.ts";
import type { DeliveryId, HookId } from "../../core/records/ids.ts";
import type { LedgerReadPort } from "../../core/ports/ledger-read-port.ts";
import type { LoadedHook, SettingsSnapshot } from "../../core/settings/settings.ts";
import type { Source } from "../../core/events/source.ts";
import { breathe } from "../../system/breathe.ts";
import { simulate, type Simulated } from "./simulate.ts";
import { isSameOutcome } from "./outcomes.ts";
import { cutLines, differingLines, promptText } from "./prompt-difference.ts";
import { costIn, tolerantContent, withEntityOf } from "./recorded.ts";

/** What comparing needs from around it. */
export interface CompareDeps {
  readonly ledger: LedgerReadPort;
  readonly findSource: (name: string) => Source | undefined;
  /** The home folder: prompt files lie there. */
  readonly home: string;
}

/** What is compared. */
export interface Comparison {
  readonly settings: SettingsSnapshot;
  /** null: only the hook as it is. */
  readonly edited: LoadedHook | null;
  readonly id: HookId;
  readonly deliveries: readonly Delivery[];
  readonly wantsPrompts: boolean;
  /** Characters of one prompt's lines that are kept; null: all. */
  readonly mostOfPrompt: number | null;
}

/** What became of one delivery. */
export interface ComparedRow {
  readonly delivery: Delivery;
  readonly now: Simulated;
  /** null: nothing was edited. */
  readonly wouldBe: Simulated | null;
  readonly differs: boolean;
  /** Lines of the prompt that differ, or all of it where nothing was edited; null: not asked for, or it runs with neither. */
  readonly prompt: readonly string[] | null;
}

/** What became of all. */
export interface Compared {
  readonly rows: readonly ComparedRow[];
  /** Deliveries whose body is no longer kept: what looks into it could not be asked. */
  readonly emptied: number;
  readonly isEdited: boolean;
}

/** Takes all deliveries through both. */
export async function compare(deps: CompareDeps, comparison: Comparison): Promise<Compared> {
  const { edited, deliveries } = comparison;
  const now = await outcomes(deps, comparison, null);
  const then = edited === null ? null : await outcomes(deps, comparison, edited);
  const rows: ComparedRow[] = [];
  for (const delivery of deliveries) {
    const [is, would] = [now.get(delivery.id), then?.get(delivery.id) ?? null];
    if (is === undefined) continue;
    const differs = would !== null && !isSameOutcome(is, would);
    const runs = is.kind === "run" || would?.kind === "run";
    const prompt =
      runs && comparison.wantsPrompts ? await prompts(deps, comparison, delivery) : null;
    rows.push({ delivery, now: is, wouldBe: would, differs, prompt });
  }
  const contentOf = tolerantContent(deps.ledger);
  const emptied = deliveries.filter((delivery) => contentOf(delivery.id).body === null).length;
  return { rows, emptied, isEdited: edited !== null };
}

function outcomes(
  { ledger, findSource }: CompareDeps,
  { id, settings, deliveries }: Comparison,
  edited: LoadedHook | null,
): Promise<Map<DeliveryId, Simulated>> {
  const content = tolerantContent(ledger);
  const hook = edited?.hook ?? null;
  // What was recorded is about what the hook as it is says; another `entity` makes it about something else.
  const isAboutElse = hook !== null && hook.entity !== settings.hooks.get(id)?.hook?.entity;
  const asTaken = isAboutElse
    ? deliveries.map((one) => {
        const source = findSource(one.source);
        return withEntityOf(hook, one, { content: content(one.id), source });
      })
    : deliveries;
  const hooks = edited === null ? settings.hooks : new Map(settings.hooks).set(id, edited);
  return simulate({
    settings: { ...settings, hooks },
    deliveries: asTaken,
    recorded: { delivery: (one) => ledger.delivery(one), run: (one) => ledger.run(one), content },
    findSource,
    costOf: costIn(ledger, id),
  });
}

async function prompts(
  { ledger, home, findSource }: CompareDeps,
  { settings, edited, id, mostOfPrompt }: Comparison,
  delivery: Delivery,
): Promise<string[] | null> {
  const hook = settings.hooks.get(id)?.hook ?? null;
  if (hook === null) return null;
  const content = tolerantContent(ledger)(delivery.id);
  const recorded = { delivery, content, source: findSource(delivery.source) };
  const before = await promptText(home, hook, recorded);
  await breathe();
  const lines =
    edited === null || edited.hook === null
      ? before.split("\n")
      : differingLines(before, await promptText(home, edited.hook, recorded));
  return mostOfPrompt === null ? lines : cutLines(lines, mostOfPrompt);
}
