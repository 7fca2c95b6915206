import type { Command } from "../../command.ts";
import { readViews } from "../../subscriptions/read-views.ts";
import { subscriptionTable } from "../../subscriptions/view-lines.ts";

/** `wakehook subscription list`. */
export const subscriptionList: Command = {
  details: "Also those of `callbacks`, the older form. Secrets are shown as fingerprints.",
  examples: ["wakehook subscription list", "wakehook subscription list --json"],
  async run(context) {
    const views = await readViews(context);
    context.out.result({ subscriptions: views }, () => subscriptionTable(views, context.out));
  },
};
