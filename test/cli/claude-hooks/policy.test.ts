import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { forbiddenBy } from "../../../src/cli/claude-hooks/policy.ts";

const OWN = { file: "/home/me/.claude/settings.json", value: {} };

async function managed(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-policy-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(path.join(folder, "managed-settings.d"));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return folder;
}

test("nothing forbids hooks where nothing says so, or what is said cannot be read", async () => {
  const folder = await managed({
    "managed-settings.json": "{",
    "managed-settings.d/10-more.json": '{"allowManagedHooksOnly": "true"}',
    "managed-settings.d/notes.txt": '{"disableAllHooks": true}',
  });

  expect(await forbiddenBy(OWN, "linux", folder)).toBeNull();
  expect(await forbiddenBy(OWN, "linux", "/nowhere")).toBeNull();
  expect(await forbiddenBy(OWN, "win32")).toBeNull();
});

test.each([
  ["managed-settings.json", '{"allowManagedHooksOnly": true}', "allowManagedHooksOnly"],
  ["managed-settings.d/20-hooks.json", '{"disableAllHooks": true}', "disableAllHooks"],
])("a policy of the machine forbids them: %s", async (name, text, word) => {
  const folder = await managed({ [name]: text });

  const words = await forbiddenBy(OWN, "linux", folder);

  expect(words).toContain(word);
  expect(words).toContain(path.join(folder, name));
});

test("the user's own switch forbids them too", async () => {
  const own = { ...OWN, value: { disableAllHooks: true } };

  expect(await forbiddenBy(own, "linux", "/nowhere")).toContain(OWN.file);
});
