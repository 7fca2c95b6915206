import { closest, distance } from "fastest-levenshtein";

/** The valid name that a mistyped one probably meant, or undefined where none is near. */
export function nearestName(typed: string, valid: readonly string[]): string | undefined {
  if (valid.length === 0) return undefined;
  const name = closest(typed, [...valid]);
  const most = Math.max(2, Math.ceil(name.length / 3));
  return distance(typed, name) <= most ? name : undefined;
}
