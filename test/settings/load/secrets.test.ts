import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { resolveSecret } from "../../../src/settings/load/secrets.ts";
import { tempFolder } from "../temp-home.ts";

const AT = { file: "webhooks.json", entry: "a", field: "token" };

const secretFile = async (content: string | Buffer, mode = 0o600): Promise<string> => {
  const file = path.join(await tempFolder(), "secret");
  await writeFile(file, content);
  await chmod(file, mode);
  return file;
};

describe("resolveSecret", () => {
  it.each([
    ["a plain value", "s3cr3t", "s3cr3t"],
    ["a stored hash", `sha256:${"0".repeat(64)}`, `sha256:${"0".repeat(64)}`],
    ["a variable", "env:TOKEN", "from the environment"],
    ["nothing", undefined, null],
    ["an empty text", "", null],
  ])("takes %s", async (_, written, value) => {
    const environment = { TOKEN: "from the environment" };

    await expect(resolveSecret(written, environment, AT)).resolves.toEqual({ value, problems: [] });
  });

  it.each([
    ["no line end", "s3cr3t", "s3cr3t"],
    ["one line end", "s3cr3t\n", "s3cr3t"],
    ["a Windows line end", "s3cr3t\r\n", "s3cr3t"],
    ["two line ends, of which one belongs to it", "s3cr3t\n\n", "s3cr3t\n"],
    ["spaces, which belong to it", " s3cr3t ", " s3cr3t "],
  ])("takes a file's text with %s", async (_, content, value) => {
    const file = await secretFile(content);

    await expect(resolveSecret(`file:${file}`, {}, AT)).resolves.toEqual({ value, problems: [] });
  });

  it("warns of a file that others may read, and uses it", async () => {
    const file = await secretFile("s3cr3t", 0o640);

    await expect(resolveSecret(`file:${file}`, {}, AT)).resolves.toMatchObject({
      value: "s3cr3t",
      problems: [{ level: "warning", value: "(secret)", hint: `chmod 600 '${file}'` }],
    });
  });

  it.each([
    ["is empty", "\n", "is empty"],
    ["is no text", Buffer.from([0xff, 0xfe]), "is not UTF-8 text"],
    ["is too large", "x".repeat(64 * 1024 + 1), "is larger than 65536 bytes"],
  ])("refuses a file that %s", async (_, content, words) => {
    const file = await secretFile(content);

    await expect(resolveSecret(`file:${file}`, {}, AT)).resolves.toMatchObject({
      value: null,
      problems: [
        { level: "error", entry: "a", field: "token", message: `the file ${file} ${words}` },
      ],
    });
  });

  it("refuses a missing file, a folder, and a path that is not absolute", async () => {
    const folder = path.join(await tempFolder(), "folder");
    await mkdir(folder);
    const wrong = [`file:${folder}/none`, `file:${folder}`, "file:secret", "file:"];

    const results = await Promise.all(
      wrong.map(async (written) => await resolveSecret(written, {}, AT)),
    );

    expect(results.map(({ value, problems }) => [value, problems[0]?.message])).toEqual([
      [null, expect.stringContaining("cannot be read: ENOENT")],
      [null, `the file ${folder} is not a file`],
      [null, "secret is not an absolute path"],
      [null, " is not an absolute path"],
    ]);
  });

  it.each(["env:NOT_SET", "env:EMPTY", "env:"])("refuses %s", async (written) => {
    const result = await resolveSecret(written, { EMPTY: "" }, AT);

    expect(result).toMatchObject({ value: null, problems: [{ level: "error", field: "token" }] });
  });
});
