// In: lines of a pipe. Out: what was said, as lines, or as JSON, one message a line.

import { createInterface } from "node:readline";
import type { CommandContext } from "../command.ts";
import type { Screen, Typed } from "./screen.ts";

/** A chat without a terminal. What a terminal types is not read: it would be read without being shown. */
export function createPipeScreen({ out, stdin }: Pick<CommandContext, "out" | "stdin">): Screen {
  return {
    async *typed(signal): AsyncIterable<Typed> {
      if ("isTTY" in stdin && stdin.isTTY === true) return;
      const lines = createInterface({ input: stdin, crlfDelay: Infinity, signal });
      for await (const text of lines) yield { text, begunAt: null };
    },
    print: (lines) => out.lines(lines),
    notice: (text) => out.notice(text),
    status: () => {},
    close: () => {},
  };
}
