import { readFile, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { setConfig } from "../../../src/settings/edit/set-config.ts";
import { ensureHome } from "../../../src/settings/home.ts";
import { tempHome } from "../temp-home.ts";

async function homeWith(config: object) {
  const paths = await tempHome();
  await ensureHome(paths);
  await writeFile(paths.configFile, JSON.stringify(config), { mode: 0o600 });
  const written = async (): Promise<unknown> =>
    JSON.parse(await readFile(paths.configFile, "utf8"));
  return { paths, written };
}

it("sets, takes out and adds, as one change", async () => {
  const { paths, written } = await homeWith({ timezone: "UTC", task_roots: ["/a"] });

  const { changed } = await setConfig(paths, {
    fields: { "features.agents": true, timezone: null },
    add: { task_roots: ["/a", "/b"] },
  });

  expect(await written()).toEqual({ task_roots: ["/a", "/b"], features: { agents: true } });
  expect(changed.toSorted()).toEqual(["features.agents", "task_roots", "timezone"]);
});

it.each([
  ["an unknown setting", { fields: { "features.nothing": true }, add: {} }, /unknown field/],
  ["a wrong value", { fields: { "webhooks.port": "eighty" }, add: {} }, /must be/],
  [
    "an object that loses others",
    { fields: { features: { agents: true } }, add: {} },
    /would lose/,
  ],
  ["a list that is none", { fields: {}, add: { timezone: ["UTC"] } }, /is no list/],
  [
    "the fingerprint of a secret",
    { fields: { webhooks: { token: "fingerprint:0123456789ab" } }, add: {} },
    /webhooks.token is the fingerprint of a secret/,
  ],
  ["a path that is none", { fields: { "a..b": 1 }, add: {} }, /is no path of a setting/],
])("writes nothing for %s, whatever else is set", async (_, change, words) => {
  const before = { timezone: "UTC", features: { forward: true } };
  const { paths, written } = await homeWith(before);
  const both = { ...change, fields: { timezone: "Europe/Berlin", ...change.fields } };

  await expect(setConfig(paths, both)).rejects.toThrow(words);

  expect(await written()).toEqual(before);
});

it("loses neither of two folders that are added at the same time", async () => {
  const { paths, written } = await homeWith({});
  const roots = ["/a", "/b", "/c", "/d"];

  await Promise.all(
    roots.map((root) => setConfig(paths, { fields: {}, add: { task_roots: [root] } })),
  );

  const { task_roots: list } = (await written()) as { task_roots: string[] };
  expect(list.toSorted()).toEqual(roots);
});
