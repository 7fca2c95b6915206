// The routes by which the owner decides about deliveries: again, not at all, go on, with which rights.

import type { Delivery } from "../../core/records/delivery.ts";
import { mediaTypeOf, parsePayload } from "../../core/events/payload.ts";
import { refusal, type AdminRefusal, type Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import { findDelivery } from "./find-delivery.ts";
import type { Handlers } from "../handler.ts";

/** The handlers of the routes by which the owner decides. */
export function createDecisionHandlers(
  deps: AdminDeps,
  answers: Answers,
): Handlers<
  "replayDelivery" | "discardDelivery" | "releaseDelivery" | "releaseAll" | "approveDelivery"
> {
  const { ledger, dispatcher } = deps;

  return {
    async replayDelivery({ id, body: { body_base64: body, permission } }) {
      const delivery = findDelivery(ledger, id);
      if ("ok" in delivery) return delivery;
      const foreign = body === undefined ? null : checkEdited(deps, delivery, body);
      if (foreign !== null) return foreign;
      if (ledger.content(delivery.id)?.body == null)
        return refusal(
          "refused",
          `the content of ${id} was emptied by retention`,
          "only deliveries with their content can be replayed; see retention in config.json",
        );
      const replay = await dispatcher.replay(delivery.id, { body, permission });
      return answers.json({ accepted: true, delivery_id: replay, replay_of: delivery.id }, 202);
    },
    discardDelivery({ id }) {
      const delivery = findDelivery(ledger, id);
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
    async releaseDelivery({ id }) {
      const delivery = findDelivery(ledger, id);
      if ("ok" in delivery) return delivery;
      if (delivery.state !== "held")
        return refusal("refused", `${id} is not held: it is ${delivery.state}`);
      await dispatcher.release(delivery.id);
      return answers.json({ released: true, delivery_id: delivery.id });
    },
    async releaseAll({ body: { status } }) {
      return answers.json({ released: await dispatcher.releaseAll(status ?? undefined) });
    },
    approveDelivery({ id, body: { permission = null } }) {
      const delivery = findDelivery(ledger, id);
      if ("ok" in delivery) return delivery;
      dispatcher.approve(delivery.id, permission);
      return answers.json({ approved: true, delivery_id: delivery.id, permission });
    },
  };
}

/** null: its sender could have sent this body in the old one's place. */
function checkEdited(
  { findSource }: Pick<AdminDeps, "findSource">,
  { source, contentType }: Delivery,
  bytes: Uint8Array,
): AdminRefusal | null {
  const shapes = findSource(source)?.bodyShapes ?? ["object"];
  const parsed = parsePayload(shapes, mediaTypeOf(contentType), bytes);
  return parsed.ok ? null : refusal("usage", `no such body can be run: ${parsed.reason}`);
}
