// In: webhooks.json, the configuration in force and what was loaded before. Out: every hook in the
// state in which it is in force now. A bad edit never changes what a good entry does.

import type { HookId } from "../../core/records/ids.ts";
import { didYouMean, nearestName } from "../../core/text/nearest.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { LoadedHook, LoadedRoute, SettingsSnapshot } from "../../core/settings/settings.ts";
import { warnOfSharedSecrets } from "../check/check-shared-secrets.ts";
import { finding, HOOKS_NAME } from "../check/finding.ts";
import { parseHookEntry, type HookEntry } from "./hook-entry.ts";
import { readJsonFile, type JsonFile } from "../edit/json-file.ts";
import { loadEntry, withGlobalToken, wrongEntry, type HookSurroundings } from "./load-entry.ts";
import { isRouteEntry, loadRoutes, type NamedEntry } from "./load-routes.ts";

/** The hooks and routes in force, by id, and the problems that belong to none. */
export interface LoadedHooks {
  readonly hooks: ReadonlyMap<HookId, LoadedHook>;
  readonly routes: ReadonlyMap<HookId, LoadedRoute>;
  readonly problems: readonly Problem[];
  /** As in the snapshot. */
  readonly unread?: Problem | undefined;
}

/** Reads and checks webhooks.json; does not throw. */
export async function loadHooks(around: HookSurroundings): Promise<LoadedHooks> {
  const read = await readJsonFile(around.paths.hooksFile);
  const entries = entriesOf(read, around.previous);
  if (!Array.isArray(entries)) {
    const before = { hooks: kept(around), routes: around.previous?.routes ?? new Map() };
    if (wasRead(around)) return { ...before, problems: [entries] };
    const unread = { ...entries, hint: withHint(entries.hint) };
    return { ...before, problems: [unread], unread };
  }
  const { problems, ...loaded } = await loadEntries(entries.map(parseHookEntry), around);
  const ofFile = read.kind === "object" ? [...read.problems, ...strangeFields(read.value)] : [];
  return { ...loaded, problems: [...ofFile, ...problems] };
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
  const { named, problems } = sortEntries(entries);
  const isRoute = (entry: NamedEntry): boolean => isRouteEntry(entry, around.previous);
  const hooks = new Map<HookId, LoadedHook>();
  for (const entry of named)
    if (!isRoute(entry)) hooks.set(entry.id, await loadEntry(entry.id, entry, around));
  const unnamed = entries.filter(({ id }) => id === null);
  const nameless = unnamed.map(({ label }) => label);
  const found = new Set(named.map(({ id }) => id));
  for (const { id, last, problems: missing } of missingOf(around.previous?.hooks, found, nameless))
    if (last.hook !== null) hooks.set(id, wrongEntry(id, missing, around));
  const routes = loadRoutes(named.filter(isRoute), {
    hooks: new Set(hooks.keys()),
    missing: missingOf(around.previous?.routes, found, nameless),
    previous: around.previous,
  });
  // Before the file was understood once, nobody knows which hook an entry without an id was.
  const unread = wasRead(around) ? undefined : unnamed[0]?.problems[0];
  const warned = warnOfSharedSecrets(hooks, { globalToken: around.globalToken, routes });
  return { hooks: warned, routes, problems, unread };
}

/** Of entries with the same id the first is used. */
function sortEntries(entries: readonly HookEntry[]) {
  const named = new Map<HookId, NamedEntry>();
  const problems: Problem[] = [];
  for (const [position, entry] of entries.entries()) {
    const { id } = entry;
    if (id === null) problems.push(...entry.problems);
    else if (named.has(id)) problems.push(duplicate(id, position));
    else named.set(id, { ...entry, id });
  }
  return { named: [...named.values()], problems };
}

function kept({ previous, globalToken }: HookSurroundings): Map<HookId, LoadedHook> {
  return new Map(
    [...(previous?.hooks ?? [])].map(([id, last]) => [
      id,
      last.hook === null ? last : withGlobalToken(last, last.hook, globalToken),
    ]),
  );
}

// What is no longer in the file is gone, unless the file has entries whose id cannot be read: one of
// those may be this hook with a slip in its id. Then it is kept as stale: a sender that never sends
// twice loses nothing, and nothing runs. Mending or removing those entries decides it.
function missingOf<Loaded>(
  before: ReadonlyMap<HookId, Loaded> = new Map(),
  found: ReadonlySet<HookId>,
  nameless: readonly string[],
): Array<{ readonly id: HookId; readonly last: Loaded; readonly problems: readonly Problem[] }> {
  if (nameless.length === 0) return [];
  return [...before]
    .filter(([id]) => !found.has(id))
    .map(([id, last]) => {
      const place = { file: HOOKS_NAME, entry: id };
      const message = `is not in the file, but may be the entry without a readable id (${nameless.join(", ")})`;
      const hint = "mend or remove that entry; until then deliveries of this hook are held";
      return { id, last, problems: [finding("error", place, { field: "id", message, hint })] };
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
