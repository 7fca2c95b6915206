// The bytes of one record come in; its values go out. https://sqlite.org/fileformat.html#record_format

/** A value as SQLite keeps it. */
export type Value = null | number | string | Buffer;

/** A varint and where it ends. */
export interface Varint {
  readonly value: number;
  readonly end: number;
}

const LONGEST_VARINT = 9;
const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8] as const;
/** More columns than any table of ours has. */
const MOST_VALUES = 200;

/** Reads a number of 1 to 9 bytes; null where the bytes end within it. Exact up to 2^53. */
export function readVarint(bytes: Buffer, at: number): Varint | null {
  let value = 0;
  for (let length = 1; length <= LONGEST_VARINT; length += 1) {
    const byte = bytes[at + length - 1];
    if (byte === undefined) return null;
    if (length === LONGEST_VARINT) return { value: value * 256 + byte, end: at + length };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + length };
  }
  return null;
}

/** The values of a record, or null where it is none. */
export function readRecord(bytes: Buffer): Value[] | null {
  const header = readVarint(bytes, 0);
  if (header === null || header.value < header.end || header.value > bytes.length) return null;
  const values: Value[] = [];
  let at = header.value;
  for (let next = header.end; next < header.value;) {
    const type = readVarint(bytes, next);
    if (type === null || values.length === MOST_VALUES) return null;
    const size = sizeOf(type.value);
    if (size === null || at + size > bytes.length) return null;
    values.push(valueOf(bytes.subarray(at, at + size), type.value));
    at += size;
    next = type.end;
  }
  return at === bytes.length ? values : null;
}

function sizeOf(type: number): number | null {
  if (type <= 6) return INTEGER_BYTES[type] ?? 0;
  if (type === 7) return 8;
  if (type <= 9) return 0;
  if (type < 12) return null;
  return Math.floor((type - 12) / 2);
}

function valueOf(bytes: Buffer, type: number): Value {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type === 7) return bytes.readDoubleBE(0);
  if (type === 6) return Number(bytes.readBigInt64BE(0));
  if (type < 6) return bytes.readIntBE(0, bytes.length);
  return type % 2 === 0 ? bytes : bytes.toString("utf8");
}
