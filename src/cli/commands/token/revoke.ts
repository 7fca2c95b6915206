import type { Command } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { neededArg } from "../../input.ts";

/** `wakehook token revoke`. */
export const tokenRevoke: Command = {
  args: [["<token>", "its name, or its id as tok_..."]],
  details: "It is refused from this moment on.",
  examples: ["wakehook token revoke ci"],
  async run({ paths, out }, input) {
    const named = neededArg(input, 0, "the token's name");
    const admin = await connectAdmin(paths);
    const answer = await admin.post(`/tokens/${encodeURIComponent(named)}/revoke`);
    out.result(answer, () => [`${(answer as { name: string }).name} is revoked`]);
  },
};
