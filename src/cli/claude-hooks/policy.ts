// What keeps hooks from running though they are written down: a switch of the user's own, and the policy of a machine that
// somebody manages. In: settings files. Out: words about the first that forbids them.

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const MANAGED_FOLDERS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: "/Library/Application Support/ClaudeCode",
  linux: "/etc/claude-code",
};

/** null: hooks may run. `managedFolder`: instead of the platform's own. */
export async function forbiddenBy(
  own: { readonly file: string; readonly value: Readonly<Record<string, unknown>> },
  platform: NodeJS.Platform,
  managedFolder = MANAGED_FOLDERS[platform],
): Promise<string | null> {
  if (own.value["disableAllHooks"] === true) return `disableAllHooks is set in ${own.file}`;
  if (managedFolder === undefined) return null;
  const more = path.join(managedFolder, "managed-settings.d");
  const names = await readdir(more).catch(() => []);
  const files = [
    path.join(managedFolder, "managed-settings.json"),
    ...names.filter((name) => name.endsWith(".json")).map((name) => path.join(more, name)),
  ];
  for (const file of files) {
    const policy = await readObject(file);
    for (const name of ["disableAllHooks", "allowManagedHooksOnly"])
      if (policy?.[name] === true) return `the policy of this machine: ${name} in ${file}`;
  }
  return null;
}

async function readObject(file: string): Promise<Record<string, unknown> | null> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
