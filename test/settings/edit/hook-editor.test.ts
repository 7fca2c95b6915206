import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { entryVersion } from "../../../src/core/settings/entry-version.ts";
import { createHookEditor } from "../../../src/settings/edit/hook-editor.ts";
import { ensureHome } from "../../../src/settings/home.ts";
import { readSettings } from "../../../src/settings/read.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";
import { handClock } from "../../admin/harness.ts";
import { tempHome } from "../temp-home.ts";

const WAKE = { title: "Wake", mode: "wake", prompt_template: "Look." };

async function opened() {
  const paths = await tempHome();
  await ensureHome(paths);
  const environment = {};
  const deps = { paths, environment, clock: handClock(), randomness: systemRandomness };
  const entries = async () =>
    (JSON.parse(await readFile(paths.hooksFile, "utf8")) as { hooks: Record<string, unknown>[] })
      .hooks;
  return { paths, entries, editor: createHookEditor(deps), read: () => readSettings(paths, {}) };
}

it("adds a hook with a token of its own, of which the hash is kept", async () => {
  const { editor, entries, read } = await opened();
  const made = await editor.create({ id: "script", ...WAKE });

  expect(made).toMatchObject({ id: "script", secretField: "token", verifyToken: null });
  expect(made.secret).toMatch(/^[\w-]{43}$/);
  expect(made.entry["token"]).toMatch(/^fingerprint:/);
  expect((await entries())[0]).toMatchObject({
    token: expect.stringMatching(/^sha256:/),
    created_at: "2027-01-15T08:00:00.000Z",
  });
  expect((await read()).hooks.get("script" as never)?.state).toBe("valid");
});

it("makes what a sender signs with, and a token that it repeats", async () => {
  const { editor, entries } = await opened();
  const github = await editor.create({ id: "site", source: "github", ...WAKE });
  const stripe = await editor.create({ id: "shop", source: "stripe", ...WAKE });
  const meta = await editor.create({ id: "meta", source: "meta", ...WAKE });

  expect(github).toMatchObject({ secretField: "secret", secret: expect.any(String) });
  expect((await entries())[0]?.["secret"]).toBe(github.secret);
  expect(stripe).toMatchObject({ secretField: "secret", secret: null });
  expect(meta.verifyToken).toMatch(/^[\w-]{43}$/);
});

it("keeps a secret that is given, and tells nobody", async () => {
  const { editor, entries } = await opened();
  const made = await editor.create({ id: "script", token: "t".repeat(40), ...WAKE });

  expect(made.secret).toBeNull();
  expect(JSON.stringify([made, await entries()])).not.toContain("t".repeat(40));
});

it("makes a task folder of wakehook's own, and no other", async () => {
  const { editor, paths } = await opened();
  const work = { title: "Work", mode: "cron_task", prompt_template: "Look.", permission: "edit" };
  await editor.create({ id: "own", task_folder: "site", ...work });
  const outside = path.join(paths.root, "..", "elsewhere");
  await editor.create({ id: "other", task_folder: outside, ...work });

  expect((await stat(path.join(paths.tasksFolder, "site"))).isDirectory()).toBe(true);
  await expect(stat(outside)).rejects.toThrow("ENOENT");
  await editor.create({ id: "out", task_folder: "../../out", ...work });
  await expect(stat(path.join(paths.tasksFolder, "../../out"))).rejects.toThrow("ENOENT");
});

it.each([
  [{ title: "x" }, "usage"],
  [{ id: "No Id", ...WAKE }, "usage"],
  [{ id: "here", ...WAKE }, "already_exists"],
  [{ id: "new", ...WAKE, mode: 5 }, "settings_invalid"],
  [{ id: "new", ...WAKE, when: "payload." }, "settings_invalid"],
  [{ id: "new", ...WAKE, token: "fingerprint:abc" }, "usage"],
])("refuses %j, and nothing is written", async (fields, code) => {
  const { editor, entries } = await opened();
  await editor.create({ id: "here", ...WAKE });
  const before = await entries();

  await expect(editor.create(fields)).rejects.toMatchObject({ code });
  expect(await entries()).toEqual(before);
});

it("changes fields, takes them out, and refuses what would be wrong", async () => {
  const { editor, entries } = await opened();
  await editor.create({ id: "site", source: "github", events: ["issues.opened"], ...WAKE });
  const changed = await editor.change("site", { title: "Other", events: null });

  expect(changed.entry).toMatchObject({ title: "Other", secret: expect.stringMatching(/^finger/) });
  expect((await entries())[0]).not.toHaveProperty("events");
  for (const [fields, code] of [
    [{ mode: 5 }, "settings_invalid"],
    [{ id: "other" }, "usage"],
    [changed.entry, "usage"],
  ] as const)
    await expect(editor.change("site", fields)).rejects.toMatchObject({ code });
  await expect(editor.change("gone", {})).rejects.toMatchObject({ code: "not_found" });
  expect((await entries())[0]).toMatchObject({ title: "Other" });
});

it("changes a part of a field, and keeps the secret beside it", async () => {
  const { editor, entries } = await opened();
  const forward = { url: "https://a.example/x", secret: "s".repeat(32) };
  await editor.create({ id: "on", title: "On", mode: "forward", forward });

  const { entry } = await editor.change("on", {
    "forward.url": "https://b.example/y",
    "budget.runs_per_day": 3,
  });

  expect((await entries())[0]).toMatchObject({
    forward: { url: "https://b.example/y", secret: "s".repeat(32) },
    budget: { runs_per_day: 3 },
  });
  expect(JSON.stringify(entry)).not.toContain("sss");
  await editor.change("on", { "budget.runs_per_day": null, "forward.secret": null });
  expect((await entries())[0]).toMatchObject({ budget: {}, forward: { url: expect.anything() } });
  for (const name of ["id.x", "a..b", "__proto__.x", "forward.__proto__"])
    await expect(editor.change("on", { [name]: 1 })).rejects.toMatchObject({ code: "usage" });
});

it("tries a hook with other fields, and writes nothing", async () => {
  const { editor, entries } = await opened();
  await editor.create({ id: "site", source: "github", ...WAKE });
  const before = await entries();

  const { hook, secrets } = await editor.tried("site", { when: "payload.n == 1", title: "Other" });

  expect(hook).toMatchObject({ title: "Other", when: "payload.n == 1" });
  expect(secrets.secret).toBeNull();
  await expect(editor.tried("site", { when: "payload." })).rejects.toMatchObject({
    code: "settings_invalid",
    problems: [expect.objectContaining({ field: "when" })],
  });
  expect(await entries()).toEqual(before);
});

it("loses none of many changes at once", async () => {
  const { editor, entries } = await opened();
  await Promise.all(["a", "b", "c", "d", "e"].map((id) => editor.create({ id, ...WAKE })));
  await Promise.all([editor.change("a", { enabled: false }), editor.remove("b")]);

  const states = (await entries()).map(({ id, enabled = true }) => [id, enabled]);
  expect(Object.fromEntries(states)).toEqual({ a: false, c: true, d: true, e: true });
});

it("changes the version that was looked at, and no other", async () => {
  const { editor, entries } = await opened();
  await editor.create({ id: "script", ...WAKE });
  const version = entryVersion(await editor.entry("script"));

  await editor.change("script", { title: "Other" });
  const late = editor.change("script", { enabled: true }, version);

  await expect(late).rejects.toMatchObject({ code: "refused" });
  expect((await entries())[0]).not.toHaveProperty("enabled");
  const now = entryVersion(await editor.entry("script"));
  await editor.change("script", { description: "seen" }, now);
  expect(await entries()).toMatchObject([{ title: "Other", description: "seen" }]);
});

it("takes an entry with another secret for another version", async () => {
  const { editor } = await opened();
  await editor.create({ id: "script", ...WAKE });
  const version = entryVersion(await editor.entry("script"));

  await editor.rotate("script", { secret: null, keepMs: 0 });

  await expect(editor.change("script", { title: "x" }, version)).rejects.toThrow("meanwhile");
});
