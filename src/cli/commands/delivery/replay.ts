import { connectAdmin } from "../../daemon/admin-client.ts";
import type { Command } from "../../command.ts";
import { deliveryIdAt } from "../../records/find-record.ts";
import { neededArg } from "../../input.ts";
import { withProgress } from "../../terminal/progress.ts";

/** `wakehook delivery replay`. */
export const deliveryReplay: Command = {
  args: [["<delivery>", "its id, or the beginning of it"]],
  details: "Makes a new delivery of the same content; the hook as it is now decides what happens.",
  examples: ["wakehook delivery replay dlv_01k9"],
  async run(context, input) {
    const { paths, out } = context;
    const typed = neededArg(input, 0, "the delivery's id");
    const admin = await connectAdmin(paths);
    const id = await deliveryIdAt(paths, typed);
    const answer = await withProgress(context, "waiting for the daemon", () =>
      admin.post(`/deliveries/${id}/replay`),
    );
    out.result(answer, () => {
      const made = (answer as { delivery_id?: unknown }).delivery_id;
      return [`${id} runs again as ${String(made)}`];
    });
    out.notice("watch it with: wakehook tail");
  },
};
