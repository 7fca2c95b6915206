// In: a file. Out: its owner had it open in an editor of their own, on this terminal.

import type { Environment } from "../../system/environment.ts";

/**
 * Opens a file in the owner's editor ($VISUAL, $EDITOR, else vi) and waits for its end. The name of the
 * program may have arguments behind it (`code --wait`), separated by blanks; no shell reads it.
 * @returns what went wrong, or null
 */
export async function openEditor(environment: Environment, file: string): Promise<string | null> {
  const named = environment["VISUAL"]?.trim() || environment["EDITOR"]?.trim() || "vi";
  const [program = "vi", ...parameters] = named.split(/\s+/);
  const { execa } = await import("execa");
  const end = await execa(program, [...parameters, file], {
    env: environment as Record<string, string>,
    extendEnv: false,
    stdio: "inherit",
    reject: false,
  });
  if (!end.failed) return null;
  if (end.exitCode !== undefined) return `${program} ended with exit code ${end.exitCode}`;
  return `${program} cannot be started: ${end.code ?? end.signal ?? "no reason given"}`;
}
