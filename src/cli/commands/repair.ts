import { WakehookError } from "../../core/records/errors.ts";
import { parseDuration } from "../../core/settings/duration.ts";
import type { WireRepair } from "../../core/wire/wire-gaps.ts";
import type { Command, CommandContext } from "../command.ts";
import { connectAdmin, type AdminClient } from "../daemon/admin-client.ts";
import { countWords } from "../gaps/gap-lines.ts";
import type { Input } from "../input.ts";
import { printableLine } from "../terminal/printable.ts";
import { ago } from "../terminal/when.ts";

const DAY_SECONDS = 86_400;
/** A dry run may ask for a hundred pages. */
const PREVIEW_MS = 300_000;
/** What goes on for longer goes on without being watched. */
const WATCH_MS = 60_000;
const LOOK_MS = 300;

interface WirePreview {
  readonly listed: number;
  readonly unwanted: number;
  readonly known: number;
  readonly word: string | null;
  readonly missed: ReadonlyArray<{ id: string; event: string; sent_at: number }>;
}

/** `wakehook repair`. */
export const repair: Command = {
  args: [["[hook]", "its id; nothing: every hook with `repair`"]],
  options: [
    ["--since <time>", "how far back, as 2d, 12h or 30m (default: 1d)"],
    ["--dry-run", "say what was missed, and take nothing in"],
  ],
  details:
    "Asks the sender of the hook for what it could not deliver, and takes in what events wants and the ledger does not have yet. The hook needs the field `repair`. It happens by itself after every gap; see: wakehook gap list",
  examples: ["wakehook repair github-site --since 2d --dry-run", "wakehook repair github-site"],
  async run(context, input) {
    const since_seconds = sinceOf(input);
    const admin = await connectAdmin(context.paths);
    await admin.post("/reload");
    const hooks = await hooksOf(admin, input.arg(0));
    const bodies = hooks.map((hook_id) => ({ hook_id, since_seconds }));
    if (input.flag("dryRun") === true) return preview(context, admin, bodies);
    const begun: WireRepair[] = [];
    for (const body of bodies) begun.push((await admin.post("/repairs", body)) as WireRepair);
    const ended: WireRepair[] = [];
    for (const one of begun) ended.push(await watch(context, admin, one));
    context.out.result({ repairs: ended }, () => ended.map(words));
    if (ended.some(({ ended_at: at }) => at === null))
      context.out.notice("it goes on by itself; to see how far it is: wakehook gap list");
  },
};

async function preview(
  { out, clock }: CommandContext,
  admin: AdminClient,
  bodies: ReadonlyArray<{ readonly hook_id: string; readonly since_seconds: number }>,
): Promise<void> {
  const found: Array<WirePreview & { hook_id: string }> = [];
  for (const body of bodies) {
    const seen = (await admin.post("/repairs/preview", body, PREVIEW_MS)) as WirePreview;
    found.push({ hook_id: body.hook_id, ...seen });
  }
  const now = clock.now();
  out.result({ previews: found }, () => found.flatMap((one) => previewLines(one, now)));
}

function previewLines(preview: WirePreview & { readonly hook_id: string }, now: number): string[] {
  const { hook_id: id, missed, known, unwanted, listed, word } = preview;
  const lines = missed.map(
    ({ id: missedId, event, sent_at: at }) =>
      `  ${ago(at, now)}  ${printableLine(event, 60)}  ${printableLine(missedId, 60)}`,
  );
  const trouble = word === null ? [] : [`  ${printableLine(word, 500)}`];
  return [
    `${id}: ${missed.length} would come in (${listed} listed, ${unwanted} not wanted by events, ${known} known already)`,
    ...trouble,
    ...lines,
  ];
}

/** Until it has ended, or something is in its way. */
async function watch(
  { clock }: Pick<CommandContext, "clock">,
  admin: AdminClient,
  begun: WireRepair,
): Promise<WireRepair> {
  const until = clock.monotonic() + WATCH_MS;
  for (;;) {
    const now = (await admin.get(`/repairs/${begun.id}?limit=1`)) as WireRepair;
    if (now.ended_at !== null || now.word !== null || clock.monotonic() > until) return now;
    await new Promise<void>((resolve) => void clock.setTimer(resolve, LOOK_MS));
  }
}

function words({ hook_id: id, state, word, ...rest }: WireRepair): string {
  const why = word === null ? "" : `: ${printableLine(word, 500)}`;
  if (state === "given_up") return `${id}: not repaired${why}`;
  return `${id}: ${state === "done" ? "repaired" : "goes on"}: ${countWords(rest)}${why}`;
}

async function hooksOf(admin: AdminClient, typed: string | undefined): Promise<string[]> {
  if (typed !== undefined) return [typed];
  const { hooks } = (await admin.get("/hooks")) as { hooks: Array<{ id: string }> };
  const found: string[] = [];
  for (const { id } of hooks) {
    const shown = (await admin.get(`/hooks/${id}`)) as { entry: { repair?: unknown } };
    if (shown.entry.repair !== undefined) found.push(id);
  }
  if (found.length > 0) return found;
  throw new WakehookError("refused", "no hook has the field repair", {
    hint: "docs/gaps.md says how to set it",
  });
}

function sinceOf(input: Input): number {
  const typed = input.text("since");
  const seconds = typed === undefined ? DAY_SECONDS : parseDuration(typed);
  if (seconds !== null && seconds >= 60) return seconds;
  throw new WakehookError("usage", `--since "${typed ?? ""}" is no time of a minute or more`, {
    hint: "write 30m, 12h or 2d",
  });
}
