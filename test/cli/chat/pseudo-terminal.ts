// The program on a real terminal: a pseudo-terminal of the machine, its keys and its screen in the test's hands.

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import type { HomePaths } from "../../../src/system/home.ts";
import { LAUNCHER } from "../harness.ts";

const PYTHON = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)";
const SIZE = 'stty cols 80 rows 24; exec "$@"';

/** What moves the cursor and colours words. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const MOVES = /\u001B\[[\d;?]*[A-Za-z]/g;

/** What makes a terminal here; null: nothing does. */
export function terminalMaker(): ((words: readonly string[]) => string[]) | null {
  const runs = (program: string, ...words: string[]) => spawnSync(program, words).status === 0;
  if (runs("python3", "-c", "import pty"))
    return (words) => ["python3", "-c", PYTHON, "sh", "-c", SIZE, "sh", ...words];
  if (runs("script", "--version"))
    return (words) => [
      "script",
      "-qec",
      SIZE.replace('"$@"', words.map(quote).join(" ")),
      "/dev/null",
    ];
  return null;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A program on a terminal. */
export interface OnTerminal {
  press(keys: string): void;
  /** Settles with all that was written, when these words are there behind those awaited before. */
  until(part: string): Promise<string>;
  readonly ended: Promise<number | null>;
}

/** Starts `wakehook` on a terminal of 80 columns. */
export function startOnTerminal(
  maker: (words: readonly string[]) => string[],
  paths: HomePaths,
  words: readonly string[],
): OnTerminal {
  const [program = "", ...parameters] = maker([process.execPath, LAUNCHER, ...words]);
  const child: ChildProcess = spawn(program, parameters, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH: process.env["PATH"], HOME: paths.root, WAKEHOOK_HOME: paths.root, TERM: "xterm" },
  });
  let screen = "";
  let seen = 0;
  const waiting = new Set<() => void>();
  child.stdout?.on("data", (chunk: Buffer) => {
    screen += chunk.toString("utf8");
    for (const look of waiting) look();
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return {
    press: (keys) => void child.stdin?.write(keys),
    until: (part) =>
      new Promise((resolve) => {
        const look = () => {
          const at = screen.replaceAll(MOVES, "").indexOf(part, seen);
          if (at === -1) return;
          seen = at + part.length;
          waiting.delete(look);
          resolve(screen);
        };
        waiting.add(look);
        look();
      }),
    ended: once(child, "close").then(([code]) => code as number | null),
  };
}
