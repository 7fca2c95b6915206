import { subscriptionView, type SubscriptionView } from "../../core/settings/subscription-view.ts";
import { readSettings } from "../../settings/read.ts";
import type { CommandContext } from "../command.ts";
import { readLedger } from "../records/open-ledger.ts";

/** Every subscription as the files have it, with what the ledger knows of it. */
export async function readViews({
  paths,
  environment,
}: Pick<CommandContext, "paths" | "environment">): Promise<SubscriptionView[]> {
  const { subscriptions = [] } = await readSettings(paths, environment);
  const past = (await readLedger(paths, (ledger) => ({
    waiting: ledger.outboxWaiting(),
    states: ledger.sinkStates(),
  }))) ?? { waiting: [], states: [] };
  return subscriptions.map((one) => subscriptionView(one, past));
}
