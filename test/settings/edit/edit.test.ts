import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { editConfig, editHooks } from "../../../src/settings/edit/edit.ts";
import { goodHook, put, tempHome } from "../temp-home.ts";

const EDITOR = path.join(import.meta.dirname, "fixtures/edit-often.ts");

const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, "utf8"));

describe("editHooks", () => {
  it("loses none of the edits that four processes make at the same time", async () => {
    const paths = await tempHome();
    const editors = ["a", "b", "c", "d"].map((name) =>
      spawn(process.execPath, [EDITOR, paths.root, name, "100"], { stdio: "inherit" }),
    );

    const ends = await Promise.all(editors.map(async (editor) => await once(editor, "exit")));

    expect(ends.map(([code]: unknown[]) => code)).toEqual([0, 0, 0, 0]);
    const { hooks } = (await readJson(paths.hooksFile)) as { hooks: Array<{ id: string }> };
    const wanted = ["a", "b", "c", "d"].flatMap((name) =>
      Array.from({ length: 100 }, (_, edit) => `${name}-${edit}`),
    );
    expect(hooks.map(({ id }) => id).toSorted()).toEqual(wanted.toSorted());
    expect((await stat(paths.hooksFile)).mode & 0o777).toBe(0o600);
  });

  it("keeps what it does not touch: other fields, their order, other entries, $schema", async () => {
    const paths = await tempHome();
    const odd = { zeta: 1, id: "odd", title: null, last_error: "x", cli_parameters: ["--a", "ü"] };
    await put(paths.hooksFile, { $schema: "./s.json", extra: [1], hooks: [odd, goodHook("b")] });

    await editHooks(paths, (entries) =>
      entries.map((entry) => (entry["id"] === "b" ? { ...entry, enabled: false } : entry)),
    );

    const text = await readFile(paths.hooksFile, "utf8");
    const wanted = {
      $schema: "./s.json",
      extra: [1],
      hooks: [odd, { ...goodHook("b"), enabled: false }],
    };
    expect(text).toBe(`${JSON.stringify(wanted, null, 2)}\n`);
  });

  it("makes the change anew where an editor saved in between", async () => {
    const paths = await tempHome();
    await put(paths.hooksFile, { hooks: [goodHook("a")] });
    let calls = 0;

    await editHooks(paths, (entries) => {
      calls += 1;
      if (calls === 1)
        writeFileSync(paths.hooksFile, JSON.stringify({ hooks: [goodHook("from-editor")] }));
      return [...entries, goodHook("from-command")];
    });

    const { hooks } = (await readJson(paths.hooksFile)) as { hooks: Array<{ id: string }> };
    expect(hooks.map(({ id }) => id)).toEqual(["from-editor", "from-command"]);
    expect(calls).toBe(2);
  });

  it("takes a missing file as one without hooks", async () => {
    const paths = await tempHome();

    await editHooks(paths, (entries) => [...entries, goodHook("first")]);

    expect(await readJson(paths.hooksFile)).toEqual({ hooks: [goodHook("first")] });
  });

  it("does not write where nothing changes", async () => {
    const paths = await tempHome();
    const asTyped = '{ "hooks" : [ ] }';
    await put(paths.hooksFile, asTyped);

    await editHooks(paths, (entries) => entries);

    expect(await readFile(paths.hooksFile, "utf8")).toBe(asTyped);
  });

  it("sees a change that was made to the list it handed out", async () => {
    const paths = await tempHome();

    await editHooks(paths, (entries) => {
      entries.push(goodHook("pushed"));
      return entries;
    });

    expect(await readJson(paths.hooksFile)).toEqual({ hooks: [goodHook("pushed")] });
  });

  it.each([
    ["no JSON", '{"hooks": [,]}', "line 1, column 12"],
    ["no list", '{"hooks": {}}', "hooks must be a list"],
    ["an entry that is no object", '{"hooks": [{}, 7]}', "entry #2 is not an object"],
    ["a list on top", "[]", "one JSON object"],
  ])("refuses a file with %s and does not touch it", async (_, text, words) => {
    const paths = await tempHome();
    await put(paths.hooksFile, text);

    const editing = editHooks(paths, () => []);

    await expect(editing).rejects.toMatchObject({
      code: "settings_invalid",
      message: expect.stringContaining(words),
    });
    expect(await readFile(paths.hooksFile, "utf8")).toBe(text);
  });

  it("leaves the file and frees the lock when the change throws", async () => {
    const paths = await tempHome();
    await put(paths.hooksFile, { hooks: [goodHook("a")] });
    const before = readFileSync(paths.hooksFile, "utf8");

    const failing = editHooks(paths, () => {
      throw new Error("not this one");
    });

    await expect(failing).rejects.toThrow("not this one");
    expect(readFileSync(paths.hooksFile, "utf8")).toBe(before);
    await editHooks(paths, () => []);
    expect(await readdir(paths.root)).not.toContainEqual(expect.stringContaining(".new"));
  });
});

describe("editConfig", () => {
  it("changes one field and keeps the rest", async () => {
    const paths = await tempHome();
    await put(paths.configFile, { webhooks: { port: 1 }, timezone: "Europe/Berlin" });

    await editConfig(paths, (config) => ({ ...config, safe_mode: true }));

    expect(await readJson(paths.configFile)).toEqual({
      webhooks: { port: 1 },
      timezone: "Europe/Berlin",
      safe_mode: true,
    });
  });

  it("takes a missing file as an empty one", async () => {
    const paths = await tempHome();

    await editConfig(paths, () => ({ safe_mode: true }));

    expect(await readJson(paths.configFile)).toEqual({ safe_mode: true });
  });
});
