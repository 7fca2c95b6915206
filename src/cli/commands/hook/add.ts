import { mkdir } from "node:fs/promises";
import path from "node:path";
import { WakehookError } from "../../../core/records/errors.ts";
import type { Problem } from "../../../core/settings/problem.ts";
import type { SettingsSnapshot } from "../../../core/settings/settings.ts";
import type { Source } from "../../../core/events/source.ts";
import { wireProblem } from "../../../core/wire/wire.ts";
import { editHooks } from "../../../settings/edit/edit.ts";
import { readSettings } from "../../../settings/read.ts";
import { SOURCES } from "../../../sources/table.ts";
import { checkConfig } from "../../../settings/check/check-whole-config.ts";
import { checkEntry } from "../../../settings/check/check-entry.ts";
import type { Command, CommandContext } from "../../command.ts";
import { changeConfig, readConfig } from "../../../settings/edit/edit-config.ts";
import { readEntries, type Entry } from "../../../settings/edit/edit-hook.ts";
import { neededSource } from "../../settings/find-source.ts";
import type { Input } from "../../input.ts";
import { addRoute } from "../../new-hook/add-route.ts";
import { configChanges, withChanges, type ConfigChanges } from "../../new-hook/config-changes.ts";
import { toEntry } from "../../new-hook/entry.ts";
import { pasteLines, pasteParts, sayChanges } from "../../new-hook/paste-lines.ts";
import { planHook, type HookPlan } from "../../new-hook/plan.ts";
import { chooseSecret } from "../../new-hook/secret.ts";
import { problemLine } from "../../settings/problem-lines.ts";
import { errorsOf, refusedChange } from "../../../settings/edit/refused-change.ts";
import { withFingerprints } from "../../../settings/edit/written-secrets.ts";
import { createSettingsFiles } from "../../settings/settings-files.ts";

/** `wakehook hook add`. */
export const hookAdd: Command = {
  args: [["[source]", "who sends, as github; generic for any script (see: wakehook source list)"]],
  options: [
    ["--id <id>", "the last part of its URL: a-z, 0-9 and -"],
    ["--title <text>", "what you call it"],
    [
      "--mode <mode>",
      "what it does: cron_task runs an agent in a folder, wake puts it into your chat, notify sends a message, forward sends the event on, command runs a program of yours",
    ],
    ["--folder <folder>", "where the agent or program works: a path, or a name below tasks/"],
    ["--command <list>", 'for command: the program, or with arguments ["make", "deploy"]'],
    ["--provider <name>", "the agent CLI: claude, codex, gemini, opencode"],
    ["--model <name>", "the model, as the CLI calls it"],
    ["--prompt <text>", "the prompt, with {{placeholders}}"],
    ["--prompt-file <file>", "a file that holds the prompt"],
    ["--events <patterns>", "which events, as issues.opened,issues.reopened"],
    ["--when <condition>", "only what this CEL condition is true of, as payload.draft == false"],
    ["--permission <what>", "read_only (default), edit, full"],
    ["--accept-risk", "needed for full on text that strangers can write"],
    ["--message <text>", "for notify: what it says, with {{placeholders}}"],
    ["--url <url>", "for forward: where to, with {{placeholders}} in path and query"],
    [
      "--report-token <text>",
      "for github, gitlab, openpr: with it the sender is told how the work goes; a text, file:/path or env:NAME",
    ],
    ["--report-url <url>", "for openpr: its MCP server; for the others the API of your own server"],
    ["--to <targets>", "for wake and notify: names of targets in config.json"],
    ["--timeout <seconds>", "a run is ended after this many seconds"],
    ["--secret <text>", "use this secret: a text, file:/path, env:NAME, or - for standard input"],
    ["--token <text>", "the same for a bearer token"],
    ["--auth <way>", "how the sender proves itself: bearer, hmac, source"],
    ["--hmac-header <name>", "for --auth hmac: the header with the signature"],
    ["--public-url <url>", "how the outside reaches the hook listener; kept in config.json"],
    ["--enable-features", "turn on the features that the hook needs"],
    ["--route <hooks>", "no hook, but one URL that serves these hooks: site,docs"],
    ["--yes", "ask nothing: take the defaults"],
  ],
  details: "On a terminal it asks for what is missing. The secret is shown once.",
  examples: [
    "wakehook hook add github --mode cron_task --folder ~/code/site --provider claude",
    "wakehook hook add --id deploys --mode wake --yes",
    "wakehook hook add --route github-site,github-docs --id all-of-github",
  ],
  async run(context, input) {
    if (input.text("route") !== undefined) return addRoute(context, input, hookAdd.options ?? []);
    const { paths, environment, launch, clock } = context;
    const source = await chooseSource(context, input);
    await createSettingsFiles(paths, launch);
    const settings = await readSettings(paths, environment);
    const taken = new Set((await readEntries(context)).map(({ id }) => id));
    const plan = await planHook(context, input, { source, settings, taken });
    const secret = await chooseSecret(context, input, source);
    const changes = await configChanges(context, input, { plan, settings });
    const base = changes.publicBaseUrl ?? settings.config.webhooks.publicBaseUrl;
    const publicUrl = base === undefined ? undefined : `${base}/hooks/${plan.id}`;
    const createdAt = new Date(clock.now()).toISOString();
    const entry = toEntry(plan, secret, { input, createdAt, publicUrl });
    const problems = await write(context, { entry, changes, settings });
    await makeTaskFolder(context, plan);
    const after = await readSettings(paths, environment);
    const parts = await pasteParts(context, { plan, secret, config: after.config, input });
    const wire = {
      hook: withFingerprints(entry),
      ...parts,
      changed: changes,
      problems: problems.map(wireProblem),
    };
    const listener = after.config.webhooks;
    context.out.result(wire, () => pasteLines(context, plan, { parts, listener }));
    sayChanges(context, changes, secret);
    for (const problem of problems.filter(worthSaying(changes)))
      context.out.notice(problemLine(problem, context.out));
  },
};

async function chooseSource({ ask }: CommandContext, input: Input): Promise<Source> {
  const typed = input.arg(0);
  if (typed !== undefined || ask === null || input.flag("yes") === true)
    return neededSource(typed ?? "generic");
  const first = ["github", "generic"];
  const names = [...first, ...Object.keys(SOURCES).filter((name) => !first.includes(name))];
  const choices = names.map((value) => ({ value, meaning: SOURCES[value]?.title ?? "" }));
  return neededSource(await ask.choose("Who sends?", choices));
}

/** Both files are checked before either is written; the hook comes last, so it never lacks what it needs. */
async function write(
  context: CommandContext,
  made: { entry: Entry; changes: ConfigChanges; settings: SettingsSnapshot },
): Promise<readonly Problem[]> {
  const { paths, environment } = context;
  const { entry, changes, settings } = made;
  const { config } = checkConfig(withChanges(await readConfig(paths), changes));
  const around = { ...settings, config: config ?? settings.config };
  const problems = await checkEntry({ paths, environment, settings: around }, entry);
  const wrong = errorsOf(problems);
  if (wrong.length > 0) throw refusedChange(wrong);
  if (
    changes.root !== null ||
    changes.publicBaseUrl !== null ||
    changes.features.some(({ enable }) => enable)
  )
    await changeConfig(paths, (before) => withChanges(before, changes));
  await editHooks(paths, (entries) => {
    if (entries.every(({ id }) => id !== entry["id"])) return [...entries, entry];
    throw new WakehookError("already_exists", `there is a hook "${String(entry["id"])}" by now`);
  });
  return problems;
}

/** A bare name is a folder of wakehook's own; a path is the owner's and is never made. */
async function makeTaskFolder({ paths, out }: CommandContext, plan: HookPlan): Promise<void> {
  if (plan.folder === undefined || path.isAbsolute(plan.folder)) return;
  const folder = path.join(paths.tasksFolder, plan.folder);
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) out.notice(`made the task folder ${folder}`);
}

/** The switch has its own words, and the task folder was made after the check. */
function worthSaying(changes: ConfigChanges): (problem: Problem) => boolean {
  return ({ message, field, value }) => {
    const isSwitch = changes.features.some(({ name }) => message.includes(`the feature ${name} `));
    if (isSwitch) return false;
    const isOwnFolder = field === "task_folder" && value !== undefined && !value.startsWith('"/');
    return !(isOwnFolder && message.includes(" is no folder;"));
  };
}
