// The routes about subscriptions: how they do, an example, again.

import { isOutboundEvent } from "../../core/outbound/outbound-events.ts";
import { subscriptionView } from "../../core/settings/subscription-view.ts";
import { snakeKeys } from "../../core/wire/wire-keys.ts";
import { refusal, type Answers } from "../answer.ts";
import { readJsonObject } from "../body.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";

const MAX_BYTES = 1024;

/** The handlers of the routes about subscriptions. */
export function createSubscriptionHandlers(
  deps: Pick<AdminDeps, "ledger" | "settings" | "subscriptions" | "clock">,
  answers: Answers,
): Handlers<"listSubscriptions" | "testSubscription" | "enableSubscription"> {
  const { ledger, settings, subscriptions, clock } = deps;
  return {
    listSubscriptions() {
      const past = { waiting: ledger.outboxWaiting(), states: ledger.sinkStates() };
      const all = settings().subscriptions ?? [];
      return answers.json({ subscriptions: all.map((one) => subscriptionView(one, past)) });
    },
    async testSubscription({ request, id }) {
      const read = await readJsonObject(clock, request, { fields: ["event"], maxBytes: MAX_BYTES });
      if (!read.ok) return read;
      const event = read.value["event"] ?? "run.succeeded";
      if (typeof event !== "string" || !isOutboundEvent(event))
        return refusal("usage", "there is no such event", "see: wakehook subscription events");
      return answers.json(snakeKeys(await subscriptions.test(id, event)));
    },
    enableSubscription({ id }) {
      return answers.json({ id, enabled: true, was_disabled: subscriptions.enable(id) });
    },
  };
}
