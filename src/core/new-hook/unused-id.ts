// Words in; the id of a new hook that nobody has yet out.

/** The id, or with a number where somebody has it. */
export function unusedId(id: string, taken: ReadonlySet<unknown>): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? id : `${id.slice(0, 60)}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Words as an id. */
export function slug(text: string): string {
  const id = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return id.slice(0, 64) || "hook";
}
