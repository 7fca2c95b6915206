import { EXIT_CODES } from "../../../core/records/errors.ts";
import type { Command } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { neededArg } from "../../input.ts";
import { printableLine } from "../../terminal/printable.ts";
import { withProgress } from "../../terminal/progress.ts";

/** `wakehook channel test`. */
export const channelTest: Command = {
  args: [["<channel>", "its name"]],
  details:
    "Posts a message at once. Where that works, what waits behind a fault is posted, too.\nExit code 6 where it did not.",
  examples: ["wakehook channel test telegram"],
  async run(context, input) {
    const { paths, out } = context;
    const name = neededArg(input, 0, "the channel's name");
    const admin = await connectAdmin(paths);
    await admin.post("/reload");
    const answer = (await withProgress(context, `waiting for ${name}`, () =>
      admin.post(`/channels/${encodeURIComponent(name)}/test`, {}),
    )) as { ok: boolean; error: string | null };
    out.result(answer, () => [
      answer.ok
        ? `${name} took it: look at it there`
        : `${name} did not take it: ${printableLine(answer.error ?? "")}`,
    ]);
    return answer.ok ? EXIT_CODES.done : EXIT_CODES.refused;
  },
};
