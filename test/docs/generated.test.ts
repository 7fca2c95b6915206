import { globSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { generatedFiles, staleFiles } from "../../scripts/reference/all-files.ts";
import { NEW_FLAGS } from "../../scripts/reference/permissions-page.ts";
import { ENTRY_FIELDS } from "../../src/core/settings/route.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const files = await generatedFiles();

describe("docs/reference and docs/schema", () => {
  it.each([...files.keys()])("%s is what `npm run generate` prints", async (name) => {
    const onDisk = await readFile(path.join(ROOT, name), "utf8").catch(() => "missing");

    expect(onDisk).toBe(files.get(name));
  });

  it("hold no file that is not generated any more", async () => {
    const stale = await staleFiles(ROOT, files);

    expect(stale).toEqual([]);
  });

  it("name every field of a hook once", () => {
    const lines = (files.get("docs/reference/hooks.md") ?? "").split("\n");
    const named = lines.flatMap((line) => /^\| `([a-z_]+)` /.exec(line)?.[1] ?? []);

    expect(named).toEqual(Object.keys(ENTRY_FIELDS));
  });

  it("show the arguments of a program whose help names every flag that is asked for", () => {
    const code = globSync("src/agents/**/*.ts", { cwd: ROOT }).map((file) =>
      readFileSync(path.join(ROOT, file), "utf8"),
    );
    const asked = code.flatMap((text) =>
      [...text.matchAll(/\bhas\("([^"]+)"\)/g)].map(([, flag = ""]) => flag),
    );

    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((flag) => !NEW_FLAGS.includes(flag))).toEqual([]);
  });
});
