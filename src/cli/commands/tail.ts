import { WakehookError } from "../../core/errors.ts";
import type { WireEvent } from "../../core/wire.ts";
import { connectAdmin } from "../daemon/admin-client.ts";
import type { Command, CommandContext } from "../command.ts";
import { eventLines } from "../daemon/event-lines.ts";
import { hookIdOf } from "../settings/hook-id.ts";
import { sleep } from "../daemon/sleep.ts";

/** Between two tries to reach a daemon that has gone, milliseconds. */
const RECONNECT_MS = 500;

/** `wakehook tail`. */
export const tail: Command = {
  options: [["--hook <id>", "only events of this hook"]],
  details:
    "Shows arrivals, refusals with their reason, and runs with the agent's answer, until Ctrl-C.\nWhen the daemon restarts, it goes on by itself. With --json: one event per line.",
  examples: ["wakehook tail", "wakehook tail --hook github-site --json | jq .type"],
  async run(context, input) {
    const typed = input.text("hook");
    const hook = typed === undefined ? undefined : hookIdOf(typed);
    const signal = context.untilStopped();
    // The first time it must be there: whoever mistyped the home wants to know at once.
    const first = await connectAdmin(context.paths);
    await watch(context, { hook, signal }, first);
  },
};

async function watch(
  context: CommandContext,
  wanted: { hook: string | undefined; signal: AbortSignal },
  first: Awaited<ReturnType<typeof connectAdmin>>,
): Promise<void> {
  const { paths, out } = context;
  const { signal } = wanted;
  let admin = first;
  let lastEventId: string | null = null;
  let lost = false;
  out.notice("watching; Ctrl-C ends it");
  while (!signal.aborted) {
    try {
      for await (const event of admin.events({ ...wanted, lastEventId })) {
        lost = false;
        lastEventId = event.id;
        show(context, event.data as WireEvent);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof WakehookError && error.code !== "daemon_unreachable") throw error;
    }
    if (signal.aborted) return;
    if (!lost) out.notice("the daemon is gone; waiting for it");
    lost = true;
    await sleep(context.clock, RECONNECT_MS, signal);
    // A new daemon may have other ports and another token.
    admin = await connectAdmin(paths).catch(() => admin);
  }
}

function show({ out }: CommandContext, event: WireEvent): void {
  if (out.json) out.record(event);
  else out.lines(eventLines(event, out));
}
