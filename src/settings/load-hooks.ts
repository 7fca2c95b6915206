// In: webhooks.json, the configuration in force and what was loaded before. Out: every hook in the
// state in which it is in force now. A bad edit never changes what a good entry does.

import type { Config } from "../core/config.ts";
import type { Hook } from "../core/hook.ts";
import type { HookId } from "../core/ids.ts";
import { didYouMean, nearestName } from "../core/nearest.ts";
import type { Problem } from "../core/problem.ts";
import { NO_SECRETS, type LoadedHook, type SettingsSnapshot } from "../core/settings.ts";
import type { Environment } from "../system/environment.ts";
import type { HomePaths } from "../system/home.ts";
import { checkHook } from "./check-hook.ts";
import { conditionsOf } from "./condition.ts";
import { borrowedSecretProblems } from "./check-borrowed-secrets.ts";
import { ownSecrets, warnOfSharedSecrets } from "./check-shared-secrets.ts";
import { finding, HOOKS_NAME } from "./finding.ts";
import { parseHookEntry, type HookEntry } from "./hook-entry.ts";
import { readJsonFile, type JsonFile } from "./json-file.ts";
import { printableHook } from "./printable.ts";
import { resolveHookSecrets } from "./secrets.ts";

/** What hooks are loaded with. */
export interface HookSurroundings {
  readonly paths: HomePaths;
  readonly environment: Environment;
  readonly config: Config;
  readonly globalToken: string | null;
  readonly adminToken: string | null;
  readonly previous?: SettingsSnapshot | undefined;
}

/** The hooks in force, by id, and the problems that belong to no hook. */
export interface LoadedHooks {
  readonly hooks: ReadonlyMap<HookId, LoadedHook>;
  readonly problems: readonly Problem[];
  /** As in the snapshot. */
  readonly unread?: Problem | undefined;
}

/** Reads and checks webhooks.json; does not throw. */
export async function loadHooks(around: HookSurroundings): Promise<LoadedHooks> {
  const read = await readJsonFile(around.paths.hooksFile);
  const entries = entriesOf(read, around.previous);
  if (!Array.isArray(entries)) {
    if (wasRead(around)) return { hooks: kept(around), problems: [entries] };
    const unread = { ...entries, hint: withHint(entries.hint) };
    return { hooks: kept(around), problems: [unread], unread };
  }
  const { hooks, problems, unread } = await loadEntries(entries.map(parseHookEntry), around);
  const ofFile = read.kind === "object" ? [...read.problems, ...strangeFields(read.value)] : [];
  return { hooks, problems: [...ofFile, ...problems], unread };
}

// Whether the file as a whole was understood once: then it is known which hooks there are.
function wasRead({ previous }: HookSurroundings): boolean {
  return previous !== undefined && previous.unread === undefined;
}

// Commands read without a past too: true beside a daemon that had read the file before.
function withHint(hint: string | undefined): string {
  const consequence =
    "a daemon that starts with this answers 503 to every sender until it is mended, and holds what waits";
  return hint === undefined ? consequence : `${hint}; ${consequence}`;
}

// A problem: the file says nothing that could be used.
function entriesOf(read: JsonFile, previous: SettingsSnapshot | undefined): unknown[] | Problem {
  const place = { file: HOOKS_NAME };
  if (read.kind === "broken") return read.problem;
  if (read.kind === "missing") {
    const hadNone = previous === undefined || (previous.hooks.size === 0 && !previous.unread);
    if (hadNone) return [];
    const message = "is gone; its hooks stay in force until it is there again";
    return finding("error", place, { message, hint: 'to have no hooks, write {"hooks": []}' });
  }
  const hooks = Object.hasOwn(read.value, "hooks") ? read.value["hooks"] : undefined;
  if (Array.isArray(hooks)) return hooks;
  if (hooks !== undefined)
    return finding("error", place, { field: "hooks", message: "must be a list: [ ... ]" });
  const near = nearestName("hooks", Object.keys(read.value));
  const hint = near === undefined ? 'write {"hooks": []}' : `rename "${near}" to "hooks"`;
  return finding("error", place, { field: "hooks", message: "is missing", hint });
}

function strangeFields(file: Readonly<Record<string, unknown>>): Problem[] {
  const known = ["hooks", "$schema"];
  return Object.keys(file)
    .filter((name) => !known.includes(name))
    .map((name) =>
      finding(
        "error",
        { file: HOOKS_NAME },
        {
          field: name,
          message: "unknown field",
          hint: didYouMean(nearestName(name, known)),
        },
      ),
    );
}

async function loadEntries(
  entries: readonly HookEntry[],
  around: HookSurroundings,
): Promise<LoadedHooks> {
  const hooks = new Map<HookId, LoadedHook>();
  const problems: Problem[] = [];
  for (const [position, entry] of entries.entries()) {
    if (entry.id === null) problems.push(...entry.problems);
    else if (hooks.has(entry.id)) problems.push(duplicate(entry.id, position));
    else hooks.set(entry.id, await loadEntry(entry.id, entry, around));
  }
  const unnamed = entries.filter(({ id }) => id === null);
  const nameless = unnamed.map(({ label }) => label);
  for (const hook of missingOnes(hooks, nameless, around)) hooks.set(hook.id, hook);
  // Before the file was understood once, nobody knows which hook an entry without an id was.
  const unread = wasRead(around) ? undefined : unnamed[0]?.problems[0];
  return { hooks: warnOfSharedSecrets(hooks, around.globalToken), problems, unread };
}

async function loadEntry(
  id: HookId,
  entry: HookEntry,
  around: HookSurroundings,
): Promise<LoadedHook> {
  if (entry.hook === null) return wrongEntry(id, entry.problems, around);
  const place = { file: HOOKS_NAME, entry: entry.label };
  const { environment, globalToken, config, paths } = around;
  const resolved = await resolveHookSecrets(entry.hook, globalToken, { environment, place });
  const checked = { place, hook: entry.hook, secrets: resolved.secrets, config, paths };
  const found = await checkHook(checked, entry.fields);
  const own = ownSecrets({ hook: entry.hook, secrets: resolved.secrets });
  const borrowed = borrowedSecretProblems(place, own, {
    adminToken: around.adminToken,
    hookId: id,
  });
  const problems = [...entry.problems, ...resolved.problems, ...found, ...borrowed];
  if (problems.some(({ level }) => level === "error")) return wrongEntry(id, problems, around);
  const hook = printableHook(entry.hook);
  const conditions = await conditionsOf(hook, around.previous?.hooks.get(id));
  return { id, state: "valid", hook, secrets: resolved.secrets, ...conditions, problems };
}

function wrongEntry(
  id: HookId,
  problems: readonly Problem[],
  { previous, globalToken }: HookSurroundings,
): LoadedHook {
  const last = previous?.hooks.get(id);
  if (last === undefined || last.hook === null)
    return { id, state: "invalid", hook: null, secrets: NO_SECRETS, problems };
  return { ...withGlobalToken(last, last.hook, globalToken), state: "stale", problems };
}

// A replaced global token is dead at once, also for hooks that are kept.
function withGlobalToken(last: LoadedHook, hook: Hook, globalToken: string | null): LoadedHook {
  if (hook.token !== undefined) return last;
  return { ...last, secrets: { ...last.secrets, token: globalToken } };
}

function kept({ previous, globalToken }: HookSurroundings): Map<HookId, LoadedHook> {
  return new Map(
    [...(previous?.hooks ?? [])].map(([id, last]) => [
      id,
      last.hook === null ? last : withGlobalToken(last, last.hook, globalToken),
    ]),
  );
}

// A hook that is no longer in the file is gone, unless the file has entries whose id cannot be
// read: one of those may be this hook with a slip in its id. Then it is kept as stale: a sender that
// never sends twice loses nothing, and nothing runs. Mending or removing those entries decides it.
function missingOnes(
  found: ReadonlyMap<HookId, LoadedHook>,
  nameless: readonly string[],
  around: HookSurroundings,
): LoadedHook[] {
  if (nameless.length === 0) return [];
  return [...(around.previous?.hooks ?? [])]
    .filter(([id, { hook }]) => !found.has(id) && hook !== null)
    .map(([id]) => {
      const place = { file: HOOKS_NAME, entry: id };
      const message = `is not in the file, but may be the entry without a readable id (${nameless.join(", ")})`;
      const hint = "mend or remove that entry; until then deliveries of this hook are held";
      return wrongEntry(id, [finding("error", place, { field: "id", message, hint })], around);
    });
}

function duplicate(id: HookId, position: number): Problem {
  const place = { file: HOOKS_NAME, entry: `#${position + 1}` };
  const message = "another hook above has this id; only that one is used";
  return finding("error", place, {
    field: "id",
    value: id,
    message,
    hint: "give this one another id",
  });
}
