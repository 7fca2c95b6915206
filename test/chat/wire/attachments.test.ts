import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { attachmentsOf } from "../../../src/chat/wire/attachments.ts";

function homeWith(files: Readonly<Record<string, string>>): string {
  const home = mkdtempSync(path.join(tmpdir(), "wakehook-attachments-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files))
    writeFileSync(path.join(home, name), content);
  return home;
}

async function attached(
  home: string,
  names: readonly string[],
  { isWhole = true, text = "the words", mostBytes = 100 } = {},
): Promise<unknown[]> {
  const files = names.map((name) => ({ name: `shown-${name}`, path: name }));
  const readers = await attachmentsOf({ home, mostBytes }, { text, files }, isWhole);
  const all = await Promise.all(readers.map((read) => read()));
  return all.map((one) => (one.kind === "file" ? [one.name, one.content.toString()] : one.words));
}

describe("files of a message", () => {
  it("are read", async () => {
    const home = homeWith({ "a.txt": "A", "b.txt": "B" });

    expect(await attached(home, ["a.txt", "b.txt"])).toEqual([
      ["shown-a.txt", "A"],
      ["shown-b.txt", "B"],
    ]);
  });

  it("have words in their place where they cannot be sent, so that their number stays", async () => {
    const home = homeWith({ "empty.txt": "", "long.txt": "x".repeat(101), "a.txt": "A" });

    expect(await attached(home, ["none.txt", "empty.txt", "long.txt", "a.txt"])).toEqual([
      "[the file shown-none.txt is not there any more]",
      "[the file shown-empty.txt is empty]",
      "[the file shown-long.txt is too large to be sent; it lies at long.txt]",
      ["shown-a.txt", "A"],
    ]);
  });

  it("are the whole text too where its parts are not and no file is", async () => {
    const home = homeWith({ "a.txt": "A", "answer.md": "the words" });
    const isWhole = false;

    expect(await attached(home, ["a.txt"], { isWhole })).toEqual([
      ["message.md", "the words"],
      ["shown-a.txt", "A"],
    ]);
    expect(await attached(home, ["answer.md"], { isWhole })).toHaveLength(1);
  });
});
