import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { parsePatterns } from "../../src/core/events/event-pattern.ts";
import { eventOf } from "../../src/core/events/event.ts";
import { renderTemplate } from "../../src/core/text/template.ts";
import { readPath } from "../../src/core/events/json-path.ts";
import { github } from "../../src/sources/github.ts";

interface Example {
  readonly name: string;
  readonly examples: readonly unknown[];
}

/** Payloads as GitHub sent them, event by event. */
const events = createRequire(import.meta.url)("@octokit/webhooks-examples") as readonly Example[];

const CONTEXT = {
  event: null,
  entity: null,
  deliveryId: "",
  headers: [],
  method: "POST",
  path: "/",
};

describe("github", () => {
  it("knows every event that GitHub's own examples name", () => {
    const unknown = events.filter(({ name }) => github.knownEvents?.includes(name) !== true);

    expect(unknown.map(({ name }) => name)).toEqual([]);
  });

  it.each(events)("reads name and action of $name", ({ name, examples: payloads }) => {
    for (const payload of payloads) {
      const action = readPath(payload, "action");
      const plain = typeof action === "string" ? `${name}.${action}` : name;
      const isMerged = readPath(payload, "pull_request.merged") === true;
      const full = plain === "pull_request.closed" && isMerged ? "pull_request.merged" : plain;

      expect(eventOf(github, [["x-github-event", name]], payload)?.full).toBe(full);
    }
  });

  it("takes the name and the action of every example as a pattern", () => {
    const patterns = events.flatMap(({ name, examples: payloads }) =>
      payloads.map((payload) => eventOf(github, [["x-github-event", name]], payload)?.full ?? ""),
    );

    expect(parsePatterns(patterns, github)).toMatchObject({ ok: true });
  });

  it.each([
    ["issues.opend", 'did you mean "issues.opened"?'],
    ["pull_request.merge", 'did you mean "pull_request.merged"?'],
    ["push.opened", 'write "push"'],
    ["isues", 'did you mean "issues"?'],
  ])("refuses the pattern %s and says: %s", (pattern, hint) => {
    const parsed = parsePatterns([pattern], github);

    expect(parsed.ok || parsed.problems).toMatchObject([{ value: pattern, hint }]);
  });

  it("says of an issue and of the comments on it that they belong together", () => {
    const payloadOf = (name: string) => events.find((event) => event.name === name)?.examples[0];
    const entities = ["issues", "issue_comment"].map((name) => entityOf(payloadOf(name)));

    expect(entities).toEqual(["Codertocat/Hello-World#1", "Codertocat/Hello-World#1"]);
  });

  it("finds an entity in every example of an event of a repository or organization", () => {
    for (const { name, examples: payloads } of events) {
      for (const payload of payloads) {
        const hasPlace =
          readPath(payload, "repository.full_name") ?? readPath(payload, "organization.login");
        if (hasPlace !== undefined) expect([name, entityOf(payload)]).not.toContain(null);
      }
    }
  });
});

function entityOf(payload: unknown): string | null {
  for (const template of github.entity) {
    const { text, missing } = renderTemplate(template, { ...CONTEXT, payload });
    if (missing.length === 0) return text;
  }
  return null;
}
