import { createHash, getHashes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ALGORITHMS, isDigest, type Algorithm } from "../../src/signing/algorithms.ts";

const names = Object.keys(ALGORITHMS) as Algorithm[];

describe("ALGORITHMS", () => {
  it.each(names)("%s names a hash that node:crypto knows, and its exact length", (name) => {
    const row = ALGORITHMS[name];

    if (row.hash !== null) expect(getHashes()).toContain(row.hash);
    if (row.family === "digest")
      expect(createHash(row.hash).digest()).toHaveLength(row.digestBytes);
    expect(isDigest(name)).toBe(row.family === "digest");
  });
});
