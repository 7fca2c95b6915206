import { connectAdmin } from "../../daemon/admin-client.ts";
import type { Command } from "../../command.ts";
import { deliveryIdAt } from "../../records/find-record.ts";
import { neededArg } from "../../input.ts";

/** `wakehook delivery release`. */
export const deliveryRelease: Command = {
  args: [["<delivery>", "its id, or the beginning of it"]],
  details:
    "Only for what is held. Where the fuse of an entity has blown, all that is held on it goes on.\nWhat is still wrong with the hook holds it again.",
  examples: ["wakehook delivery release dlv_01k9"],
  async run({ paths, out }, input) {
    const typed = neededArg(input, 0, "the delivery's id");
    const admin = await connectAdmin(paths);
    const id = await deliveryIdAt(paths, typed);
    const answer = await admin.post(`/deliveries/${id}/release`);
    out.result(answer, () => [`${id} goes on`]);
  },
};
