import { Config } from "../../../src/core/settings/config.ts";
import type { LoadedSubscription } from "../../../src/core/settings/subscription.ts";

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

/** A subscription that is in force. */
export function loadedSubscription(
  fields: Record<string, unknown>,
  more: Partial<LoadedSubscription> = {},
): LoadedSubscription {
  const { subscriptions } = Config.parse({ subscriptions: [{ id: "ci", ...fields }] });
  const [subscription] = subscriptions;
  if (subscription === undefined) throw new Error("none");
  const { id } = subscription;
  return {
    id,
    subscription,
    secrets: [SECRET],
    previousUntil: null,
    headers: [],
    problem: null,
    ...more,
  };
}
