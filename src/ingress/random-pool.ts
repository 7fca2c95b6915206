import type { Randomness } from "../system/randomness.ts";

const BLOCK_BYTES = 4096;

/**
 * The same randomness, drawn in blocks: a system call per delivery id would be the dearest part of an accept
 * after the disk. For ids only; a secret is drawn for itself. At most 4096 bytes at a time.
 */
export function createRandomPool(randomness: Randomness): Randomness {
  let block: Buffer = Buffer.alloc(0);
  let next = 0;
  return {
    fraction: () => randomness.fraction(),
    bytes(length) {
      if (next + length > block.byteLength) {
        block = randomness.bytes(BLOCK_BYTES);
        next = 0;
      }
      next += length;
      return block.subarray(next - length, next);
    },
  };
}
