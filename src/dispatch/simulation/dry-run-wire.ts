// A comparison in; the same as JSON out.

import type { HookId } from "../../core/records/ids.ts";
import type { WireDryRun } from "../../core/wire/wire-dry-run.ts";
import type { Compared, ComparedRow } from "./compare.ts";
import { countOutcomes, wireOutcome } from "./outcomes.ts";

/** What a dry run says, on the wire. */
export function dryRunWire(hookId: HookId, { rows, emptied, isEdited }: Compared): WireDryRun {
  return {
    hook_id: hookId,
    deliveries: rows.map(({ delivery, now, wouldBe, differs, prompt }) => ({
      delivery_id: delivery.id,
      event: delivery.event,
      entity: delivery.entity,
      received_at: delivery.receivedAt,
      now: wireOutcome(now),
      edited: wouldBe === null ? null : wireOutcome(wouldBe),
      differs,
      prompt,
    })),
    summary: {
      deliveries: rows.length,
      emptied_bodies: emptied,
      now: countOutcomes(rows.map(({ now }) => now)),
      edited: isEdited ? countOutcomes(rows.flatMap(({ wouldBe }) => wouldBe ?? [])) : null,
      differ: rows.filter(({ differs }) => differs).length,
      prompts_differ: isEdited ? rows.filter(hasOtherPrompt).length : null,
    },
  };
}

/** Tells whether an edited hook would give a delivery another prompt. */
export function hasOtherPrompt({ prompt, wouldBe }: ComparedRow): boolean {
  return wouldBe !== null && prompt !== null && prompt.length > 0;
}
