import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { RunId } from "../../../src/core/records/ids.ts";
import { markOf } from "../../../src/core/admission/mark.ts";
import { makeWorld, MARK_KEY, SECRET, send, type World } from "../world.ts";

const RUN = "run_01jd3v9p6qk8z5w2x7y4m1n0ab" as RunId;
const MARKED = `Mended it.\n\n<!-- ${markOf(RUN, MARK_KEY)} -->`;

/** What a hook of OpenPR takes an event for: the run that wrote it, or null. */
async function writtenBy(event: string, data: object): Promise<string | null> {
  const hook = {
    fields: { id: "tasks", title: "t", mode: "wake", source: "openpr" },
    secrets: { secret: SECRET },
  };
  const world: World = makeWorld([hook]);
  const body = { id: "d1", event, data };
  const signature = createHmac("sha256", SECRET).update(JSON.stringify(body)).digest("hex");
  const headers = { "x-webhook-signature": `sha256=${signature}` };
  expect((await send(world, "/hooks/tasks", { body, headers })).status).toBe(200);
  return world.accepted[0]?.causedBy ?? null;
}

describe("own work of a sender whose event says name and action in one word", () => {
  it.each([
    ["a comment that was just written", "comment.created", { comment: { content: MARKED } }],
    ["an issue that was just made", "issue.created", { issue: { description: MARKED } }],
  ])("is known: %s", async (_, event, data) => {
    expect(await writtenBy(event, data)).toBe(RUN);
  });

  it.each([
    ["an old text that comes along", "issue.assigned", { issue: { description: MARKED } }],
    ["a comment that went", "comment.deleted", { comment: { content: MARKED } }],
    ["somebody's words", "comment.created", { comment: { content: "Mended it." } }],
  ])("is not: %s", async (_, event, data) => {
    expect(await writtenBy(event, data)).toBeNull();
  });
});
