import { WakehookError } from "../../core/records/errors.ts";
import { entityPauseName, type Pause } from "../../core/admission/pause.ts";
import type { Command } from "../command.ts";
import { pauseTarget } from "../control/pause-target.ts";
import { connectAdmin } from "../daemon/admin-client.ts";
import { neededArg, type Input } from "../input.ts";
import { hookIdOf } from "../../settings/edit/hook-id.ts";
import { printableLine } from "../terminal/printable.ts";

/** `wakehook resume`. */
export const resume: Command = {
  args: [["<what>", "a hook's id, a provider's name, or all"]],
  options: [["--about <entity>", "end the pause of this entity of the hook: its fuse has blown"]],
  details:
    "What was held for it goes on. A provider that wakehook itself has paused is tried again at once.\nWhere a hook is called as a provider, write hook:NAME or provider:NAME.",
  examples: [
    "wakehook resume github-site",
    "wakehook resume claude",
    "wakehook resume all",
    "wakehook resume github-site --about octo/site#42",
  ],
  async run({ paths, out }, input) {
    const typed = neededArg(input, 0, "what is to go on");
    const admin = await connectAdmin(paths);
    const { pauses } = (await admin.get("/pauses")) as { pauses: Pause[] };
    const ended = endedOf(typed, input, pauses);
    const answer = await admin.post("/pauses/end", ended);
    out.result(answer, () => [`${printableLine(typed)} goes on`]);
  },
};

function endedOf(typed: string, input: Input, pauses: readonly Pause[]) {
  const entity = input.text("about");
  if (entity !== undefined)
    return { kind: "entity", name: entityPauseName(hookIdOf(typed), entity) } as const;
  const named = (kind: Pause["kind"]): string[] =>
    pauses.filter((pause) => pause.kind === kind).map(({ name }) => name);
  try {
    return pauseTarget(typed, { hook: named("hook"), provider: named("provider") });
  } catch (thrown) {
    if (!(thrown instanceof WakehookError) || thrown.code !== "not_found") throw thrown;
    throw new WakehookError("not_found", `"${typed}" is not paused`, {
      hint: "what is: wakehook pause",
    });
  }
}
