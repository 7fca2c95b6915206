// npm run e2e:agents: installs the real agent programs in their exact versions beside this file, then
// runs the tests with them. Words after the command go to vitest: `-- -t gemini`.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const here = import.meta.dirname;
const lockfile = readFileSync(path.join(here, "package-lock.json"), "utf8");
/** The lockfile that node_modules was made from. */
const stamp = path.join(here, "node_modules", ".installed-from");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lockfile) {
  process.stderr.write("e2e:agents: installing the agent programs (about 480 MB)\n");
  const install = spawnSync("npm", ["ci"], { cwd: here, stdio: "inherit" });
  if (install.status === 0) writeFileSync(stamp, lockfile);
  else
    process.stderr.write("e2e:agents: the install failed; programs that are missing are SKIPPED\n");
}
const config = path.join(here, "vitest.config.ts");
const vitest = path.join(here, "../../node_modules/vitest/vitest.mjs");
const run = spawnSync(
  process.execPath,
  [vitest, "run", "--config", config, ...process.argv.slice(2)],
  { cwd: here, stdio: "inherit" },
);
process.exitCode = run.status ?? 1;
