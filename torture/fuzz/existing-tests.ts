// The properties that stand beside the code they are about, in test/: with many times their usual number of runs.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Row, TortureContext } from "../part.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const VITEST = path.join(ROOT, "node_modules/vitest/vitest.mjs");
const TIMES_AS_MANY = 10;
const TIMEOUT_MS = 300_000;
/** The same files hold tests of time, for which a busy machine may be too slow; a property fails each time with the same seed. */
const RETRIES = 2;

/** Runs every test file with a property in it. The short run is `npm test` itself. */
export async function moreRuns(context: TortureContext, seed: number): Promise<Row> {
  const files = filesWithProperties();
  const child = spawn(
    process.execPath,
    [
      VITEST,
      "run",
      "--reporter=dot",
      `--testTimeout=${TIMEOUT_MS}`,
      `--retry=${RETRIES}`,
      ...files,
    ],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        NO_COLOR: "1",
        WAKEHOOK_PROPERTY_FACTOR: String(TIMES_AS_MANY),
        WAKEHOOK_PROPERTY_SEED: String(seed),
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  context.after(() => child.kill("SIGKILL"));
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) context.say(output.slice(output.indexOf("FAIL")).slice(0, 6000));
  return {
    fault: `the properties of ${files.length} test files (decoders, sliding window, ledger model, masks, JSON paths, prompts and more), ${TIMES_AS_MANY} times as many runs`,
    times: files.length,
    promised: "they hold",
    seen: code === 0 ? `they do (seed ${seed})` : "one does not",
    kept: code === 0,
  };
}

function filesWithProperties(): string[] {
  const folder = path.join(ROOT, "test");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts") && !name.startsWith("torture"))
    .map((name) => path.join(folder, name))
    .filter((file) => readFileSync(file, "utf8").includes("fc.assert("));
}
