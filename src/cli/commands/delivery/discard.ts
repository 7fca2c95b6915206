import { connectAdmin } from "../../daemon/admin-client.ts";
import type { Command } from "../../command.ts";
import { deliveryIdAt } from "../../records/find-record.ts";
import { neededArg } from "../../input.ts";

/** `wakehook delivery discard`. */
export const deliveryDiscard: Command = {
  args: [["<delivery>", "its id, or the beginning of it"]],
  details: "Only for what is queued or held; it ends as skipped:discarded and stays on record.",
  examples: ["wakehook delivery discard dlv_01k9"],
  async run({ paths, out }, input) {
    const typed = neededArg(input, 0, "the delivery's id");
    const admin = await connectAdmin(paths);
    const id = await deliveryIdAt(paths, typed);
    const answer = await admin.post(`/deliveries/${id}/discard`);
    out.result(answer, () => [`${id} is discarded`]);
  },
};
