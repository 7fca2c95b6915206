import { describe, expect, it } from "vitest";
import { Hook } from "../../../src/core/settings/hook.ts";
import type { TemplateContext } from "../../../src/core/text/placeholder.ts";
import { taskOf, type TaskItem } from "../../../src/core/records/task-item.ts";
import { taskStateOf } from "../../../src/core/records/task-state.ts";
import { github } from "../../../src/sources/github.ts";

const ISSUE = {
  issue: {
    title: "Login broken on Safari",
    body: "Steps:\n1. open",
    labels: [{ name: "bug" }, { name: "critical" }, "p1", { name: "bug" }, "x", "y", "z"],
  },
};

function context(payload: unknown, more: Partial<TemplateContext> = {}): TemplateContext {
  const known = { event: "issues.opened", entity: "octo/site#42", names: github.names };
  const request = { deliveryId: "dlv_1", headers: [], method: "POST", path: "/hooks/site" };
  return { payload, ...known, ...request, ...more };
}

function task(fields: object, payload: unknown, more?: Partial<TemplateContext>): TaskItem | null {
  const hook = Hook.parse({ id: "site", title: "The site", mode: "cron_task", ...fields });
  return taskOf(hook, github, context(payload, more));
}

describe("a task", () => {
  it("takes title and description of what the event is about, and is tagged by sender, event and labels", () => {
    expect(task({ auto_assign: true }, ISSUE)).toEqual({
      title: "Login broken on Safari",
      description: "Steps:\n1. open",
      tags: ["github", "issues", "bug", "critical", "p1", "x"],
    });
  });

  it("is made by auto_assign, on or off, or by task alone, and by nothing else", () => {
    expect(task({}, ISSUE)).toBeNull();
    expect(task({ auto_assign: false }, ISSUE)).not.toBeNull();
    expect(task({ task: {} }, ISSUE)).not.toBeNull();
  });

  it("is called as its hook says, in one line and one pass", () => {
    const fields = {
      task: {
        title: " #{{number}}:\n{{issue_title}} {{nothing}}",
        description: "{{issue.body}}",
        tags: ["mine", "bug"],
      },
    };
    const payload = { number: 4, issue: { title: "{{number}}\u0007", body: "b" } };

    expect(task(fields, payload)).toEqual({
      title: "#4: {{number}} {{?nothing}}",
      description: "b",
      tags: ["github", "issues", "mine", "bug"],
    });
  });

  it.each([
    ["a commit", { head_commit: { message: "fix: it\n\nlong" } }, "fix: it"],
    ["a merge request", { object_attributes: { title: "MR" } }, "MR"],
    ["an issue of Jira", { issue: { fields: { summary: "J" } } }, "J"],
    ["no words at all", {}, "issues.opened on octo/site#42"],
    [
      "words that are none",
      { issue: { title: 5 }, title: " \u0000 " },
      "issues.opened on octo/site#42",
    ],
  ])("is called by %s", (_, payload, title) => {
    expect(task({ auto_assign: true }, payload)?.title).toBe(title);
  });

  it("is called by its hook where nothing else is known", () => {
    const none = { event: null, entity: null };

    expect(task({ auto_assign: true }, null, none)?.title).toBe("The site");
    expect(task({ task: { title: " " } }, [], none)?.title).toBe("The site");
  });

  it("stays within bounds, whatever is sent", () => {
    const long = "\u{1F600}".repeat(5000);
    const payload = { issue: { title: long, body: long, labels: [long, "\uD800", { name: {} }] } };
    const made = task({ auto_assign: true, task: { tags: Array(20).fill("t") } }, payload);

    expect(made?.title).toHaveLength(200);
    expect(made?.description.length).toBeLessThanOrEqual(2000);
    expect(made?.tags.every((tag) => tag.length <= 50 && tag.isWellFormed())).toBe(true);
    expect(made?.title.isWellFormed() && made.description.isWellFormed()).toBe(true);
  });

  it("reads no inherited property", () => {
    const payload = { issue: { title: { toString: "x" } }, __proto__: { title: "inherited" } };

    expect(task({ auto_assign: true }, payload)?.title).toBe("issues.opened on octo/site#42");
  });
});

describe("the state of a task", () => {
  it.each([
    ["todo", "queued", null, 0],
    ["todo", "held", "held:todo", 0],
    ["todo", "held", "held:budget", 0],
    ["todo", "held", "held:todo", 1],
    ["in_progress", "held", "held:agent", 1],
    ["in_progress", "running", null, 1],
    ["in_progress", "queued", null, 1],
    ["done", "done", "success", 1],
    ["failed", "done", "error:exit_1", 1],
    ["failed", "done", "error:not_found", 0],
    ["canceled", "done", "error:stopped", 1],
    ["canceled", "done", "skipped:discarded", 0],
  ] as const)(
    "is %s where its delivery is %s %s after %d runs",
    (expected, state, status, attempts) => {
      expect(taskStateOf({ state, status, attempts })).toBe(expected);
    },
  );
});
