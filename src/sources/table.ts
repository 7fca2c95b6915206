// The closed list of sender presets by their names.

import type { Source } from "../core/events/source.ts";
import { ALL_SOURCES } from "./all-sources.ts";

/** Every preset by its name. */
export const SOURCES: Readonly<Record<string, Source>> = Object.fromEntries(
  ALL_SOURCES.map((source) => [source.name, source]),
);

/** Other names of presets. */
const ALIASES: Readonly<Record<string, Source>> = Object.fromEntries(
  Object.values(SOURCES).flatMap((source) =>
    (source.aliases ?? []).map((alias) => [alias, source] as const),
  ),
);

/** The preset of this name, or of this other name; undefined where there is none. */
export function findSource(name: string): Source | undefined {
  if (Object.hasOwn(SOURCES, name)) return SOURCES[name];
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
}

/** The names of all presets, sorted. */
export function sourceNames(): string[] {
  return Object.keys(SOURCES).sort();
}
