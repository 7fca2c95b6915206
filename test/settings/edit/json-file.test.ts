import { execFileSync } from "node:child_process";
import { chmod, mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readJsonFile } from "../../../src/settings/edit/json-file.ts";
import { tempFolder } from "../temp-home.ts";

const fileWith = async (content: string | Buffer): Promise<string> => {
  const file = path.join(await tempFolder(), "webhooks.json");
  await writeFile(file, content, { mode: 0o600 });
  return file;
};

describe("readJsonFile", () => {
  it("reads an object, with or without a byte order mark", async () => {
    const plain = await readJsonFile(await fileWith('{"a": "ü"}'));
    const marked = await readJsonFile(await fileWith('\uFEFF{"a": "ü"}'));

    expect(plain).toMatchObject({ kind: "object", value: { a: "ü" }, problems: [] });
    expect(marked).toMatchObject({ kind: "object", value: { a: "ü" }, problems: [] });
  });

  it("takes a link whose target is missing for a fault, not for no file", async () => {
    const file = path.join(await tempFolder(), "webhooks.json");
    await symlink("/nowhere/webhooks.json", file);

    await expect(readJsonFile(file)).resolves.toMatchObject({
      kind: "broken",
      problem: { message: "is a link whose target is missing" },
    });
  });

  it("tells a missing file apart", async () => {
    const file = path.join(await tempFolder(), "webhooks.json");

    await expect(readJsonFile(file)).resolves.toEqual({ kind: "missing" });
  });

  it.each([
    ["no JSON", '{\n "hooks": [}\n}', "is not JSON: line 2, column 12: expected a value or ]"],
    ["a list", "[]", "must hold one JSON object: { ... }"],
    ["null", "null", "must hold one JSON object: { ... }"],
    ["nothing", "", "is not JSON: line 1, column 1: expected a value"],
    ["bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "is not UTF-8 text"],
    [
      "a name twice",
      '{\n "hooks": [],\n "hooks": []\n}',
      "has a name twice in one object: line 3, column 2",
    ],
    ["too deep a nest", `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, "is nested too deep"],
  ])("says what is wrong with a file that holds %s", async (_, content, message) => {
    await expect(readJsonFile(await fileWith(content))).resolves.toEqual({
      kind: "broken",
      problem: { level: "error", file: "webhooks.json", message },
    });
  });

  it("shows nothing of a broken file's text", async () => {
    const file = await fileWith('{"hooks": [{"token": "very-secret" "x"}]}');

    expect(JSON.stringify(await readJsonFile(file))).not.toContain("very");
  });

  it("refuses a file above 16 MiB without reading it", async () => {
    const file = await fileWith("{}");
    await truncate(file, 16 * 1024 * 1024 + 1);

    await expect(readJsonFile(file)).resolves.toMatchObject({
      problem: { message: "is too large: 16777217 bytes, at most 16777216" },
    });
  });

  it("refuses a folder and a pipe in the file's place without waiting", async () => {
    const folder = path.join(await tempFolder(), "webhooks.json");
    await mkdir(folder);
    const pipe = path.join(await tempFolder(), "webhooks.json");
    execFileSync("mkfifo", [pipe]);

    for (const file of [folder, pipe]) {
      await expect(readJsonFile(file)).resolves.toMatchObject({
        problem: { level: "error", message: "is not a file" },
      });
    }
  });

  it("warns of a file that is open to others, and uses it", async () => {
    const file = await fileWith("{}");
    await chmod(file, 0o644);

    await expect(readJsonFile(file)).resolves.toMatchObject({
      kind: "object",
      problems: [{ level: "warning", hint: `chmod 600 '${file}'` }],
    });
  });
});
