import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { keepAnswer } from "../../src/modes/keep-answer.ts";

async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-modes-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it("writes the answer for the owner alone and changes nothing of the outcome", async () => {
  const folder = await tempFolder();
  const outcome = { status: "success", answer: "Done.\u00e9" } as const;

  expect(await keepAnswer(folder, outcome)).toBe(outcome);

  const file = path.join(folder, "result.md");
  expect(await readFile(file, "utf8")).toBe("Done.\u00e9");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it.each([
  [undefined, "result.md could not be written: ENOENT"],
  ["two were silent", "two were silent; result.md could not be written: ENOENT"],
])("keeps the status where the file cannot be written, and says so", async (reason, words) => {
  const folder = path.join(await tempFolder(), "gone");

  expect(await keepAnswer(folder, { status: "success", answer: "Done.", reason })).toEqual({
    status: "success",
    answer: "Done.",
    reason: words,
  });
});
