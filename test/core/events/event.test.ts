import { describe, expect, it } from "vitest";
import type { HeaderList } from "../../../src/core/records/delivery.ts";
import { eventOf } from "../../../src/core/events/event.ts";

const github = { event: [{ header: "X-GitHub-Event" }], action: { json: "action" } };
const generic = {
  event: [
    { header: "x-github-event" },
    { header: "x-event-type" },
    { json: "event" },
    { json: "type" },
  ],
};

describe("eventOf", () => {
  it("joins name and action", () => {
    const headers: HeaderList = [["x-github-event", "issues"]];

    expect(eventOf(github, headers, { action: "opened" })).toEqual({
      name: "issues",
      action: "opened",
      full: "issues.opened",
    });
  });

  it("gives the name alone where there is no action", () => {
    expect(eventOf(github, [["x-github-event", "push"]], {})?.full).toBe("push");
  });

  it.each<[string, HeaderList, unknown, string | null]>([
    ["a header before the payload", [["x-event-type", "a"]], { event: "b" }, "a"],
    [
      "the first header of the list",
      [
        ["x-event-type", "a"],
        ["x-github-event", "g"],
      ],
      {},
      "g",
    ],
    ["the payload's event before its type", [], { event: "e", type: "t" }, "e"],
    ["the payload's type", [], { type: "invoice.paid" }, "invoice.paid"],
    [
      "a name with a blank inside",
      [["x-event-type", "Merge Request Hook"]],
      {},
      "Merge Request Hook",
    ],
    ["a name without the blanks around it", [["x-event-type", " a "]], {}, "a"],
    ["a number", [], { type: 1 }, "1"],
    ["the next place where the first holds no text", [], { event: { a: 1 }, type: "t" }, "t"],
    ["the next place where the first is empty", [["x-event-type", ""]], { type: "t" }, "t"],
    ["nothing where there is none", [], {}, null],
    ["nothing for a name of several lines", [], { type: "a\nEvent type: b" }, null],
    ["nothing for a name with a lone surrogate", [], { type: "a\ud800" }, null],
    ["nothing for a name of 201 characters", [], { type: "x".repeat(201) }, null],
    ["a name of 200 characters", [], { type: "x".repeat(200) }, "x".repeat(200)],
    ["nothing inherited", [], Object.create({ type: "t" }), null],
    ["nothing from a list", [], [{ type: "t" }], null],
  ])("takes %s", (_, headers, payload, expected) => {
    expect(eventOf(generic, headers, payload)?.full ?? null).toBe(expected);
  });

  it("reads a form's field and leaves the query alone", () => {
    const source = { event: [{ query: "kind" }, { form: "state" }] };

    expect(eventOf(source, [], { state: "passed", kind: "x" })?.full).toBe("passed");
  });

  it("leaves out an action that is no name", () => {
    expect(eventOf(github, [["x-github-event", "issues"]], { action: ["x"] })?.full).toBe("issues");
  });

  it.each<[string, unknown, string]>([
    [
      "a field that is true",
      { action: "closed", pull_request: { merged: true } },
      "pull_request.merged",
    ],
    [
      "a field that is false",
      { action: "closed", pull_request: { merged: false } },
      "pull_request.closed",
    ],
    [
      "a field that only looks true",
      { action: "closed", pull_request: { merged: "true" } },
      "pull_request.closed",
    ],
    ["no such field", { action: "closed" }, "pull_request.closed"],
    [
      "another action",
      { action: "labeled", pull_request: { merged: true } },
      "pull_request.labeled",
    ],
  ])("names an event more exactly by %s", (_, payload, full) => {
    const refinements = [
      { event: "pull_request.closed", field: "pull_request.merged", action: "merged" },
    ];
    const headers: HeaderList = [["x-github-event", "pull_request"]];

    expect(eventOf({ ...github, refinements }, headers, payload)?.full).toBe(full);
  });
});
