// Command lines of made-up words: each ends with an exit code of the list and words for a person.

import path from "node:path";
import { PassThrough } from "node:stream";
import * as fc from "fast-check";
import { runCli, type CliIo } from "../../src/cli/main.ts";
import { COMMANDS } from "../../src/cli/commands/table.ts";
import { attempt, type FuzzProperty } from "./property.ts";

/** These start programs, or change the machine. */
const LEFT_OUT = new Set(["start", "service install", "service uninstall"]);
const COMMAND_WORDS = COMMANDS.map(({ words }) => words).filter((words) => !LEFT_OUT.has(words));
const LAUNCHER = path.resolve(import.meta.dirname, "../../bin/wakehook.js");
const SLOW_MS = 20_000;

const word = fc.oneof(
  fc.constantFrom(
    "a",
    "hook-a",
    "github",
    "stripe",
    "claude",
    "mode=wake",
    "x=",
    "=",
    "-",
    "--",
    "/",
    ".",
    "..",
  ),
  fc.constantFrom(
    "webhooks.port",
    "webhooks.port=1e9",
    "agents.provider",
    "__proto__",
    "a.b.c",
    "[]",
    "{}",
    "null",
  ),
  fc.constantFrom(
    "--json",
    "--help",
    "--limit",
    "--yes",
    "--status",
    "--hook",
    "--since",
    "-1",
    "0x10",
    "1e400",
  ),
  fc.constantFrom(
    "--body",
    "--header",
    "--payload",
    "--event",
    "--fixture",
    "github/issues.opened",
    "--dry-run",
  ),
  fc.string({ unit: "binary", maxLength: 12 }).filter((text) => !/^(--home|\/|\.\.)/.test(text)),
);
const commandLine = fc
  .tuple(fc.oneof(fc.constantFrom(...COMMAND_WORDS), word), fc.array(word, { maxLength: 5 }))
  .map(([words, rest]) => words.split(" ").concat(rest));

/** Runs them in a home of its own, in this process. */
export function commandLines(folder: string): FuzzProperty {
  return {
    fault: "command lines of made-up words and options",
    promised: "an exit code of the list, no stack trace, no unexpected failure",
    runs: { short: 150, long: 6000 },
    attempt: (isBroken, options) =>
      attempt(
        fc.asyncProperty(commandLine, async (argv) => {
          const { code, text } = await run(folder, argv);
          if (code === 1) throw new Error(`an unexpected failure: ${text}`);
          if (/^\s+at .+:\d+/m.test(text)) throw new Error(`a stack trace: ${text}`);
          if (/\[object Object\]/.test(text)) throw new Error(`words for nobody: ${text}`);
          if (isBroken && code === 2) throw new Error("the stand-in throws where words are wrong");
        }),
        options,
      ),
  };
}

async function run(folder: string, argv: string[]): Promise<{ code: number; text: string }> {
  const output = new PassThrough();
  const written: Buffer[] = [];
  output.on("data", (chunk: Buffer) => written.push(chunk));
  const io: CliIo = {
    stdin: new PassThrough().end(),
    stdout: output,
    stderr: output,
    environment: { PATH: "/nonexistent", HOME: folder, WAKEHOOK_HOME: path.join(folder, "home") },
    launch: { version: "0.0.0-test", script: LAUNCHER, node: process.execPath },
    ask: null,
    stopSignal: AbortSignal.timeout(SLOW_MS),
  };
  const code = await runCli(argv, io);
  return { code, text: Buffer.concat(written).toString("utf8") };
}
