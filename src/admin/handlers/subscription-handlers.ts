// The routes about subscriptions: how they do, an example, again.

import { subscriptionView } from "../../core/settings/subscription-view.ts";
import { snakeKeys } from "../../core/wire/wire-keys.ts";
import type { Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";

/** The handlers of the routes about subscriptions. */
export function createSubscriptionHandlers(
  deps: Pick<AdminDeps, "ledger" | "settings" | "subscriptions">,
  answers: Answers,
): Handlers<"listSubscriptions" | "testSubscription" | "enableSubscription"> {
  const { ledger, settings, subscriptions } = deps;
  return {
    listSubscriptions() {
      const past = { waiting: ledger.outboxWaiting(), states: ledger.sinkStates() };
      const all = settings().subscriptions ?? [];
      return answers.json({ subscriptions: all.map((one) => subscriptionView(one, past)) });
    },
    async testSubscription({ body: { event = "run.succeeded" }, id }) {
      return answers.json(snakeKeys(await subscriptions.test(id, event)));
    },
    enableSubscription({ id }) {
      return answers.json({ id, enabled: true, was_disabled: subscriptions.enable(id) });
    },
  };
}
