import { EXIT_CODES } from "../../../core/records/errors.ts";
import type { Command } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { neededArg } from "../../input.ts";
import { printableLine } from "../../terminal/printable.ts";
import { withProgress } from "../../terminal/progress.ts";

/** `wakehook subscription test`. */
export const subscriptionTest: Command = {
  args: [["<subscription>", "its id"]],
  options: [["--event <event>", "which event (default: run.succeeded)"]],
  details:
    "The running daemon sends an example once, signed as all others; its annotations say that it is a test.\nExit code 6 where the receiver did not take it.",
  examples: ["wakehook subscription test ci --event approval.requested"],
  async run(context, input) {
    const { paths, out } = context;
    const id = neededArg(input, 0, "the subscription's id");
    const admin = await connectAdmin(paths);
    await admin.post("/reload");
    const event = input.text("event");
    const path = `/subscriptions/${encodeURIComponent(id)}/test`;
    const answer = (await withProgress(context, `waiting for ${id}`, () =>
      admin.post(path, event === undefined ? {} : { event }),
    )) as { ok: boolean; http_status: number | null; error: string | null };
    const { ok, http_status: status, error } = answer;
    out.result(answer, () => [
      ok ? `${id} took it: HTTP ${status}` : `${id} did not take it: ${printableLine(error ?? "")}`,
    ]);
    return ok ? EXIT_CODES.done : EXIT_CODES.refused;
  },
};
