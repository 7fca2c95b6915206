import { expect, it } from "vitest";
import { runPart } from "../../torture/context.ts";
import { fuzz } from "../../torture/parts/fuzz.ts";

it("finds nothing that breaks a promise, and a fault in each stand-in", async () => {
  const { rows } = await runPart(fuzz, "short", () => {});

  expect(rows.filter(({ kept }) => !kept)).toEqual([]);
  expect(rows.length).toBeGreaterThanOrEqual(7);
}, 120_000);
