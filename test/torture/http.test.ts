import { expect, it } from "vitest";
import { runPart } from "../../torture/context.ts";
import { CASE_GROUPS } from "../../torture/http/cases/table.ts";
import { http } from "../../torture/parts/http.ts";

it("answers each odd request as the table says, and records what got a 202", async () => {
  const told: string[] = [];

  const { rows } = await runPart(http, "short", (line) => told.push(line));

  expect(told).toEqual([]);
  expect(rows.filter(({ kept }) => !kept)).toEqual([]);
}, 120_000);

it.each(CASE_GROUPS)("says each case once: $title", ({ cases }) => {
  const names = cases.map(({ what }) => what);

  expect(new Set(names).size).toBe(names.length);
});

it("promises no request a 500", () => {
  const answers = CASE_GROUPS.flatMap(({ cases }) => cases.flatMap((one) => one.answers));

  expect(answers.filter((answer) => answer.startsWith("5"))).toEqual([]);
});
