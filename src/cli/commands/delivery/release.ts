import { WakehookError } from "../../../core/records/errors.ts";
import type { Command, CommandContext } from "../../command.ts";
import { confirmMany } from "../../control/confirm-many.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import type { Input } from "../../input.ts";
import { deliveryIdAt } from "../../records/find-record.ts";
import { withProgress } from "../../terminal/progress.ts";

/** Each of thousands is synced to the disk, milliseconds. */
const MANY_MS = 600_000;

/** `wakehook delivery release`. */
export const deliveryRelease: Command = {
  args: [["[delivery]", "its id, or the beginning of it"]],
  options: [
    ["--all", "all that is held, for any reason but an approval or a task"],
    [
      "--status <status>",
      "with --all: only those with this status, as held:budget; tasks go with held:todo alone",
    ],
    ["--yes", "do not ask"],
  ],
  details:
    "Only for what is held. What it is held for is not asked again for it; what else is wrong holds it again.\nWhere the fuse of an entity has blown, all that is held on it goes on.\nAn approval is given one by one: wakehook delivery approve.",
  examples: [
    "wakehook delivery release dlv_01k9",
    "wakehook delivery release --all --status held:budget --yes",
  ],
  async run(context, input) {
    const typed = input.arg(0);
    if ((typed === undefined) !== (input.flag("all") === true))
      throw new WakehookError("usage", "give either the delivery's id or --all");
    if (typed === undefined) return releaseAll(context, input);
    if (input.text("status") !== undefined)
      throw new WakehookError("usage", "--status goes with --all");
    const { paths, out } = context;
    const admin = await connectAdmin(paths);
    const id = await deliveryIdAt(paths, typed);
    // With it goes all that a blown fuse holds on its entity.
    const answer = await withProgress(context, "letting go", () =>
      admin.post(`/deliveries/${id}/release`, undefined, MANY_MS),
    );
    out.result(answer, () => [`${id} goes on`]);
  },
};

async function releaseAll(context: CommandContext, input: Input): Promise<void> {
  const { paths, out } = context;
  const status = input.text("status");
  const admin = await connectAdmin(paths);
  const which = status === undefined ? "held, except for an approval or a task" : status;
  await confirmMany(context, input, `Let everything go on that is ${which}?`);
  const body = status === undefined ? {} : { status };
  const answer = await withProgress(context, "letting go", () =>
    admin.post("/deliveries/release", body, MANY_MS),
  );
  const { released } = answer as { released: number };
  out.result(answer, () => [
    released === 1 ? "1 delivery goes on" : `${released} deliveries go on`,
  ]);
}
