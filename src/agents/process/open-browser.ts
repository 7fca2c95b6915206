// In: a URL of wakehook's own. Out: the machine's browser was asked to open it.

import type { Clock } from "../../system/clock.ts";
import type { Environment } from "../../system/environment.ts";

/** What is needed for it. */
export interface BrowserDeps {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
}

/** A program that still runs after this time has become the browser itself. */
const SETTLED_MS = 3000;

/**
 * Opens a URL in the owner's browser: by $BROWSER, else by what the platform has for it. No shell reads the URL.
 * @returns what went wrong, or null
 */
export async function openBrowser(deps: BrowserDeps, url: string): Promise<string | null> {
  const named = deps.environment["BROWSER"]?.trim() ?? "";
  const program = named === "" ? (deps.platform === "darwin" ? "open" : "xdg-open") : named;
  const { execa } = await import("execa");
  const child = execa(program, [url], {
    env: deps.environment as Record<string, string>,
    extendEnv: false,
    stdio: "ignore",
    reject: false,
    // It outlives this command.
    detached: true,
    cleanup: false,
  });
  const settled = Promise.withResolvers<null>();
  const timer = deps.clock.setTimer(() => settled.resolve(null), SETTLED_MS);
  const end = await Promise.race([child, settled.promise]);
  timer.clear();
  child.nodeChildProcess.unref();
  if (end === null || !end.failed) return null;
  if (end.exitCode !== undefined) return `${program} ended with exit code ${end.exitCode}`;
  return `${program} cannot be started: ${end.code ?? end.signal ?? "no reason given"}`;
}
