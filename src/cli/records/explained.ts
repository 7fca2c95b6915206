// Deliveries in; each with the sentence that says why it waits or did not run out.

import type { Delivery } from "../../core/records/delivery.ts";
import { explainDelivery, type ExplainFacts } from "../../core/admission/explain.ts";
import { wireDelivery } from "../../core/wire/wire.ts";

/** A delivery with its sentence; null: there is nothing to explain. */
export type Explained = Delivery & { readonly explanation: string | null };

/** Explains each. */
export function withExplanations(
  deliveries: readonly Delivery[],
  facts: ExplainFacts,
): Explained[] {
  return deliveries.map((delivery) =>
    Object.assign({ explanation: explainDelivery(delivery, facts) }, delivery),
  );
}

/** As the wire has it: the admin API says the same. */
export function wireExplained(explained: Explained) {
  const { explanation, ...delivery } = explained;
  return { ...wireDelivery(delivery), explanation };
}
