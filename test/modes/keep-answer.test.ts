import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createMask } from "../../src/core/secrets/mask.ts";
import { keepAnswer } from "../../src/modes/keep-answer.ts";

async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-modes-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it("writes the answer for the owner alone and changes nothing of the outcome", async () => {
  const folder = await tempFolder();
  const outcome = { status: "success", answer: "Done.\u00e9" } as const;

  expect(await keepAnswer((text) => text, folder, outcome)).toEqual(outcome);

  const file = path.join(folder, "result.md");
  expect(await readFile(file, "utf8")).toBe("Done.\u00e9");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it.each([
  [undefined, "result.md could not be written: ENOENT"],
  ["two were silent", "two were silent; result.md could not be written: ENOENT"],
])("keeps the status where the file cannot be written, and says so", async (reason, words) => {
  const folder = path.join(await tempFolder(), "gone");

  expect(
    await keepAnswer((text) => text, folder, { status: "success", answer: "Done.", reason }),
  ).toEqual({
    status: "success",
    answer: "Done.",
    reason: words,
  });
});

it("takes secrets out of everything that an agent or a target said", async () => {
  const folder = await tempFolder();
  const mask = createMask(["the-secret-itself"]);
  const words = "I read the-secret-itself";

  const kept = await keepAnswer(mask, folder, {
    status: "error:exit_1",
    answer: words,
    reason: words,
    deniedTools: [words],
  });

  const masked = "I read ***";
  expect(kept).toEqual({
    status: "error:exit_1",
    answer: masked,
    reason: masked,
    deniedTools: [masked],
  });
  expect(await readFile(path.join(folder, "result.md"), "utf8")).toBe(masked);
});
