import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  matchesEvent,
  mayMatchEvent,
  parsePatterns,
} from "../../../src/core/events/event-pattern.ts";

const github = {
  title: "GitHub",
  knownEvents: ["issues", "issue_comment", "pull_request", "push"],
  action: { json: "action" },
};
const stripe = { title: "Stripe", knownEvents: ["invoice.paid", "invoice.payment.failed"] };
const generic = { title: "Any sender" };

const MERGED = { event: "pull_request.closed", field: "pull_request.merged", action: "merged" };

describe("matchesEvent", () => {
  it.each([
    ["issues.opened", "issues.opened", true],
    ["issues.opened", "issues.closed", false],
    ["issues.opened", "issues", false],
    ["issues.*", "issues.opened", true],
    ["issues.*", "issues", false],
    ["issues", "issues.opened", true],
    ["issues", "issues", true],
    ["issues", "issues_x", false],
    ["issue", "issues.opened", false],
    ["Issues", "issues", false],
    ["invoice", "invoice.payment.failed", true],
    ["invoice.payment", "invoice.payment.failed", true],
    ["invoice.payment.*", "invoice.payment.failed", true],
    ["invoice.paid", "invoice.paid", true],
    ["*", "anything", true],
    ["*", null, true],
    ["issues", null, false],
    ["issues.*", null, false],
  ])("holds %s against %s: %s", (pattern, event, expected) => {
    expect(matchesEvent([pattern], event)).toBe(expected);
  });

  it("wants everything where there are no patterns, and nothing where the list is empty", () => {
    expect(matchesEvent(undefined, null)).toBe(true);
    expect(matchesEvent([], "issues")).toBe(false);
  });

  it("takes an event that any of the patterns takes", () => {
    expect(matchesEvent(["push", "issues.opened"], "issues.opened")).toBe(true);
  });

  it.each([
    ["pull_request.merged", "pull_request.merged", true],
    ["pull_request.closed", "pull_request.merged", true],
    ["pull_request.*", "pull_request.merged", true],
    ["pull_request", "pull_request.merged", true],
    ["pull_request.opened", "pull_request.merged", false],
    ["pull_request.merged", "pull_request.closed", false],
    ["pull_request.closed", "pull_request.closed", true],
  ])("holds %s against %s, which is a closed one too: %s", (pattern, event, expected) => {
    expect(matchesEvent([pattern], event, [MERGED])).toBe(expected);
  });

  it("agrees with comparing part by part", () => {
    const event = fc.array(fc.constantFrom("a", "b", "ab"), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(event, event, fc.boolean(), (wanted, came, star) => {
        const pattern = wanted.join(".") + (star ? ".*" : "");
        const starts = wanted.every((part, index) => came[index] === part);
        const expected = starts && (!star || came.length > wanted.length);

        expect(matchesEvent([pattern], came.join("."))).toBe(expected);
      }),
    );
  });
});

describe("mayMatchEvent", () => {
  it.each([
    [["pull_request.merged"], "pull_request.closed", true],
    [["pull_request.closed"], "pull_request.closed", true],
    [["pull_request.merged"], "pull_request.opened", false],
    [["pull_request"], "pull_request.closed", true],
    [["push"], "pull_request.closed", false],
    [undefined, "anything", true],
  ])("of %j, %s, before its payload is known: %s", (patterns, event, expected) => {
    expect(mayMatchEvent(patterns, event, [MERGED])).toBe(expected);
  });
});

describe("parsePatterns", () => {
  it.each([
    [["issues.opened", "push", "pull_request.*", "*"], github],
    [["issues.opened.twice"], github],
    [["invoice", "invoice.*", "invoice.paid", "invoice.payment"], stripe],
    [["anything.at.all", "Merge Request Hook"], generic],
    [undefined, github],
  ])("takes %j", (patterns, source) => {
    expect(parsePatterns(patterns, source).ok).toBe(true);
  });

  it("answers with a matcher", () => {
    const parsed = parsePatterns(["issues.opened"], github);

    expect(parsed.ok && parsed.matches("issues.opened")).toBe(true);
    expect(parsed.ok && parsed.matches("push")).toBe(false);
  });

  it.each([
    ["isues.opened", github, 'did you mean "issues.opened"?'],
    ["isues", github, 'did you mean "issues"?'],
    ["isues.*", github, 'did you mean "issues.*"?'],
    ["pull-request.opened", github, 'did you mean "pull_request.opened"?'],
    ["invoice.payed", stripe, 'did you mean "invoice.paid"?'],
    ["invoice.paid.*", stripe, 'did you mean "invoice.paid"?'],
    [" issues ", github, 'write "issues"'],
  ])("refuses %j and names the nearest", (pattern, source, hint) => {
    const parsed = parsePatterns([pattern], source);

    expect(parsed.ok || parsed.problems[0]).toMatchObject({ value: pattern, hint });
  });

  it.each(["", "  ", ".*", "issues.*.x", "*.opened", "iss*", "**", "*.*"])(
    "refuses %j from any sender",
    (pattern) => {
      const parsed = parsePatterns([pattern], generic);

      expect(parsed.ok || parsed.problems.map(({ value }) => value)).toEqual([pattern]);
    },
  );

  it("names no other where none is near", () => {
    const parsed = parsePatterns(["deployment_review.approved"], github);

    expect(parsed.ok || parsed.problems[0]).toEqual({
      value: "deployment_review.approved",
      message: "GitHub sends no event of this name",
    });
  });

  it("takes the listed actions of an event for all of them", () => {
    const source = { ...github, knownEvents: ["issues", "issues.opened", "push"] };

    expect(parsePatterns(["issues.opened", "push.x"], source).ok).toBe(true);
    expect(parsePatterns(["issues.opend"], source).ok).toBe(false);
  });

  it("refuses an empty list, and reports every wrong pattern", () => {
    const empty = parsePatterns([], github);
    const two = parsePatterns(["", "issues", "nope"], github);

    expect(empty.ok).toBe(false);
    expect(two.ok || two.problems.length).toBe(2);
  });

  const withActions = {
    ...github,
    knownActions: { issues: ["opened", "labeled"], push: [] },
    refinements: [MERGED],
  };

  it.each([
    ["issues.opend", "GitHub sends no issues with this action", 'did you mean "issues.opened"?'],
    ["push.main", "GitHub sends push without an action", 'write "push"'],
    ["push.*", "GitHub sends push without an action", 'write "push"'],
  ])("refuses %s: a slip in the action can never match", (pattern, message, hint) => {
    const parsed = parsePatterns([pattern], withActions);

    expect(parsed.ok || parsed.problems).toEqual([{ value: pattern, message, hint }]);
  });

  it.each([
    ["pusch.main", 'did you mean "push"?'],
    ["isues.labled", 'did you mean "issues"?'],
    ["isues.labeled", 'did you mean "issues.labeled"?'],
    ["foo.bar", undefined],
  ])("suggests for %s no event that is none", (pattern, hint) => {
    const parsed = parsePatterns([pattern], withActions);

    expect(parsed.ok || parsed.problems[0]?.hint).toBe(hint);
  });

  it("takes an action that is listed, that is new, and any", () => {
    const patterns = ["issues.opened", "issues.transmogrified", "issues.*", "issues", "push"];

    expect(parsePatterns(patterns, withActions).ok).toBe(true);
  });
});
