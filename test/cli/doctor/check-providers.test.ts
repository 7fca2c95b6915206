import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { createCli, goodHook } from "../harness.ts";

test("doctor misses the agent of a hook that wakes a chat, and of none that is for nobody", async () => {
  const cli = await createCli();
  await cli.putHooks({ ...goodHook("a"), mode: "wake", prompt_template: "Look." });
  const config = { features: { agents: true }, agents: { provider: "claude" } };
  await writeFile(cli.paths.configFile, JSON.stringify(config), { mode: 0o600 });

  const { stdout } = await cli.run(["doctor", "--json"], { environment: { PATH: cli.folder } });

  const { findings } = JSON.parse(stdout) as { findings: { check: string; level: string }[] };
  const levels = findings.map(({ check, level }) => [check, level]);
  expect(levels).toContainEqual(["claude", "error"]);
  expect(levels).toContainEqual(["codex", "note"]);
});
