import type { WireEvent } from "../../core/wire/wire.ts";
import type { Command } from "../command.ts";
import { eventLines } from "../daemon/event-lines.ts";
import { followEvents } from "../daemon/follow-events.ts";
import { hookIdOf } from "../../settings/edit/hook-id.ts";
import type { Output } from "../terminal/output.ts";

/** `wakehook tail`. */
export const tail: Command = {
  options: [["--hook <id>", "only events of this hook"]],
  details:
    "Shows arrivals, refusals with their reason, and runs with the agent's answer, until Ctrl-C.\nWhen the daemon restarts, it goes on by itself. With --json: one event per line.",
  examples: ["wakehook tail", "wakehook tail --hook github-site --json | jq .type"],
  async run(context, input) {
    const { out } = context;
    const typed = input.text("hook");
    const hook = typed === undefined ? undefined : hookIdOf(typed);
    let isNew = true;
    for await (const step of followEvents(context, { hook, signal: context.untilStopped() })) {
      if (step.kind === "open" && isNew) out.notice("watching; Ctrl-C ends it");
      isNew = false;
      if (step.kind === "lost") out.notice("the daemon is gone; waiting for it");
      else if (step.kind === "event") show(out, step.event);
    }
  },
};

function show(out: Output, event: WireEvent): void {
  if (out.json) out.record(event);
  else out.lines(eventLines(event, out));
}
