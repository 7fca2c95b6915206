const LONGEST = 80;

/** A sender's text, safe in a line for the owner: quoted, control characters escaped, cut to 80 characters. */
export function quoteForOwner(text: string): string {
  return JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}
