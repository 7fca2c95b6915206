// In: flags, and answers where a person sits at the terminal. Out: everything that a new hook is made of.

import path from "node:path";
import { WakehookError } from "../../core/records/errors.ts";
import { isModeName, MODES } from "../../core/settings/modes.ts";
import { nearestName } from "../../core/text/nearest.ts";
import { isProviderId, providerName, PROVIDERS } from "../../core/settings/providers.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { Source } from "../../core/events/source.ts";
import type { CommandContext } from "../command.ts";
import { hookIdOf } from "../../settings/edit/hook-id.ts";
import type { Input } from "../input.ts";
import { defaultPrompt, defaultTitle } from "../../core/new-hook/default-words.ts";
import { targetsOf } from "../../core/new-hook/needed-features.ts";
import { slug, unusedId } from "../../core/new-hook/unused-id.ts";
import { isChatTarget } from "../../core/settings/target.ts";
import { chooseFolder } from "./folder.ts";
import { chooseReports, type NewReport } from "./reports.ts";
import { chooseModeFields, type ModeFields } from "./mode-fields.ts";

/** What a new hook is made of; secrets apart. */
export interface HookPlan {
  readonly id: string;
  readonly title: string;
  readonly source: Source;
  readonly mode: string;
  /** As written in the entry: a name below tasks/, or an absolute path. */
  readonly folder: string | undefined;
  readonly provider: string | undefined;
  readonly promptFile: string | undefined;
  readonly prompt: string | undefined;
  readonly events: readonly string[] | undefined;
  /** Written as `when`. */
  readonly condition: string | undefined;
  readonly modeFields: ModeFields;
  /** Written as `report_to_sender`. */
  readonly reports: readonly NewReport[] | undefined;
}

/** Puts a plan together. `taken`: ids that are in the file already. */
export async function planHook(
  context: CommandContext,
  input: Input,
  around: { source: Source; settings: SettingsSnapshot; taken: ReadonlySet<unknown> },
): Promise<HookPlan> {
  const { source, settings, taken } = around;
  const asked = input.flag("yes") === true ? { ...context, ask: null } : context;
  const mode = await chooseMode(asked, input);
  const needsFolder = mode === "cron_task" || mode === "command";
  const folder = needsFolder ? await chooseFolder(asked, input) : undefined;
  const modeFields = await chooseModeFields(asked, input, { mode, source });
  const id = await chooseId(asked, input, { source, folder, taken });
  const isWork = mode === "cron_task" || (mode === "wake" && isForChat(input, settings));
  const provider = isWork ? await chooseProvider(asked, input, settings) : undefined;
  const events = listOf(input.text("events")) ?? source.suggests?.events;
  const promptFile = input.text("promptFile");
  const hasPrompt = mode === "cron_task" || mode === "wake";
  return {
    id,
    title:
      input.text("title") ??
      defaultTitle(source, folder === undefined ? undefined : path.basename(folder)),
    source,
    mode,
    folder,
    provider,
    events,
    condition: input.text("when") ?? source.suggests?.when,
    modeFields,
    reports: await chooseReports(asked, input, source),
    promptFile: promptFile === undefined ? undefined : path.resolve(promptFile),
    prompt:
      input.text("prompt") ??
      (hasPrompt && promptFile === undefined ? defaultPrompt(source, events) : undefined),
  };
}

async function chooseMode({ ask }: CommandContext, input: Input): Promise<string> {
  const typed = input.text("mode");
  if (typed !== undefined && !isModeName(typed)) throw unknownName("mode", typed, MODES);
  if (typed !== undefined) return typed;
  if (input.text("command") !== undefined) return "command";
  if (input.text("message") !== undefined) return "notify";
  if (input.text("url") !== undefined) return "forward";
  if (ask === null || input.text("folder") !== undefined)
    return input.text("folder") === undefined ? "wake" : "cron_task";
  return ask.choose(
    "What happens when an event arrives?",
    Object.entries(MODES)
      .map(([value, { meaning }]) => ({ value, meaning }))
      .toReversed(),
  );
}

async function chooseId(
  { ask }: CommandContext,
  input: Input,
  around: { source: Source; folder: string | undefined; taken: ReadonlySet<unknown> },
): Promise<string> {
  const { source, folder, taken } = around;
  const typed = input.text("id");
  if (typed !== undefined) return freeId(typed, taken);
  const parts = folder === undefined ? [source.name] : [source.name, path.basename(folder)];
  const preset = unusedId(slug(parts.join("-")), taken);
  return ask === null
    ? preset
    : freeId(await ask.text("Id, the last part of its URL:", preset), taken);
}

/** A typed id that nobody has yet. @throws WakehookError `usage`, `already_exists`. */
export function freeId(typed: string, taken: ReadonlySet<unknown>): string {
  const id = hookIdOf(typed);
  if (!taken.has(id)) return id;
  throw new WakehookError("already_exists", `there is a hook "${id}" already`, {
    hint: `see it with: wakehook hook show ${id}; or choose another --id`,
  });
}

/** Tells whether an agent of wakehook's own takes the wakes of the hook. */
function isForChat(input: Input, { config }: SettingsSnapshot): boolean {
  return targetsOf(listOf(input.text("to")), config).some(isChatTarget);
}

async function chooseProvider(
  { ask }: CommandContext,
  input: Input,
  settings: SettingsSnapshot,
): Promise<string | undefined> {
  const given = input.text("provider");
  const typed = given === undefined ? undefined : providerName(given);
  if (typed !== undefined && !isProviderId(typed)) throw unknownName("provider", typed, PROVIDERS);
  // The default of config.json goes on counting: it is not copied into the entry.
  const { agents, chat } = settings.config;
  if (typed !== undefined || ask === null || (agents.provider ?? chat.provider) !== undefined)
    return typed;
  const choices = Object.entries(PROVIDERS).filter(([id]) => id !== "example");
  return ask.choose(
    "Which agent CLI does it?",
    choices.map(([value, { title }]) => ({ value, meaning: title })),
  );
}

/** In the file such a name is a warning, since a run would end in its status; here it is a slip of the hand. */
function unknownName(what: string, typed: string, table: object): WakehookError {
  const names = Object.keys(table);
  const nearest = nearestName(typed, names);
  const hint = nearest === undefined ? `one of: ${names.join(", ")}` : `did you mean ${nearest}?`;
  return new WakehookError("usage", `there is no ${what} "${typed}"`, { hint });
}

/** A list as typed: `a, b`. */
export function listOf(text: string | undefined): readonly string[] | undefined {
  const words = text?.split(",").map((word) => word.trim());
  return words?.filter((word) => word !== "");
}
