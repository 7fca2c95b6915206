// Texts in; a few bits for each out, by which a block of deliveries that surely has none of a text is passed over (a
// Bloom filter). An index would be exact, and cost every accept a page: entities come in any order.

/** Deliveries of one block, by their sequence. */
export const BLOCK_ROWS = 2048;
/** Bits for each text, and how many of them it sets: one block in three hundred is looked through in vain. */
const BITS_EACH = 12;
const MARKS_EACH = 8;

/** Marks of all texts of a block. */
export type BlockMarks = Uint8Array;

/** Makes the marks of some texts. */
export function marksOf(texts: ReadonlySet<string>): BlockMarks {
  const marks = new Uint8Array(Math.max(8, Math.ceil((texts.size * BITS_EACH) / 8)));
  for (const text of texts)
    for (const bit of bitsOf(text, marks.length * 8)) {
      const at = bit >>> 3;
      marks[at] = (marks[at] ?? 0) | (1 << (bit & 7));
    }
  return marks;
}

/** false: the text was not among them. */
export function mayHold(marks: BlockMarks, text: string): boolean {
  for (const bit of bitsOf(text, marks.length * 8))
    if (((marks[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
  return true;
}

/** Two FNV-1a hashes make as many bits as are wanted. */
function bitsOf(text: string, bits: number): number[] {
  let one = 0x811c9dc5;
  let other = 0x01000193;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0x01000193);
    other = Math.imul(other ^ unit, 0x85ebca6b);
  }
  const step = (other | 1) >>> 0;
  return Array.from({ length: MARKS_EACH }, (_, turn) => ((one >>> 0) + turn * step) % bits);
}
