// In: how a program of the owner ended. Out: the status of its run; its output is the answer.

import { open } from "node:fs/promises";
import type { RunOutcome } from "../core/records/run.ts";
import { exitStatus, processEnding, type ProcessEnding } from "../core/records/process-ending.ts";
import type { ProcessEnd } from "../core/ports/process-port.ts";

/** A program that has ended, and where its output is. */
export interface EndedCommand {
  readonly end: ProcessEnd;
  readonly program: string;
  readonly stdoutFile: string;
  readonly stderrFile: string;
  readonly mask: (text: string) => string;
}

/** Bytes of the output that are the answer; the whole stays in the run's folder. */
const ANSWER_BYTES = 65_536;
/** Read beyond it, so that no secret is cut in two before it is masked: none is longer. */
const LONGEST_SECRET_BYTES = 65_536;
/** Bytes of the last words on standard error. */
const LAST_WORDS_BYTES = 500;

/** Reads the run's end. The exit code alone decides: the program is the owner's own. */
export async function commandOutcome(
  ended: EndedCommand,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const { end } = ended;
  const { status, reason } = endingOf(ended, signal);
  const isExit = end.cause === "exit" && status !== "success";
  const words = reason ?? (isExit ? await lastWords(ended) : "");
  return {
    status,
    reason: words === "" ? undefined : words,
    answer: await answerOf(ended),
    exitCode: end.exitCode ?? undefined,
    signal: end.signal ?? undefined,
  };
}

function endingOf({ end, program }: EndedCommand, signal: AbortSignal): ProcessEnding {
  if (end.cause === "not_found")
    return {
      status: "error:command_not_found",
      reason: `${program} was not found: a bare name is looked up on the PATH, a path from the task folder`,
    };
  const isSuccess = end.signal === null && end.exitCode === 0;
  return processEnding(end, signal) ?? { status: isSuccess ? "success" : exitStatus(end) };
}

async function answerOf({ stdoutFile, mask }: EndedCommand): Promise<string> {
  const { text, size } = await readStart(stdoutFile);
  const masked = mask(text);
  if (size <= ANSWER_BYTES) return masked.trimEnd();
  const start = masked.slice(0, ANSWER_BYTES).toWellFormed();
  return `${start}\n[cut: the whole output, ${size} bytes, is in the run's stdout.log]`;
}

/** A program that could not be started may have left no file. */
async function readStart(file: string): Promise<{ text: string; size: number }> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    const start = Buffer.alloc(Math.min(size, ANSWER_BYTES + LONGEST_SECRET_BYTES));
    const { bytesRead } = await handle.read(start, 0, start.length, 0);
    return { text: new TextDecoder().decode(start.subarray(0, bytesRead), { stream: true }), size };
  } catch {
    return { text: "", size: 0 };
  }
}

/** The last lines of standard error, on one line. */
async function lastWords({ stderrFile, mask }: EndedCommand): Promise<string> {
  try {
    await using handle = await open(stderrFile);
    const { size } = await handle.stat();
    const from = Math.max(0, size - LAST_WORDS_BYTES - LONGEST_SECRET_BYTES);
    const end = Buffer.alloc(size - from);
    const { bytesRead } = await handle.read(end, 0, end.length, from);
    const words = mask(end.toString("utf8", 0, bytesRead))
      .trim()
      .split("\n")
      .slice(-5)
      .join(" ");
    return words.slice(-LAST_WORDS_BYTES).trim();
  } catch {
    return "";
  }
}
