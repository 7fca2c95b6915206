import { chmod, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { openBrowser } from "../../../src/agents/process/open-browser.ts";
import { handClock } from "../../admin/harness.ts";
import { tempFolder } from "../../settings/temp-home.ts";

const URL_ = "http://127.0.0.1:8743/login?code=$(touch%20x)&more";

async function script(lines: string): Promise<{ folder: string; program: string }> {
  const folder = await tempFolder();
  const program = path.join(folder, "browser");
  await writeFile(program, `#!/bin/sh\n${lines}\n`);
  await chmod(program, 0o755);
  return { folder, program };
}
const open = (browser: string, clock = handClock()) =>
  openBrowser({ clock, environment: { BROWSER: browser }, platform: "linux" }, URL_);

it("hands the URL over as it is", async () => {
  const { folder, program } = await script('printf %s "$1" > "$(dirname "$0")/seen"');

  expect(await open(program)).toBeNull();
  expect(await readFile(path.join(folder, "seen"), "utf8")).toBe(URL_);
});

it("says what went wrong", async () => {
  const { program } = await script("exit 3");

  expect(await open(program)).toBe(`${program} ended with exit code 3`);
  expect(await open(`${program}-missing`)).toContain("cannot be started: ENOENT");
});

it("does not wait for a browser that stays", async () => {
  const { program } = await script("sleep 5");
  const clock = handClock();
  const opened = open(program, clock);
  await clock.untilTimer();
  clock.advance(3000);

  expect(await opened).toBeNull();
});
