import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { ensureHome } from "../../src/settings/home.ts";
import { homePaths, type HomePaths } from "../../src/system/home.ts";

/** An empty folder that goes when the test has ended. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-settings-"));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A home, made as the program makes it. */
export async function tempHome(): Promise<HomePaths> {
  const paths = homePaths(path.join(await tempFolder(), "home"));
  await ensureHome(paths);
  return paths;
}

/** Writes a file of the owner's: a text as it is, anything else as JSON. */
export async function put(file: string, content: unknown, mode = 0o600): Promise<void> {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  await writeFile(file, text, { mode });
}

/** A hook that nothing is wrong with, as it is written. */
export function goodHook(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { id, title: `Title of ${id}`, mode: "cron_task", prompt_template: "Look.", ...more };
}
