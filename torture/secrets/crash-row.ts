// A fault that nobody caught, with secrets in its words: what the daemon says as it ends.

import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { runToItsEnd } from "../../test/e2e/child-daemon.ts";
import type { Row, TortureContext } from "../part.ts";
import { createEvidence } from "./evidence.ts";
import { openSandbox } from "./sandbox.ts";

/** Loaded into the daemon: throws, or rejects, with the owner's file as its words. */
const FAULT = `
  import { existsSync, readFileSync } from "node:fs";
  const home = process.env.WAKEHOOK_HOME;
  const timer = setInterval(() => {
    if (!existsSync(home + "/daemon.json")) return;
    clearInterval(timer);
    const error = new Error("fault: " + readFileSync(home + "/webhooks.json", "utf8"));
    if (process.env.FAULT === "throw") throw error;
    void Promise.reject(error);
  }, 20);
`;

const LONGEST_MS = 20_000;

/** The row of such faults. */
export async function crashRow(context: TortureContext): Promise<Row> {
  const sandbox = await openSandbox(await context.folder(), "http://127.0.0.1:9/");
  context.after(() => sandbox.platforms.close());
  const preload = path.join(sandbox.root, "fault.mjs");
  await writeFile(preload, FAULT);
  const evidence = createEvidence();
  const codes: Array<number | null> = [];
  let silent = 0;
  for (const fault of ["throw", "reject"]) {
    const environment = { ...sandbox.environment, FAULT: fault };
    // What a daemon that died has left: the fault is to come once this one runs.
    await rm(sandbox.paths.daemonFile, { force: true });
    const end = await runToItsEnd(environment, { preload, killAfterMs: LONGEST_MS });
    const { code, stdout, stderr } = end;
    codes.push(code);
    if (!stderr.includes("Error: fault:")) silent += 1;
    evidence.add("stderr", stderr);
    evidence.add("stdout", stdout);
  }
  evidence.addTree(sandbox.temporary, () => "temporary files");
  const { hookToken, secret, previousSecret, verifyToken } = sandbox.planted;
  const canaries = [hookToken, secret, previousSecret, verifyToken];
  const leaks = canaries.filter((canary) => evidence.placesOf(canary).length > 0);
  return {
    fault: "an exception and a rejection that nobody caught, with webhooks.json as their words",
    times: codes.length,
    promised: "exit code 1, the fault is told, and no secret in its words",
    seen: `exit codes ${codes.join(", ")}; ${leaks.length} of ${canaries.length} secrets printed`,
    kept: leaks.length === 0 && silent === 0 && codes.every((code) => code === 1),
  };
}
