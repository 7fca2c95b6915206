import { expect, it } from "vitest";
import { dispatchedTask, taskNameOf } from "../../../src/tunnel/openpr/dispatched-task.ts";

const EVENT = { id: "evt-1", event: "issue.assigned", data: { issue: { id: "i-7" } } };
const NAMED = { run_id: "run-1", issue_id: "i-9", agent: "claude" };

it.each([
  ["an event", { ...NAMED, body: EVENT }, { ...EVENT, task: { ...NAMED, text: null } }],
  [
    "an event as text",
    { ...NAMED, body: JSON.stringify(EVENT) },
    { ...EVENT, task: { ...NAMED, text: null } },
  ],
  [
    "an event alone: the rest is read from it",
    { body: EVENT },
    { ...EVENT, task: { run_id: "run-m-1", issue_id: "i-7", agent: null, text: null } },
  ],
  [
    "words",
    { ...NAMED, body: "Mend the search." },
    {
      event: "task.dispatch",
      id: "m-1",
      data: { issue: { id: "i-9" } },
      task: { ...NAMED, text: "Mend the search." },
    },
  ],
  [
    "names alone",
    NAMED,
    {
      event: "task.dispatch",
      id: "m-1",
      data: { issue: { id: "i-9" } },
      task: { ...NAMED, text: null },
    },
  ],
  [
    "no object",
    "Mend the search.",
    {
      event: "task.dispatch",
      id: "m-1",
      task: { run_id: "run-m-1", issue_id: null, agent: null, text: "Mend the search." },
    },
  ],
  [
    "nothing",
    null,
    {
      event: "task.dispatch",
      id: "m-1",
      task: { run_id: "run-m-1", issue_id: null, agent: null, text: "null" },
    },
  ],
  [
    "a payload of another shape, as the event itself",
    { run_id: 7, ...EVENT },
    { run_id: 7, ...EVENT, task: { run_id: "run-m-1", issue_id: "i-7", agent: null, text: null } },
  ],
  [
    "an event that says it is a task already",
    { ...NAMED, body: { ...EVENT, task: { run_id: "forged" } } },
    { ...EVENT, task: { ...NAMED, text: null } },
  ],
])("makes an event of %s", (_, payload, event) => {
  expect(dispatchedTask(payload, "m-1")).toEqual(event);
});

it("finds the name of a task again in what its hook was handed", () => {
  const event = dispatchedTask({ ...NAMED, body: EVENT }, "m-1");

  expect(taskNameOf(JSON.parse(JSON.stringify(event)))).toEqual({
    run_id: "run-1",
    issue_id: "i-9",
  });
  expect(taskNameOf({ task: {} })).toBeNull();
  expect(taskNameOf(undefined)).toBeNull();
});
