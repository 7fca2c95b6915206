// What one turn of a conversation cost and used, where a program counts the whole conversation.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { claudeReader } from "../../src/agents/providers/claude-transcript.ts";
import { readTranscript } from "../../src/agents/run/read-transcript.ts";
import { PROVIDER_TABLE } from "../../src/agents/providers/table.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const result = (rest: object) => ({ type: "result", subtype: "success", is_error: false, ...rest });
const since = (...costs: number[]) => ({
  model_usage_since_last_result: Object.fromEntries(
    costs.map((costUSD, number) => [`model-${number}`, { costUSD }]),
  ),
});

function costOf(...records: object[]): number | undefined {
  const reader = claudeReader();
  for (const record of records) reader.read(record as Record<string, unknown>);
  return reader.end("").costUsd;
}

describe("the cost of a turn with claude", () => {
  it("is what came since the last record, of all models", () => {
    expect(costOf(result({ total_cost_usd: 7, ...since(0.25, 0.5) }))).toBe(0.75);
  });

  it("sums up the records of one run", () => {
    expect(costOf(result({ total_cost_usd: 7, ...since(0.25) }), result(since(0.5)))).toBe(0.75);
  });

  it("is nothing where no model was asked", () => {
    expect(costOf(result({ total_cost_usd: 7, ...since() }))).toBe(0);
  });

  it("is the total where an older version says no more", () => {
    expect(costOf(result({ total_cost_usd: 7 }))).toBe(7);
    expect(costOf(result({}))).toBeUndefined();
  });
});

describe("opencode's log", () => {
  it("is no reason for a failure where it only tells what it does", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "wakehook-figures-"));
    folders.push(folder);
    const files = { stdoutFile: path.join(folder, "out"), stderrFile: path.join(folder, "err") };
    await writeFile(files.stdoutFile, "");
    await writeFile(
      files.stderrFile,
      "timestamp=t level=INFO run=r message=loading\ntimestamp=t level=ERROR run=r message=failed\nError: no\n",
    );

    const { stderr } = await readTranscript(PROVIDER_TABLE.opencode, files);

    expect(stderr).toBe("timestamp=t level=ERROR run=r message=failed\nError: no\n");
  });
});
