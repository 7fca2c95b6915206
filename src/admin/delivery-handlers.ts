// The routes about deliveries: lists, one delivery, replay, discard, release.

import type { Delivery } from "../core/delivery.ts";
import { isDeliveryId } from "../core/ids.ts";
import { nextBefore, wireContent, wireDelivery, wireReport, wireRun } from "../core/wire.ts";
import { refusal, type AdminRefusal, type Answers } from "./answer.ts";
import type { AdminDeps } from "./deps.ts";
import type { Handlers } from "./handler.ts";

/** Entries of a page where the caller names no limit. */
export const DEFAULT_PAGE = 50;
/** Runs shown with a delivery; more attempts than this do not happen. */
const MOST_RUNS = 1000;

/** The handlers of the routes about deliveries. */
export function createDeliveryHandlers(
  deps: AdminDeps,
  answers: Answers,
): Handlers<
  "listDeliveries" | "showDelivery" | "replayDelivery" | "discardDelivery" | "releaseDelivery"
> {
  const { ledger, dispatcher } = deps;

  return {
    listDeliveries({ query }) {
      const { hook_id: hookId, limit = DEFAULT_PAGE, ...rest } = query;
      const list = ledger.deliveries({ ...rest, hookId, limit });
      return answers.json({
        deliveries: list.map(wireDelivery),
        next_before: nextBefore(list, limit),
      });
    },
    showDelivery({ id, query }) {
      const delivery = find(ledger, id);
      if ("ok" in delivery) return delivery;
      const content = query.content === true ? ledger.content(delivery.id) : null;
      return answers.json({
        ...wireDelivery(delivery),
        runs: ledger.runs({ deliveryId: delivery.id, limit: MOST_RUNS }).map(wireRun),
        reports: ledger.reports(delivery.id).map(wireReport),
        ...(content === null ? {} : wireContent(content)),
      });
    },
    async replayDelivery({ id }) {
      const delivery = find(ledger, id);
      if ("ok" in delivery) return delivery;
      const content = ledger.content(delivery.id);
      if (content === null || content.body === null)
        return refusal(
          "refused",
          `the content of ${id} was emptied by retention`,
          "only deliveries with their content can be replayed; see retention in config.json",
        );
      const replay = await dispatcher.replay(delivery.id);
      return answers.json({ accepted: true, delivery_id: replay, replay_of: delivery.id }, 202);
    },
    discardDelivery({ id }) {
      const delivery = find(ledger, id);
      if ("ok" in delivery) return delivery;
      if (delivery.state !== "queued" && delivery.state !== "held")
        return refusal(
          "refused",
          `${id} does not wait: it is ${delivery.state}`,
          delivery.state === "running" ? "stop its run instead" : undefined,
        );
      dispatcher.discard(delivery.id);
      return answers.json({ discarded: true, delivery_id: delivery.id });
    },
    releaseDelivery({ id }) {
      const delivery = find(ledger, id);
      if ("ok" in delivery) return delivery;
      if (delivery.state !== "held")
        return refusal("refused", `${id} is not held: it is ${delivery.state}`);
      dispatcher.release(delivery.id);
      return answers.json({ released: true, delivery_id: delivery.id });
    },
  };
}

function find(ledger: AdminDeps["ledger"], id: string): Delivery | AdminRefusal {
  const delivery = isDeliveryId(id) ? ledger.delivery(id) : null;
  if (delivery !== null) return delivery;
  const hint = isDeliveryId(id) ? undefined : "give the whole id, as dlv_ and 26 characters";
  return refusal("not_found", `there is no delivery ${JSON.stringify(id.slice(0, 80))}`, hint);
}
