import { EXIT_CODES } from "../../../core/records/errors.ts";
import type { Command } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { neededArg } from "../../input.ts";
import { printableLine } from "../../terminal/printable.ts";
import { withProgress } from "../../terminal/progress.ts";
import { tryTunnel } from "../../tunnels/read-tunnels.ts";

/** `wakehook tunnel test`. */
export const tunnelTest: Command = {
  args: [["<tunnel>", "its name"]],
  details:
    "Connects at once where it is not connected, and asks the other end for a sign.\nWhether a sender's request comes the whole way: wakehook doctor --public.\nExit code 6 where it did not work.",
  examples: ["wakehook tunnel test relay"],
  async run(context, input) {
    const { paths, out } = context;
    const name = neededArg(input, 0, "the tunnel's name");
    const admin = await connectAdmin(paths);
    await admin.post("/reload");
    const answer = await withProgress(context, `waiting for ${name}`, () => tryTunnel(admin, name));
    out.result(answer, () => [
      answer.ok
        ? `${name} is up, the other end answers in ${String(Math.round(answer.milliseconds ?? 0))} ms`
        : `${name} is not up: ${printableLine(answer.error ?? "", 500)}`,
    ]);
    return answer.ok ? EXIT_CODES.done : EXIT_CODES.refused;
  },
};
