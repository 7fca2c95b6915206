// Calls of the command line, as the owner makes them; all that they print is evidence.

import { EventEmitter } from "node:events";
import path from "node:path";
import { PassThrough } from "node:stream";
import { runCli, type CliIo } from "../../src/cli/main.ts";
import type { Evidence } from "./evidence.ts";
import type { Sandbox } from "./sandbox.ts";

const LAUNCHER = path.resolve(import.meta.dirname, "../../bin/wakehook.js");

/** How a call ended. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
}

/** Calls `wakehook`; `place` names the evidence where the words themselves would name too much. */
export async function call(
  { environment }: Pick<Sandbox, "environment">,
  evidence: Evidence,
  words: readonly string[],
  place = `cli ${words.join(" ")}`,
): Promise<Called> {
  const stdout = new Printed();
  const stderr = new Printed();
  const code = await runCli(words, {
    stdin: new PassThrough().end(),
    stdout,
    stderr: stderr as unknown as CliIo["stderr"],
    environment,
    launch: { version: "0.0.0-torture", script: LAUNCHER, node: process.execPath },
    ask: null,
  });
  evidence.add(place, `${stdout.text()}\n${stderr.text()}`);
  return { code, stdout: stdout.text() };
}

/** A stream that keeps what is written to it. */
class Printed extends EventEmitter {
  readonly #chunks: Buffer[] = [];

  write(chunk: string | Uint8Array): boolean {
    this.#chunks.push(Buffer.from(chunk));
    return true;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}
