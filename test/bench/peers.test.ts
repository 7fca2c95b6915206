import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { findWebhook } from "../../bench/peers.ts";

it("finds webhook on the PATH, and takes one that is named before it", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-peers-"));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
  await mkdir(path.join(folder, "empty"));
  vi.stubEnv("PATH", path.join(folder, "empty"));
  expect(findWebhook(undefined)).toBeNull();
  const program = path.join(folder, "webhook");
  await writeFile(program, "");
  vi.stubEnv("PATH", `${path.join(folder, "empty")}${path.delimiter}${folder}`);
  expect(findWebhook(undefined)).toBeNull();
  await chmod(program, 0o755);
  expect(findWebhook(undefined)).toBe(program);
  expect(findWebhook("/elsewhere/webhook")).toBe("/elsewhere/webhook");
});
