// The program itself, started by the daemon and by hand: both know the same.

import { expect, it } from "vitest";
import { builtLauncher } from "./built-program.ts";
import { createHome } from "./daemon-home.ts";

interface Answer {
  readonly findings: ReadonlyArray<{ readonly check: string; readonly level: string }>;
}

it("answers over the API what the program finds in the running daemon's home", async () => {
  const home = await createHome();
  const daemon = await home.start({ program: [process.execPath, await builtLauncher()] });

  const response = await daemon.admin("GET", "/doctor");
  const { findings } = (await response.json()) as Answer;
  const levels = new Map(findings.map(({ check, level }) => [check, level]));

  expect(response.status).toBe(200);
  expect(levels.get("ledger")).toBe("ok");
  // It found the daemon that started it, and could talk to it.
  expect(levels.get("daemon")).toBe("ok");
  expect(levels.get("listener")).toBe("ok");
});
