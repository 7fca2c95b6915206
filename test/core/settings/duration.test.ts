import { describe, expect, it } from "vitest";
import { Duration } from "../../../src/core/settings/duration.ts";
import { Hook } from "../../../src/core/settings/hook.ts";

describe("a duration in a settings file", () => {
  it.each([
    [90, 90],
    ["90", 90],
    ["90m", 5400],
    ["24h", 86_400],
    ["7d", 604_800],
  ])("%s is %i seconds", (written, seconds) => {
    expect(Duration.parse(written)).toBe(seconds);
  });

  it.each([["soon"], ["24 hours"], ["-1h"], [0], [-5], ["0s"], ["99999d"], [true]])(
    "%s is an error",
    (written) => {
      expect(Duration.safeParse(written).success).toBe(false);
    },
  );

  it("is what expect_every of a hook takes", () => {
    const entry = { id: "site", title: "Site", mode: "wake", prompt_template: "x" };
    expect(Hook.parse({ ...entry, expect_every: "24h" }).expectEvery).toBe(86_400);
    expect(Hook.safeParse({ ...entry, expect_every: "daily" }).error?.issues).toMatchObject([
      { path: ["expect_every"], message: expect.stringContaining("24h") },
    ]);
  });
});
