import { describe, expect, it } from "vitest";
import { entityOf } from "../../../src/core/events/entity.ts";

const context = {
  payload: {
    repo: "octo/site",
    issue: { number: 42 },
    lines: "a\nb",
    blank: " ",
    long: "x".repeat(301),
  },
  event: null,
  entity: null,
  deliveryId: "dlv_1",
  headers: [],
  method: "POST",
  path: "/",
};

describe("entityOf", () => {
  it.each([
    [["{{repo}}#{{issue.number}}", "{{repo}}"], "octo/site#42"],
    [["{{repo}}#{{pull_request.number}}", "{{repo}}"], "octo/site"],
    [["{{nope}}"], null],
    [[], null],
    [["{{blank}}", "{{repo}}"], "octo/site"],
    [["{{lines}}"], null],
    [["{{long}}"], null],
    [["fixed"], "fixed"],
  ])("makes %j into %s", (templates, expected) => {
    expect(entityOf(templates, context)).toBe(expected);
  });
});
