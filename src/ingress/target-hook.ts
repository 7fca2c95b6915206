// A hook's id as the path has it comes in; the loaded hook and the rules of its sender go out.
// This is the first work on every request, so that all checks apply the sender's own rules.

import type { Hook } from "../core/settings/hook.ts";
import { isHookId } from "../core/records/ids.ts";
import {
  findLoadedHook,
  type LoadedHook,
  type LoadedRoute,
  type SettingsSnapshot,
} from "../core/settings/settings.ts";
import type { Source } from "../core/events/source.ts";
import { generic } from "../sources/generic.ts";
import { findSource } from "../sources/table.ts";

/** A hook that can take requests. */
export interface UsableHook {
  readonly loaded: LoadedHook;
  /** The form in force: as written, or the last valid one. */
  readonly hook: Hook;
  readonly source: Source;
}

/** What a request is aimed at. */
export interface TargetHook {
  readonly loaded: LoadedHook | undefined;
  readonly usable: UsableHook | undefined;
  /** Whose content types, shapes and size apply: generic where the hook is unknown. */
  readonly rules: Source;
}

/** Looks a hook up; any text may come as its id. */
export function findTarget(settings: SettingsSnapshot, hookId: string): TargetHook {
  const loaded = isHookId(hookId) ? findLoadedHook(settings, hookId) : undefined;
  const hook = loaded?.hook ?? null;
  const source = hook === null ? undefined : findSource(hook.source);
  if (loaded === undefined || hook === null || source === undefined)
    return { loaded, usable: undefined, rules: generic };
  return { loaded, usable: { loaded, hook, source }, rules: source };
}

/** Looks a route up: a URL that serves several hooks. No id is both. */
export function findRoute(settings: SettingsSnapshot, id: string): LoadedRoute | undefined {
  return isHookId(id) ? settings.routes?.get(id) : undefined;
}
