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
  const bits = marks.length * 8;
  for (const text of texts) {
    const { start, step } = hashesOf(text);
    for (let turn = 0; turn < MARKS_EACH; turn += 1) {
      const bit = (start + turn * step) % bits;
      marks[bit >>> 3] = (marks[bit >>> 3] ?? 0) | (1 << (bit & 7));
    }
  }
  return marks;
}

/** false: the text was not among them. */
export function mayHold(marks: BlockMarks, text: string): boolean {
  const bits = marks.length * 8;
  const { start, step } = hashesOf(text);
  for (let turn = 0; turn < MARKS_EACH; turn += 1) {
    const bit = (start + turn * step) % bits;
    if (((marks[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}

/** Two FNV-1a hashes, not negative, from which any number of bits is made. */
function hashesOf(text: string): { readonly start: number; readonly step: number } {
  let one = 0x811c9dc5;
  let other = 0x01000193;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0x01000193);
    other = Math.imul(other ^ unit, 0x85ebca6b);
  }
  return { start: one >>> 0, step: (other | 1) >>> 0 };
}
