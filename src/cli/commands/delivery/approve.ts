import type { Command } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { neededArg } from "../../input.ts";
import { deliveryIdAt } from "../../records/find-record.ts";

/** `wakehook delivery approve`. */
export const deliveryApprove: Command = {
  args: [["<delivery>", "its id, or the beginning of it"]],
  options: [["--read-only", "the agent may read, and change nothing"]],
  details:
    "Only for what is held:approval; `wakehook delivery show` shows what would run.\nWith --read-only the hook's allowed_tools and cli_parameters are left out too: they would allow more again.",
  examples: [
    "wakehook delivery approve dlv_01k9",
    "wakehook delivery approve dlv_01k9 --read-only",
  ],
  async run({ paths, out }, input) {
    const typed = neededArg(input, 0, "the delivery's id");
    const isReadOnly = input.flag("readOnly") === true;
    const admin = await connectAdmin(paths);
    const id = await deliveryIdAt(paths, typed);
    const limit = isReadOnly ? { permission: "read_only" } : {};
    const answer = await admin.post(`/deliveries/${id}/approve`, limit);
    out.result(answer, () => [`${id} goes on${isReadOnly ? ", for reading only" : ""}`]);
  },
};
