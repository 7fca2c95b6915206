import { closest, distance } from "fastest-levenshtein";

/** Fewer letters are part of too many names. */
const SHORTEST_PART = 4;
/** Names of up to so many letters are other names where two letters differ, unless two changed places. */
const SHORT = 3;

/** The valid name that a mistyped one probably meant, or undefined where none is near. */
export function nearestName(typed: string, valid: readonly string[]): string | undefined {
  if (valid.length === 0) return undefined;
  const name = closest(typed, [...valid]);
  const isShort = Math.min(typed.length, name.length) <= SHORT;
  const most =
    isShort && !haveSameLetters(typed, name) ? 1 : Math.max(2, Math.ceil(name.length / 3));
  return distance(typed, name) <= most ? name : onlyCompletion(typed, valid);
}

/** Words for the nearest valid name, where there is one. */
export function didYouMean(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `did you mean "${name}"?`;
}

/** `timeout` -> `timeout_seconds`, where nothing else begins or ends so. */
function onlyCompletion(typed: string, valid: readonly string[]): string | undefined {
  if (typed.length < SHORTEST_PART) return undefined;
  const found = valid.filter((name) => name.startsWith(typed) || name.endsWith(typed));
  return found.length === 1 ? found[0] : undefined;
}

function haveSameLetters(one: string, other: string): boolean {
  return one.split("").toSorted().join("") === other.split("").toSorted().join("");
}
