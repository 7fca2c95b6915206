import { WakehookError } from "../../../core/records/errors.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import type { Command } from "../../command.ts";
import { hookIdOf } from "../../../settings/edit/hook-id.ts";
import { neededArg, type Input } from "../../input.ts";
import { parseSpan, timeOfDay } from "../../terminal/when.ts";

/** `wakehook hook pair`. */
export const hookPair: Command = {
  args: [["<hook>", "its id"]],
  options: [["--for <time>", "how long to wait for the secret, as 10m, at most 1h (default: 10m)"]],
  details:
    "For senders that make the secret themselves and post it to the URL (Asana, Notion).\nThe first secret that comes within the time becomes the hook's; one that is there is never overwritten.",
  examples: ["wakehook hook pair asana-tasks", "wakehook hook pair notion --for 30m"],
  async run({ paths, out }, input) {
    const id = hookIdOf(neededArg(input, 0, "the hook's id"));
    const seconds = Math.floor(spanOf(input) / 1000);
    const admin = await connectAdmin(paths);
    // The hook may have been added a moment ago.
    await admin.post("/reload");
    const answer = await admin.post(`/hooks/${id}/pair`, { for_seconds: seconds });
    const { until } = answer as { until: number };
    out.result(answer, () => [`${id} takes its sender's secret until ${timeOfDay(until)}`]);
    out.notice(`now set the webhook up with the sender; watch it come: wakehook tail --hook ${id}`);
  },
};

function spanOf(input: Input): number {
  const typed = input.text("for") ?? "10m";
  const ms = parseSpan(typed);
  if (ms !== null && ms > 0) return ms;
  throw new WakehookError("usage", `--for "${typed}" is no time`, { hint: "write 10m or 1h" });
}
