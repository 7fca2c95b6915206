import { rename, rm, symlink, unlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { watchFiles } from "../../src/settings/watch.ts";
import { tempFolder } from "./temp-home.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
/** No timer of it rings: the slow comparison is not what gives the signs here. */
const stoppedClock = { setTimer: () => ({ clear() {} }) };

async function watched(file: string) {
  let signs = 0;
  const watch = await watchFiles([file], () => void (signs += 1), { clock: stoppedClock, log });
  onTestFinished(() => watch.close());
  const signAfter = async (change: () => Promise<unknown>): Promise<void> => {
    const before = signs;
    await change();
    await expect.poll(() => signs, { timeout: 15_000, interval: 5 }).toBeGreaterThan(before);
  };
  return { watch, signAfter };
}

it("gives a sign of a new, edited, replaced, older and removed file without the comparison", async () => {
  const file = path.join(await tempFolder(), "webhooks.json");
  const { watch, signAfter } = await watched(file);
  const replace = async (text: string): Promise<void> => {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  };

  await signAfter(() => writeFile(file, "1"));
  await signAfter(() => writeFile(file, "22"));
  await signAfter(() => replace("33"));
  await signAfter(() => utimes(file, 1, 1));
  await signAfter(() => unlink(file));
  await signAfter(() => replace("44"));
  await signAfter(() => rm(path.dirname(file), { recursive: true }));
  await watch.close();
});

it("gives a sign of a change behind a link", async () => {
  const folder = await tempFolder();
  const file = path.join(folder, "webhooks.json");
  await writeFile(path.join(folder, "target"), "1");
  await symlink(path.join(folder, "target"), file);
  const { signAfter } = await watched(file);

  await signAfter(() => writeFile(path.join(folder, "target"), "22"));
});

it("can be closed at once, and gives no sign after", async () => {
  const file = path.join(await tempFolder(), "webhooks.json");
  let signs = 0;
  const watch = await watchFiles([file], () => void (signs += 1), { clock: stoppedClock, log });

  await watch.close();
  const before = signs;
  await writeFile(file, "1");
  await new Promise((resolve) => setTimeout(resolve, 600));

  expect(signs).toBe(before);
});
