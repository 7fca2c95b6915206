// Command lines of made-up words: each ends with an exit code of the list and words for a person.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { PassThrough } from "node:stream";
import * as fc from "fast-check";
import type { Command } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands/table.ts";
import { runCli, type CliIo } from "../../src/cli/main.ts";
import { homePaths, type HomePaths } from "../../src/system/home.ts";
import { attempt, type FuzzProperty } from "./property.ts";

/** These start programs, or change the machine. */
const LEFT_OUT = new Set(["start", "relay start", "service install", "service uninstall"]);
const LAUNCHER = path.resolve(import.meta.dirname, "../../bin/wakehook.js");
const SLOW_MS = 20_000;
const UNEXPECTED = 1;
const USAGE = 2;
const HOOKS = {
  hooks: [
    { id: "hook-a", title: "A", mode: "wake", prompt_template: "Look.", token: "token-of-a" },
    { id: "site", title: "Site", mode: "wake", prompt_file: "nope.md", source: "github" },
    { id: "wrong", title: "Wrong", mode: 7 },
  ],
};

const text = fc.oneof(
  fc.constantFrom(
    "hook-a",
    "site",
    "wrong",
    "github",
    "stripe",
    "claude",
    "cron_task",
    "read_only",
  ),
  fc.constantFrom(
    "mode=wake",
    "title=",
    "=",
    "enabled=false",
    "token=x",
    "nope=1",
    "verify={}",
    "-",
  ),
  fc.constantFrom("webhooks.port", "agents.provider", "__proto__", "constructor", "a.b.c", "", "."),
  fc.constantFrom("1", "0", "-1", "1e400", "0x10", "NaN", "10m", "[]", "{}", "null", '{"a":'),
  fc.constantFrom(
    "github/issues.opened",
    "issues.*",
    "error:*",
    "http://[",
    "env:NOPE",
    "file:/nope",
  ),
  // No path out of the home, and no other home.
  fc.string({ unit: "binary", maxLength: 12 }).filter((made) => !/^--home|[/~]/.test(made)),
);

/** Runs them in a home of its own, in this process. */
export function commandLines(folder: string): FuzzProperty {
  return {
    fault: "command lines of every command, with its own options and made-up words",
    promised: "an exit code of the list, no stack trace, no unexpected failure",
    runs: { short: 100, long: 6000 },
    async attempt(isBroken, options) {
      const paths = homePaths(path.join(folder, "home"));
      const lines = fc.oneof(...(await commandLinesOf()), fc.array(text, { maxLength: 4 }));
      const property = fc.asyncProperty(lines, async (argv) => {
        const { code, output } = await run(paths, argv);
        if (code === UNEXPECTED) throw new Error(`an unexpected failure: ${output}`);
        if (/^\s+at .+:\d+/m.test(output)) throw new Error(`a stack trace: ${output}`);
        if (output.includes("[object Object]")) throw new Error(`words for nobody: ${output}`);
        if (isBroken && code === USAGE) throw new Error("the stand-in fails where words are wrong");
      });
      return await attempt(property, options);
    },
  };
}

/** One arbitrary for each command. */
async function commandLinesOf(): Promise<Array<fc.Arbitrary<string[]>>> {
  const rows = COMMANDS.filter(({ words }) => !LEFT_OUT.has(words));
  return await Promise.all(rows.map(async ({ words, load }) => lineOf(words, await load())));
}

function lineOf(words: string, { args = [], options = [] }: Command): fc.Arbitrary<string[]> {
  const known = [...options.map(([flags]) => flags), "--json", "--help"];
  const given = known.map((flags) => {
    const name = flags.split(/[ ,]/)[0] ?? "";
    return flags.includes("<") ? text.map((value) => [name, value]) : fc.constant([name]);
  });
  const positional = fc.array(text, { minLength: args.length, maxLength: args.length + 1 });
  return fc
    .tuple(positional, fc.array(fc.oneof(...given), { maxLength: 4 }))
    .map(([values, flags]) => words.split(" ").concat(values, flags.flat()));
}

async function run(paths: HomePaths, argv: string[]): Promise<{ code: number; output: string }> {
  await mkdir(paths.root, { recursive: true, mode: 0o700 });
  await writeFile(paths.hooksFile, JSON.stringify(HOOKS), { mode: 0o600 });
  const stream = new PassThrough();
  const written: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => written.push(chunk));
  const folder = path.dirname(paths.root);
  const io: CliIo = {
    stdin: new PassThrough().end(),
    stdout: stream,
    stderr: stream,
    environment: { PATH: "/nonexistent", HOME: folder, WAKEHOOK_HOME: paths.root },
    launch: { version: "0.0.0-test", script: LAUNCHER, node: process.execPath },
    ask: null,
    stopSignal: AbortSignal.timeout(SLOW_MS),
  };
  const code = await runCli(argv, io);
  return { code, output: Buffer.concat(written).toString("utf8") };
}
