// The routes about gaps and repairs.

import { wireGap, wirePreview, wireRepair, wireRepairItem } from "../../core/wire/wire-gaps.ts";
import { refusal, type Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";
import { DEFAULT_PAGE } from "./delivery-handlers.ts";

const DAY_SECONDS = 86_400;

/** Their handlers. */
export function createGapHandlers(
  { gaps, repairs, clock }: Pick<AdminDeps, "gaps" | "repairs" | "clock">,
  answers: Answers,
): Handlers<"listGaps" | "showRepair" | "startRepair" | "previewRepair"> {
  const sinceOf = (seconds: number = DAY_SECONDS): number => clock.now() - seconds * 1000;
  const noRepair = (id: string) =>
    refusal("not_found", `there is no repair ${JSON.stringify(id.slice(0, 80))}`);

  return {
    listGaps({ query: { limit = DEFAULT_PAGE } }) {
      const list = gaps.gaps(limit).map(wireGap);
      return answers.json({ gaps: list, repairs: gaps.repairs({ limit }).map(wireRepair) });
    },
    showRepair({ id, query: { limit = DEFAULT_PAGE } }) {
      const found = /^[1-9]\d{0,14}$/.test(id) ? gaps.repair(Number(id)) : null;
      if (found === null) return noRepair(id);
      const items = gaps.repairItems(found.id, { limit }).map(wireRepairItem);
      return answers.json({ ...wireRepair(found), items });
    },
    startRepair({ body: { hook_id: hookId, since_seconds: seconds } }) {
      const id = repairs.start(hookId, sinceOf(seconds));
      const begun = gaps.repair(id);
      return begun === null ? noRepair(String(id)) : answers.json(wireRepair(begun), 201);
    },
    async previewRepair({ body: { hook_id: hookId, since_seconds: seconds } }) {
      return answers.json(wirePreview(await repairs.preview(hookId, sinceOf(seconds))));
    },
  };
}
