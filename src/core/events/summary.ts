// A payload in; what a list shows of it in a line out: what was done, to what, its title, who did it.

import { readPath } from "./json-path.ts";
import type { Source } from "./source.ts";

/** What a delivery is about, for a list. What the payload does not say is null. */
export interface Summary {
  /** The last part of the event: `opened`. */
  readonly action: string | null;
  readonly entity: string | null;
  readonly title: string | null;
  readonly author: string | null;
}

const MOST_CHARACTERS = 200;
/** Where senders without a name of their own for it have a title. */
const TITLES = ["title", "subject", "data.title", "issue.title", "name", "summary"];
const AUTHORS = ["sender.login", "user.name", "actor.name", "author.name", "user.login"];

/** Sums a payload up. Texts are cut; nothing of them is trusted. */
export function summaryOf(
  source: Pick<Source, "names" | "authors">,
  payload: unknown,
  { event, entity }: { readonly event: string | null; readonly entity: string | null },
): Summary {
  const names = Object.entries(source.names ?? {});
  const titles = names.filter(([name]) => /(?:^|_)title$/.test(name)).map(([, path]) => path);
  const authors = source.authors?.["sender"] ?? [];
  return {
    action: event?.includes(".") === true ? event.slice(event.lastIndexOf(".") + 1) : null,
    entity,
    title: firstText(payload, [...titles, ...TITLES]),
    author: firstText(payload, [...authors, ...AUTHORS]),
  };
}

function firstText(payload: unknown, paths: readonly string[]): string | null {
  for (const path of paths) {
    const found = readPath(payload, path);
    if (typeof found !== "string" || found.trim() === "") continue;
    const line = found.trim().replaceAll(/\s+/g, " ");
    return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS - 1)}…`;
  }
  return null;
}
