import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { HookId } from "../../../src/core/records/ids.ts";
import type { LoadedHook, SettingsSnapshot } from "../../../src/core/settings/settings.ts";
import { readSettings } from "../../../src/settings/read.ts";
import { goodHook, put, tempHome } from "../temp-home.ts";

const FACTS = {
  payload: { wanted: true },
  event: null,
  headers: [],
  hook: { id: "a", title: "A", mode: "wake" },
};

const hookOf = (snapshot: SettingsSnapshot): LoadedHook | undefined =>
  snapshot.hooks.get("a" as HookId);

async function home(when: string | null) {
  const paths = await tempHome();
  const write = async (text: string | null): Promise<void> =>
    await put(paths.hooksFile, { hooks: [goodHook("a", { token: "t", when: text })] });
  await write(when);
  return { paths, write };
}

describe("a hook's when", () => {
  it("can be asked once it is loaded", async () => {
    const { paths } = await home("payload.wanted");
    const loaded = hookOf(await readSettings(paths, {}));

    expect(loaded?.condition?.(FACTS)).toEqual({ passes: true });
    expect(loaded?.condition?.({ ...FACTS, payload: {} })).toMatchObject({ passes: false });
  });

  it("stays the very same over a reload that does not change it", async () => {
    const { paths } = await home("payload.wanted");
    const first = await readSettings(paths, {});
    const second = await readSettings(paths, {}, first);

    expect(hookOf(second)?.condition).toBe(hookOf(first)?.condition);
  });

  it("is the new one after it was changed", async () => {
    const { paths, write } = await home("payload.wanted");
    const first = await readSettings(paths, {});
    await write("!payload.wanted");
    const second = await readSettings(paths, {}, first);

    expect(hookOf(second)?.condition?.(FACTS)).toEqual({ passes: false, reason: "when is false" });
  });

  it("stays the last valid one where the new one has an error", async () => {
    const { paths, write } = await home("payload.wanted");
    const first = await readSettings(paths, {});
    await write("payload.wanted &&");
    const second = await readSettings(paths, {}, first);

    expect(hookOf(second)).toMatchObject({
      state: "stale",
      condition: hookOf(first)?.condition,
    });
    expect(second.problems.filter(({ level }) => level === "error")).toMatchObject([
      { field: "when", value: '"payload.wanted &&"' },
    ]);
  });

  it("is gone where the entry has none any more", async () => {
    const { paths, write } = await home("payload.wanted");
    const first = await readSettings(paths, {});
    await write(null);

    expect(hookOf(await readSettings(paths, {}, first))?.condition).toBeUndefined();
  });
});

describe("the package that reads conditions", () => {
  const root = path.resolve(import.meta.dirname, "../../..");
  const script = `
    import { registerHooks } from "node:module";
    const seen = [];
    registerHooks({ resolve: (name, context, next) => (seen.push(name), next(name, context)) });
    const { readSettings } = await import("./src/settings/read.ts");
    const { homePaths } = await import("./src/system/home.ts");
    await readSettings(homePaths(process.argv[1]), {});
    console.log(seen.some((name) => name.includes("bufbuild")));
  `;
  const isLoaded = (folder: string): string =>
    execFileSync(process.execPath, ["--input-type=module", "-e", script, folder], {
      cwd: root,
      encoding: "utf8",
    }).trim();

  it.each([
    ["is loaded where a hook has one", "payload.wanted", "true"],
    ["is not loaded where none has one", null, "false"],
  ])("%s", async (_, when, expected) => {
    const { paths } = await home(when);

    expect(isLoaded(paths.root)).toBe(expected);
  });
});
