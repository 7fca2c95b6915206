import { describe, expect, it } from "vitest";
import type { RunId } from "../../src/core/records/ids.ts";
import { fingerprintOfPosted, markOf } from "../../src/core/admission/mark.ts";
import { createOwnWork } from "../../src/ingress/own-work.ts";
import { findSource } from "../../src/sources/table.ts";

const KEY = Buffer.alloc(32, 1);
const RUN = "run_01jd3v9p6qk8z5w2x7y4m1n0ab" as RunId;
const ANSWER = "I looked at the issue. It is caused by a missing file.";

const recognise = createOwnWork({
  markKey: KEY,
  ledger: {
    hasPosted: () => true,
    postedBy: (fingerprint) => (fingerprint === fingerprintOfPosted(ANSWER) ? RUN : null),
  },
});

function ask(sourceName: string, payload: unknown, action: string | null = null): RunId | null {
  const source = findSource(sourceName);
  if (source === undefined) throw new Error(`no source ${sourceName}`);
  return recognise({ source, payload, action, body: Buffer.from(JSON.stringify(payload)) });
}

describe("wakehook's own work", () => {
  const marked = `Looked at it.\n\n${markOf(RUN, KEY)}`;

  it("is known by its mark, in a preset's text and anywhere in a payload without a preset", () => {
    expect(ask("github", { comment: { body: marked } }, "created")).toBe(RUN);
    expect(ask("generic", { deep: [{ text: marked }] })).toBe(RUN);
  });

  it("is known by the very answer, where the preset says which text is new", () => {
    expect(ask("github", { comment: { body: `${ANSWER}\r\n` } }, "created")).toBe(RUN);
    expect(ask("generic", { text: ANSWER })).toBeNull();
  });

  it("is not somebody's comment on it", () => {
    const payload = { issue: { body: marked }, comment: { body: "Thank you, but no." } };

    expect(ask("github", payload, "created")).toBeNull();
    expect(ask("github", { issue: { body: marked } }, "labeled")).toBeNull();
  });
});
