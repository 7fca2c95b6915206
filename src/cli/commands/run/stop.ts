import { connectAdmin } from "../../daemon/admin-client.ts";
import type { Command } from "../../command.ts";
import { runIdAt } from "../../records/find-record.ts";
import { neededArg } from "../../input.ts";
import { withProgress } from "../../terminal/progress.ts";

/** `wakehook run stop`. */
export const runStop: Command = {
  args: [["<run>", "its id, or the beginning of it"]],
  details: "Its processes get SIGTERM, then SIGKILL; the run ends as error:stopped.",
  examples: ["wakehook run stop run_01k9"],
  async run(context, input) {
    const { paths, out } = context;
    const typed = neededArg(input, 0, "the run's id");
    const admin = await connectAdmin(paths);
    const id = await runIdAt(paths, typed);
    const answer = await withProgress(context, "waiting for the daemon", () =>
      admin.post(`/runs/${id}/stop`),
    );
    out.result(answer, () => [`${id} is being stopped`]);
  },
};
