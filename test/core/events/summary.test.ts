import { expect, it } from "vitest";
import { summaryOf } from "../../../src/core/events/summary.ts";
import { findSource } from "../../../src/sources/table.ts";

const about = (source: string, payload: unknown, event: string | null = "issues.opened") =>
  summaryOf(findSource(source) ?? {}, payload, { event, entity: "octo/site#1" });

it("takes title and author from where the sender has them", () => {
  const github = { issue: { title: "It breaks" }, sender: { login: "ada" } };
  const linear = { data: { title: "It breaks" }, actor: { name: "Ada" } };

  expect(about("github", github)).toEqual({
    action: "opened",
    entity: "octo/site#1",
    title: "It breaks",
    author: "ada",
  });
  expect(about("linear", linear, "Issue")).toMatchObject({
    action: null,
    title: "It breaks",
    author: "Ada",
  });
});

it("finds what is usual where a sender is not known", () => {
  expect(about("generic", { title: "Backup failed", user: { name: "cron" } })).toMatchObject({
    title: "Backup failed",
    author: "cron",
  });
});

it.each([
  [null],
  ["text"],
  [[]],
  [{ title: 5, subject: "", issue: { title: {} }, __proto__: { name: "x" } }],
  [JSON.parse('{"constructor": {"name": "x"}, "toString": 1}')],
])("has no title where there is none: %j", (payload) => {
  expect(about("github", payload)).toMatchObject({ title: null, author: null });
});

it("keeps a title on one line that is not too long", () => {
  const { title } = about("generic", { title: `a\n\tb ${"x".repeat(1_000_000)}` });

  expect(title).toMatch(/^a b x+…$/);
  expect(title).toHaveLength(200);
});
