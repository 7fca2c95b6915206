// Asks an agent program something short: its version, its help, whether somebody is logged in.
// It may hang (a login that waits for a browser), so time and output are bounded.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { RunId } from "../../core/records/ids.ts";
import type { ProcessEnd, RunProcess } from "../../core/ports/process-port.ts";

const OUTPUT_LIMIT_BYTES = 4_194_304;

/** What a program answered. */
export interface ProgramAnswer {
  readonly end: ProcessEnd;
  /** Standard output, then standard error, without colours. */
  readonly text: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is asked. */
export interface ProgramQuestion {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Where it works; absent: in a folder of its own. */
  readonly folder?: string;
  /** Whose processes a sweep finds; absent: a name of its own. */
  readonly runId?: string;
  /** Ends it from outside. */
  readonly signal?: AbortSignal;
}

/** Runs a program with nothing on standard input. */
export async function askProgram(
  runProcess: RunProcess,
  question: ProgramQuestion,
): Promise<ProgramAnswer> {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-ask-"));
  try {
    const file = (name: string): string => path.join(folder, name);
    await writeFile(file("stdin"), "");
    const end = await runProcess({
      runId: (question.runId ?? path.basename(folder)) as RunId,
      argv: question.argv,
      folder: question.folder ?? folder,
      environment: { ...question.environment, TMPDIR: folder },
      stdinFile: file("stdin"),
      stdoutFile: file("stdout"),
      stderrFile: file("stderr"),
      timeoutMs: question.timeoutMs,
      outputLimitBytes: OUTPUT_LIMIT_BYTES,
      signal: question.signal ?? new AbortController().signal,
      onStarted: () => {},
    });
    const [stdout, stderr] = await Promise.all([
      readText(file("stdout")),
      readText(file("stderr")),
    ]);
    return { end, text: stripVTControlCharacters(`${stdout}\n${stderr}`), stdout, stderr };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}
