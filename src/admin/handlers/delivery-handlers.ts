// The routes that show deliveries: lists, one delivery, and how it would run.

import { explainDelivery } from "../../core/admission/explain.ts";
import type { Delivery } from "../../core/records/delivery.ts";
import {
  nextBefore,
  wireContent,
  wireDelivery,
  wireReport,
  wireRun,
} from "../../core/wire/wire.ts";
import type { Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import { createFindDeliveries } from "./find-deliveries.ts";
import { findDelivery } from "./find-delivery.ts";
import type { Handlers } from "../handler.ts";
import { createSearch } from "./search-deliveries.ts";
import { createSummaries, type Summed } from "./summaries.ts";
import { previewDelivery } from "./preview-delivery.ts";

/** Entries of a page where the caller names no limit. */
export const DEFAULT_PAGE = 50;
/** Runs shown with a delivery; more attempts than this do not happen. */
const MOST_RUNS = 1000;

/** The handlers of the routes that show deliveries. */
export function createDeliveryHandlers(
  deps: AdminDeps,
  answers: Answers,
): Handlers<"listDeliveries" | "showDelivery" | "previewDelivery"> {
  const { ledger, dispatcher, clock } = deps;

  const summaries = createSummaries(deps);
  const find = createFindDeliveries(deps);
  const search = createSearch(deps);

  function explained({ delivery, summary }: Summed) {
    const facts = { now: clock.now(), pauses: dispatcher.pauses() };
    const explanation = explainDelivery(delivery, facts);
    return { ...wireDelivery(delivery), summary, explanation };
  }
  const page = async (list: readonly Delivery[]) => (await summaries.page(list)).map(explained);

  return {
    async listDeliveries({ query }) {
      const { hook_id: hookId, limit = DEFAULT_PAGE, search: sought, ...rest } = query;
      const filter = { ...rest, hookId, limit };
      if (sought === undefined) {
        const list = await find(filter);
        const next = nextBefore(list, limit);
        return answers.json({ deliveries: await page(list), next_before: next });
      }
      const { found, searchedTo } = await search(sought, filter);
      return answers.json({ deliveries: await page(found), next_before: searchedTo });
    },
    async showDelivery({ id, query }) {
      const delivery = findDelivery(ledger, id);
      if ("ok" in delivery) return delivery;
      const content = query.content === true ? ledger.content(delivery.id) : null;
      return answers.json({
        ...explained({ delivery, summary: summaries.of(delivery) }),
        runs: ledger.runs({ deliveryId: delivery.id, limit: MOST_RUNS }).map(wireRun),
        reports: ledger.reports(delivery.id).map(wireReport),
        ...(content === null ? {} : wireContent(content)),
      });
    },
    async previewDelivery({ id }) {
      const delivery = findDelivery(ledger, id);
      if ("ok" in delivery) return delivery;
      return answers.json(await previewDelivery(deps, delivery));
    },
  };
}
