// The closed list of sender presets. A new one: its own file, and its line here.

import type { Source } from "../core/source.ts";
import { generic } from "./generic.ts";
import { github } from "./github.ts";

/** Every preset by its name. */
export const SOURCES: Readonly<Record<string, Source>> = toTable([generic, github]);

/** The preset of this name; undefined where there is none. */
export function findSource(name: string): Source | undefined {
  return Object.hasOwn(SOURCES, name) ? SOURCES[name] : undefined;
}

/** The names of all presets, sorted. */
export function sourceNames(): string[] {
  return Object.keys(SOURCES).sort();
}

function toTable(sources: readonly Source[]): Record<string, Source> {
  return Object.fromEntries(sources.map((source) => [source.name, source]));
}
