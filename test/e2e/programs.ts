// Small programs that stand for agents and targets. Shell scripts: they start in a millisecond.

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Writes an executable script. */
export function putProgram(file: string, lines: readonly string[]): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${lines.join("\n")}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** An agent by the name of a real one: answers its questions about itself, then does what the lines say. */
export function putAgent(folder: string, name: string, lines: readonly string[]): string {
  const questions = [
    `case "$*" in`,
    `  --help | "exec --help" | "features list" | --version) echo "${name} 0.0.0"; exit 0 ;;`,
    `  "mcp list --json"*) echo "[]"; exit 0 ;;`,
    `  "debug config"*) echo "{}"; exit 0 ;;`,
    `esac`,
  ];
  return putProgram(path.join(folder, name), [...questions, ...lines]);
}

/** The last record of Claude Code. */
export function claudeResult(words: string): string {
  const record = {
    type: "result",
    subtype: "success",
    is_error: false,
    result: words,
    session_id: "s-1",
    num_turns: 1,
    total_cost_usd: 0.01,
  };
  return `echo '${JSON.stringify(record)}'`;
}

/** Keeps a target or agent waiting until a file is there. */
export function untilFile(file: string): string {
  return `while [ ! -e '${file}' ]; do sleep 0.02; done`;
}
