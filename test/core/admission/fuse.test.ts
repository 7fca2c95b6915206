import { describe, expect, it } from "vitest";
import { fuseBlows, fuseOf } from "../../../src/core/admission/fuse.ts";

describe("fuseOf", () => {
  it("is on where the hook sets none", () => {
    expect(fuseOf({})).toEqual({ runs: 5, withinSeconds: 600 });
  });

  it("takes the hook's own", () => {
    expect(fuseOf({ fuse: { runs: 2, withinSeconds: 60 } })).toEqual({
      runs: 2,
      withinSeconds: 60,
    });
  });
});

describe("fuseBlows", () => {
  it("blows when the runs so far are all that is allowed", () => {
    const hook = { fuse: { runs: 2, withinSeconds: 60 } };

    expect([0, 1, 2, 3].map((runs) => fuseBlows(hook, runs))).toEqual([false, false, true, true]);
  });
});
