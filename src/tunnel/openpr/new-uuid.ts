import type { Randomness } from "../../system/randomness.ts";

/** A random UUID (RFC 9562, version 4). */
export function newUuid(randomness: Pick<Randomness, "bytes">): string {
  const bytes = randomness.bytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
