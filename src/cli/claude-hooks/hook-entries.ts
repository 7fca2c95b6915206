// What stands in Claude Code's settings for wakehook. Each entry is known by its first words, so that only these are ever
// changed. In: settings as they are. Out: settings with the entries, or without.

import type { Launch } from "../command.ts";

/** Begins every command of ours: `:` does nothing, and is no part of anybody else's. */
export const HOOK_MARK = ": wakehook terminal hook;";

/** Claude Code takes 24 days at most: longer than that nobody leaves a session idle. */
const WAIT_SECONDS = 2_000_000;
const QUICK_SECONDS = 10;
/** What the session's user sees, and what stands before the text in place of "blocking error". */
const WAKE = {
  asyncRewake: true,
  timeout: WAIT_SECONDS,
  rewakeSummary: "wakehook: an event has arrived",
  rewakeMessage: "An event that the user of this session has asked wakehook to bring here.",
};

/** One row for each event of Claude Code: what our program is told, and how it is called. */
const EVENTS = {
  SessionStart: { word: "start", fields: WAKE },
  UserPromptSubmit: { word: "prompt", fields: WAKE },
  Stop: { word: "stop", fields: WAKE },
  StopFailure: { word: "failure", fields: WAKE },
  SessionEnd: { word: "end", fields: { timeout: QUICK_SECONDS } },
} as const;

type Settings = Readonly<Record<string, unknown>>;

/** How the program is called. */
export interface HookProgram extends Pick<Launch, "node" | "script"> {
  readonly home: string;
}

/** The entries, by event. */
export function hookEntries(program: HookProgram): Record<string, readonly object[]> {
  return Object.fromEntries(
    Object.entries(EVENTS).map(([event, { word, fields }]) => {
      const command = { type: "command", command: commandLine(program, word), ...fields };
      return [event, [{ hooks: [command] }]];
    }),
  );
}

/**
 * Any trouble ends in silence and 0: an update in the middle, a Node that has gone, a program that breaks off. Only a
 * text on standard output wakes the session, by standard error and 2.
 */
function commandLine({ node, script, home }: HookProgram, word: string): string {
  const call = [node, script, "--home", home, "terminal", "hook", word, "--claude"].map(quoted);
  const text = `t=$(${call.join(" ")} "$PPID" 3>&-)`;
  // The shell itself would tell of a program that was killed.
  return `${HOOK_MARK} exec 3>&2 2>/dev/null; ${text} && [ -n "$t" ] && printf '%s\\n' "$t" >&3 && exit 2; exit 0`;
}

function quoted(word: string): string {
  return /^[A-Za-z0-9_/.:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The settings without our entries, and without what would be empty by that. */
export function withoutEntries(settings: Settings): Settings {
  const { hooks } = settings;
  if (!isRecord(hooks)) return settings;
  const kept = Object.entries(hooks).flatMap(([event, groups]) => {
    const rest = withoutOurs(groups);
    return rest === null ? [] : [[event, rest] as const];
  });
  const isSame = kept.every(([event, groups]) => groups === hooks[event]);
  if (isSame && kept.length === Object.keys(hooks).length) return settings;
  if (kept.length > 0) return { ...settings, hooks: Object.fromEntries(kept) };
  const { hooks: _, ...rest } = settings;
  return rest;
}

/** The settings with our entries, behind those of others. */
export function withEntries(settings: Settings, program: HookProgram): Settings {
  const bare = withoutEntries(settings);
  const hooks = isRecord(bare["hooks"]) ? bare["hooks"] : {};
  const added = Object.entries(hookEntries(program)).map(([event, ours]) => {
    const theirs = hooks[event];
    return [event, [...(Array.isArray(theirs) ? (theirs as unknown[]) : []), ...ours]];
  });
  return { ...bare, hooks: { ...hooks, ...Object.fromEntries(added) } };
}

/** The events that have an entry of ours. */
export function installedEvents(settings: Settings): string[] {
  const { hooks } = settings;
  if (!isRecord(hooks)) return [];
  return Object.keys(hooks).filter((event) => withoutOurs(hooks[event]) !== hooks[event]);
}

/** All events that need one. */
export const NEEDED_EVENTS: readonly string[] = Object.keys(EVENTS);

/** null: nothing is left. The same value: nothing of ours was there. */
function withoutOurs(groups: unknown): unknown {
  if (!Array.isArray(groups)) return groups;
  const kept = (groups as unknown[]).flatMap((group) => {
    if (!isRecord(group) || !Array.isArray(group["hooks"])) return [group];
    const all = group["hooks"] as unknown[];
    const others = all.filter((hook) => !isOurs(hook));
    if (others.length === all.length) return [group];
    return others.length === 0 ? [] : [{ ...group, hooks: others }];
  });
  const isSame = kept.length === groups.length && kept.every((one, at) => one === groups[at]);
  if (isSame) return groups as unknown;
  return kept.length === 0 ? null : kept;
}

function isOurs(hook: unknown): boolean {
  const command = isRecord(hook) ? hook["command"] : undefined;
  return typeof command === "string" && command.startsWith(HOOK_MARK);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
