import { WakehookError } from "../../../core/records/errors.ts";
import type { Command } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { neededArg } from "../../input.ts";

/** `wakehook subscription enable`. */
export const subscriptionEnable: Command = {
  args: [["<subscription>", "its id"]],
  details:
    "For one that wakehook has disabled, after 410 or failures for too long: what waits for it is sent.\nOne that you switched off yourself: wakehook subscription set ID enabled=true.",
  examples: ["wakehook subscription enable ci"],
  async run({ paths, out }, input) {
    const id = neededArg(input, 0, "the subscription's id");
    const admin = await connectAdmin(paths);
    const answer = await admin.post(`/subscriptions/${encodeURIComponent(id)}/enable`);
    if ((answer as { was_disabled?: unknown }).was_disabled !== true)
      throw new WakehookError("refused", `${id} was not disabled by wakehook`, {
        hint: `see: wakehook subscription show ${id}`,
      });
    out.result(answer, () => [`${id} is sent to again`]);
  },
};
