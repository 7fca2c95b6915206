/** A phone draws what is none as boxes, or cuts there; marks of direction would turn round what stands beside them. */
export function printable(text: string): string {
  return text.replaceAll(/(?![\n\t])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD");
}
