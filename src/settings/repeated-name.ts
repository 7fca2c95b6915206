// Finds a name that stands twice in one object. JSON.parse takes the last and says nothing: half of an owner's
// file would be gone, as after a merge that kept both sides.

/** Where the second of two equal names stands, counted from 1. */
export interface NamePlace {
  readonly line: number;
  readonly column: number;
}

/** The first repeated name of a text that is JSON; null where there is none. */
export function placeOfRepeatedName(text: string): NamePlace | null {
  // Names seen so far in each open object; null for an open list.
  const open: Array<Set<string> | null> = [];
  let mayBeName = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') {
      const end = stringEnd(text, at);
      const names = open.at(-1);
      if (mayBeName && names) {
        const name = JSON.parse(text.slice(at, end)) as string;
        if (names.has(name)) return placeAt(text, at);
        names.add(name);
      }
      mayBeName = false;
      at = end - 1;
    } else if (character === "{" || character === "[") {
      open.push(character === "{" ? new Set() : null);
      mayBeName = true;
    } else if (character === "}" || character === "]") open.pop();
    else if (character === ",") mayBeName = true;
    else if (character === ":") mayBeName = false;
  }
  return null;
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (text.charAt(at) !== '"' && at < text.length) at += text.charAt(at) === "\\" ? 2 : 1;
  return at + 1;
}

function placeAt(text: string, at: number): NamePlace {
  const before = text.slice(0, at);
  return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
}
