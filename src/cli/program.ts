// In: the typed words. Out: the one command that they mean, parsed. Only this file knows commander.

import { Command as Program, CommanderError, type OutputConfiguration } from "commander";
import { EXIT_CODES, WakehookError } from "../core/records/errors.ts";
import type { Command } from "./command.ts";
import type { CommandRow } from "./commands/row.ts";
import { COMMANDS, NOUNS } from "./commands/table.ts";
import { createInput, type Input } from "./input.ts";
import type { OutputStream } from "./terminal/output.ts";

/** What was typed: a command to run, or nothing more to do. */
export type Parsed =
  | {
      readonly kind: "run";
      readonly command: Command;
      readonly input: Input;
      readonly home: string | undefined;
    }
  | { readonly kind: "done"; readonly exitCode: number };

interface Streams {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

/**
 * Parses a command line. Help and version are printed here; only the command that is meant is loaded.
 * @throws WakehookError `usage` for an unknown command or option, with the nearest one as its hint.
 */
export async function parseCommandLine(
  argv: readonly string[],
  version: string,
  streams: Streams,
): Promise<Parsed> {
  const program = rootProgram(version, streams);
  let parsed: Parsed = { kind: "done", exitCode: EXIT_CODES.done };
  const meant = meantRow(argv);
  for (const row of COMMANDS) {
    const leaf = addLeaf(program, row);
    if (row !== meant) continue;
    const command = await row.load();
    define(leaf, row, command);
    leaf.action((...given: unknown[]) => {
      const options = leaf.optsWithGlobals();
      const input = createInput(given.slice(0, -2), options);
      parsed = { kind: "run", command, input, home: input.text("home") };
    });
  }
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    return { kind: "done", exitCode: endOfParsing(error, helpOf(argv, meant)) };
  }
  return parsed;
}

function rootProgram(version: string, streams: Streams): Program {
  const output: OutputConfiguration = {
    writeOut: (text) => void streams.stdout.write(text),
    writeErr: (text) => void streams.stderr.write(text),
    // Said by the one place that turns errors into words.
    outputError: () => undefined,
    getOutHelpWidth: () => streams.stdout.columns ?? 100,
    getErrHelpWidth: () => streams.stderr.columns ?? 100,
  };
  return new Program("wakehook")
    .description("Takes webhooks, keeps every one, and has your agent CLI work on them.")
    .version(version, "--version", "print the version")
    .option(
      "--home <folder>",
      "the folder that holds everything (default: WAKEHOOK_HOME, ~/.wakehook)",
    )
    .option("--json", "print JSON on standard output")
    .helpOption("-h, --help", "print help")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput(output)
    .exitOverride();
}

/** A command by its name alone; nouns are made on the way. */
function addLeaf(program: Program, row: CommandRow): Program {
  const words = row.words.split(" ");
  return words.reduce((parent, word, at) => {
    const isLeaf = at === words.length - 1;
    if (isLeaf) return child(parent, word, row.summary);
    const noun = parent.commands.find((command) => command.name() === word);
    return noun ?? child(parent, word, NOUNS[words.slice(0, at + 1).join(" ")] ?? "");
  }, program);
}

/** `command()` hands the parent's settings on, so that every level behaves alike. */
function child(parent: Program, name: string, summary: string): Program {
  return parent.command(name).summary(summary).description(`${summary}.`);
}

function define(leaf: Program, row: CommandRow, command: Command): void {
  for (const [name, meaning] of command.args ?? []) leaf.argument(name, meaning);
  for (const [flags, meaning] of command.options ?? []) leaf.option(flags, meaning);
  const { details, examples } = command;
  if (details !== undefined) leaf.description(`${row.summary}.\n\n${details}`);
  const title = examples.length === 1 ? "Example:" : "Examples:";
  leaf.addHelpText("after", `\n${title}\n${examples.map((line) => `  ${line}`).join("\n")}`);
}

/** The row that the typed words name, found without any definition: options are skipped. */
function meantRow(argv: readonly string[]): CommandRow | undefined {
  const words: string[] = [];
  for (let at = 0; at < argv.length && words.length < 4; at += 1) {
    const word = argv[at] ?? "";
    if (word === "--") break;
    if (word === "--home") at += 1;
    else if (!word.startsWith("-")) words.push(word);
  }
  if (words[0] === "help") words.shift();
  const named = (count: number) =>
    COMMANDS.find((row) => row.words === words.slice(0, count).join(" "));
  return named(3) ?? named(2) ?? named(1);
}

/** The help nearest to what was typed: the command's, the noun's, the program's. */
function helpOf(argv: readonly string[], meant: CommandRow | undefined): string {
  const noun = argv.find((word) => Object.hasOwn(NOUNS, word));
  return ["wakehook", meant?.words ?? noun, "--help"].filter(Boolean).join(" ");
}

/** commander ends everything by throwing: help and version were wanted, the rest is a mistake. */
function endOfParsing(error: unknown, help: string): number {
  if (!(error instanceof CommanderError)) throw error;
  const wanted = ["commander.helpDisplayed", "commander.version"].includes(error.code);
  if (wanted) return EXIT_CODES.done;
  if (error.code === "commander.help")
    return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
  const [what = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
  const nearest = /Did you mean (.*)\?\)$/.exec(suggestion ?? "")?.[1];
  throw new WakehookError("usage", what, {
    hint: nearest === undefined ? `see \`${help}\`` : `did you mean ${nearest}?`,
    cause: error,
  });
}
