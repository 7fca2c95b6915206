import { parseDuration } from "../../core/settings/duration.ts";
import { WakehookError } from "../../core/records/errors.ts";
import { explainPause } from "../../core/admission/explain-pause.ts";
import type { Pause } from "../../core/admission/pause.ts";
import { PROVIDERS } from "../../core/settings/providers.ts";
import { wirePause } from "../../core/wire/wire.ts";
import type { Command, CommandContext } from "../command.ts";
import { pauseTarget } from "../control/pause-target.ts";
import { untilWords } from "../control/until-words.ts";
import { connectAdmin } from "../daemon/admin-client.ts";
import type { Input } from "../input.ts";
import { readLedger } from "../records/open-ledger.ts";
import { printableLine } from "../terminal/printable.ts";
import { ago } from "../terminal/when.ts";

/** `wakehook pause`. */
export const pause: Command = {
  args: [["[what]", "a hook's id, a provider's name, or all; nothing: list what is paused"]],
  options: [["--for <time>", "how long, as 2h, 30m or 1d (default: until you say so)"]],
  details:
    "What comes is kept and held, as held:paused; what needs a paused provider as held:agent. Runs that go on end by themselves.\nWhere a hook is called as a provider, write hook:NAME or provider:NAME; all is everything.",
  examples: [
    "wakehook pause",
    "wakehook pause github-site --for 2h",
    "wakehook pause claude",
    "wakehook pause all --for 30m",
  ],
  async run(context, input) {
    const typed = input.arg(0);
    if (typed === undefined) return list(context, input);
    const seconds = secondsOf(input);
    const admin = await connectAdmin(context.paths);
    // The hook may have been added a moment ago.
    await admin.post("/reload");
    const { hooks } = (await admin.get("/hooks")) as { hooks: Array<{ id: string }> };
    const known = { hook: hooks.map(({ id }) => id), provider: Object.keys(PROVIDERS) };
    const target = pauseTarget(typed, known);
    const length = seconds === null ? {} : { for_seconds: seconds };
    const made = (await admin.post("/pauses", { ...target, ...length })) as Pause;
    const { out, clock } = context;
    const what = target.kind === "all" ? "everything" : `the ${target.kind} ${target.name}`;
    out.result(made, () => [`${what} is paused ${untilWords(made.until, clock.now())}`]);
    out.notice(`what comes is held; to end it: wakehook resume ${typed}`);
  },
};

function secondsOf(input: Input): number | null {
  const typed = input.text("for");
  const seconds = typed === undefined ? null : parseDuration(typed);
  if (typed === undefined || seconds !== null) return seconds;
  throw new WakehookError("usage", `--for "${typed}" is no time`, {
    hint: "write 30m, 2h or 1d",
  });
}

async function list({ paths, out, clock }: CommandContext, input: Input): Promise<void> {
  if (input.text("for") !== undefined)
    throw new WakehookError("usage", "--for needs what is to be paused", {
      hint: "a hook's id, a provider's name, or all",
    });
  const now = clock.now();
  const pauses = (await readLedger(paths, (ledger) => ledger.pauses())) ?? [];
  const shown = pauses.map((one) =>
    Object.assign({ explanation: explainPause(one, now) }, wirePause(one)),
  );
  out.result({ pauses: shown }, () =>
    shown.length === 0
      ? ["nothing is paused"]
      : shown.map(
          ({ explanation, since }) => `${printableLine(explanation, 1000)} (${ago(since, now)})`,
        ),
  );
}
