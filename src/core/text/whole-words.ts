/** Stands where words were left out. */
const CUT = "[cut]";

/**
 * The beginning of what another program said, of whole words alone: half a secret at its end would be recognised by no
 * mask, and a secret has no spaces.
 */
export function wholeWords(text: string, most: number): string {
  if (text.length <= most) return text;
  // One character more shows whether the last word ends just here.
  const kept = text.slice(0, most + 1).replace(/\S*$/u, "");
  return `${kept.trimEnd()} ${CUT}`.trimStart();
}
