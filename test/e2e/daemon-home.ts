// A home for one test: when the test has ended, no process, timer or folder of it may be left, or the test fails.

import { onTestFinished } from "vitest";
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
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= home.close());
  onTestFinished(close);
  return { ...home, close };
}
