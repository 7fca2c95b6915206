// Runs the CLI in this process: a home of its own, captured streams, answers instead of a terminal.

import { EventEmitter } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { onTestFinished } from "vitest";
import type { Ask } from "../../src/cli/terminal/ask.ts";
import { runCli, type CliIo } from "../../src/cli/main.ts";
import { homePaths, type HomePaths } from "../../src/system/home.ts";

/** The program's own launcher. */
export const LAUNCHER = path.resolve(import.meta.dirname, "../../bin/wakehook.js");

/** How one call ended. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON. */
  json(): unknown;
}

/** What a call may be given beside its words. */
export type CliExtras = Partial<Omit<CliIo, "stdout" | "stderr" | "stdin" | "environment">> & {
  readonly stdin?: string | Buffer;
  /** Instead of `stdin`: what the test writes when it likes. */
  readonly stdinStream?: CliIo["stdin"];
  readonly environment?: Record<string, string>;
  readonly terminal?: boolean;
  /** Called with all that standard output has so far, after each write. */
  readonly onOutput?: (text: string) => void;
};

/** One home, and a way to call the CLI on it. */
export interface Cli {
  readonly paths: HomePaths;
  /** A folder that goes with the test; the home lies in it. */
  readonly folder: string;
  run(argv: readonly string[], extras?: CliExtras): Promise<CliResult>;
  /** webhooks.json's entries as written. */
  entries(): Promise<Array<Record<string, unknown>>>;
  /** config.json as written. */
  config(): Promise<Record<string, unknown>>;
  /** Writes webhooks.json. */
  putHooks(...hooks: ReadonlyArray<Record<string, unknown>>): Promise<void>;
}

/** A home that goes when the test has ended. */
export async function createCli(): Promise<Cli> {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const paths = homePaths(path.join(folder, "home"));
  const readJson = async (file: string): Promise<Record<string, unknown>> =>
    JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  return {
    paths,
    folder,
    run: cliAt(paths, folder),
    entries: async () => (await readJson(paths.hooksFile))["hooks"] as Record<string, unknown>[],
    config: () => readJson(paths.configFile),
    async putHooks(...hooks) {
      await mkdir(paths.root, { recursive: true, mode: 0o700 });
      await writeFile(paths.hooksFile, JSON.stringify({ hooks }), { mode: 0o600 });
    },
  };
}

/** Runs the CLI on a home that somebody else has made. */
export function cliAt(paths: HomePaths, folder: string): Cli["run"] {
  return (argv, extras = {}) => call(paths, folder, { argv, extras });
}

/** A stream that keeps what is written to it. */
export class Captured extends EventEmitter {
  readonly chunks: Buffer[] = [];
  readonly isTTY: boolean;
  readonly columns = 100;
  onWrite: ((text: string) => void) | undefined;

  constructor(terminal: boolean) {
    super();
    this.isTTY = terminal;
  }

  write(chunk: string | Uint8Array): boolean {
    this.chunks.push(Buffer.from(chunk));
    this.onWrite?.(this.text());
    return true;
  }

  text(): string {
    return Buffer.concat(this.chunks).toString("utf8");
  }
}

async function call(
  paths: HomePaths,
  folder: string,
  given: { argv: readonly string[]; extras: CliExtras },
): Promise<CliResult> {
  const { stdin, stdinStream, environment, terminal = false, onOutput, ...rest } = given.extras;
  const whole = stdin === undefined ? new PassThrough().end() : Readable.from([Buffer.from(stdin)]);
  const stdout = new Captured(terminal);
  const stderr = new Captured(terminal);
  stdout.onWrite = onOutput;
  const code = await runCli(given.argv, {
    stdin: stdinStream ?? whole,
    stdout,
    stderr: stderr as unknown as CliIo["stderr"],
    environment: {
      PATH: "/usr/bin:/bin",
      HOME: folder,
      WAKEHOOK_HOME: paths.root,
      ...environment,
    },
    launch: { version: "1.2.3", script: LAUNCHER, node: process.execPath },
    ask: null,
    ...rest,
  });
  const text = stdout.text();
  return {
    code,
    stdout: text,
    stderr: stderr.text(),
    json: () => JSON.parse(text) as unknown,
  };
}

/** Answers questions by a part of their words; a question without an answer fails the test. */
export function answering(answers: Readonly<Record<string, string | boolean>>): Ask & {
  readonly asked: string[];
} {
  const asked: string[] = [];
  const answer = (question: string): string | boolean => {
    asked.push(question);
    const found = Object.entries(answers).find(([part]) => question.includes(part));
    if (found === undefined) throw new Error(`no answer to: ${question}`);
    return found[1];
  };
  return {
    asked,
    text: (question) => Promise.resolve(String(answer(question))),
    secret: (question) => Promise.resolve(String(answer(question))),
    confirm: (question) => Promise.resolve(answer(question) === true),
    choose: (question) => Promise.resolve(String(answer(question))),
  };
}

/** A hook that nothing is wrong with. */
export function goodHook(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    title: `Title of ${id}`,
    mode: "wake",
    prompt_template: "Look.",
    token: `token-of-${id}`,
    ...more,
  };
}
