import { describe, expect, it } from "vitest";
import {
  PREVIEW_BOUNDARY,
  PREVIEW_MARK,
  renderPrompt,
  type Rendering,
} from "../../../src/core/text/render-prompt.ts";
import type { DeliveryId } from "../../../src/core/records/ids.ts";

function rendering(change: Partial<Rendering> = {}): Rendering {
  return {
    template: "Look at {{issue.title}} of {{$entity}}.",
    hook: { title: "Issues", appendPayload: "auto" },
    delivery: {
      id: "dlv_00000000000000000000000001" as DeliveryId,
      event: "issues.opened",
      entity: "octo/site#1",
      method: "POST",
      path: "/hooks/site",
      contentType: "application/json; charset=utf-8",
      source: "github",
    },
    content: { headers: [], body: Buffer.from('{"issue":{"title":"A bug"}}') },
    source: undefined,
    boundary: PREVIEW_BOUNDARY,
    mark: PREVIEW_MARK,
    ...change,
  };
}

function textOf(change: Partial<Rendering> = {}): string {
  const prompt = renderPrompt(rendering(change));
  return prompt.ok ? prompt.text : `refused: ${prompt.reason}`;
}

describe("renderPrompt", () => {
  it("fills the template from the payload and the delivery", () => {
    expect(textOf()).toContain(
      "Look at <outside-0000000000000000>A bug</outside-0000000000000000> of <outside-0000000000000000>octo/site#1</outside-0000000000000000>.",
    );
  });

  it("differs between a preview and a run in the boundary and the mark alone", () => {
    const boundary = "a1b2c3d4e5f60718";
    const run = textOf({ boundary, mark: "wakehook-run: run_1.2" });

    expect(
      run.replaceAll(boundary, PREVIEW_BOUNDARY).replace("wakehook-run: run_1.2", PREVIEW_MARK),
    ).toBe(textOf());
  });

  it("knows the short names and the shapes of the sender's preset", () => {
    const body = Buffer.from('["first"]');
    const source = { bodyShapes: ["array"], names: {} } as const;

    expect(textOf({ template: "Look.", content: { headers: [], body } })).toContain("refused: ");
    expect(textOf({ template: "Look.", content: { headers: [], body }, source })).toContain(
      "first",
    );
    expect(
      textOf({
        template: "Read {{headline}}.",
        source: { bodyShapes: ["object"], names: { headline: "issue.title" } },
      }),
    ).toContain("A bug");
  });

  it.each([
    [null, "emptied by retention"],
    [Buffer.from("{"), "not JSON"],
  ])("says why there is none where the body is %j", (body, words) => {
    expect(textOf({ content: { headers: [], body } })).toMatch(`refused: `);
    expect(textOf({ content: { headers: [], body } })).toContain(words);
  });
});
