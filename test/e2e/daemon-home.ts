// A home for one test: when the test has ended, no process, timer or folder of it may be left, or the test fails.

import { afterEach } from "vitest";
import { openHome, type DaemonHome, type HomeFiles } from "./open-home.ts";

export {
  aHook,
  aTarget,
  openHome,
  put,
  TOKEN,
  type DaemonHome,
  type LiveDaemon,
} from "./open-home.ts";

/** Makes a home that goes with the test that made it. */
export async function createHome(files: HomeFiles = {}): Promise<DaemonHome> {
  const home = await openHome(files);
  const close = async (): Promise<void> => {
    homes.delete(close);
    await home.close();
  };
  homes.add(close);
  return { ...home, close };
}

const homes = new Set<() => Promise<void>>();
afterEach(async () => {
  for (const close of homes) await close();
});
