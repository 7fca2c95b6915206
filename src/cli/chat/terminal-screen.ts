// In: keys of a terminal. Out: what was typed, and messages above it: what is being typed stays whole.

import { EventEmitter, on } from "node:events";
import { clearScreenDown, createInterface, cursorTo, type Interface } from "node:readline";
import type { Clock, Timer } from "../../system/clock.ts";
import type { Terminal } from "../command.ts";
import type { Output } from "../terminal/output.ts";
import type { Screen, Typed } from "./screen.ts";

/** Lines that come this close together were pasted: they are one message. */
const PASTE_MS = 25;
const PROMPT = "> ";

/** A chat on a terminal. Ctrl-C and Ctrl-D leave it. */
export function createTerminalScreen(
  { input, output }: Terminal,
  { clock, out }: { readonly clock: Clock; readonly out: Pick<Output, "style"> },
): Screen {
  const line = createInterface({ input, output, terminal: true, prompt: PROMPT });
  const messages = new EventEmitter();
  // From here on nothing is missed, whenever it is asked for.
  const typed = on(messages, "typed", { close: ["left"] });
  let isOpen = true;
  let begunAt: number | null = null;
  let pasted: string[] = [];
  let timer: Timer | null = null;

  function onKey(): void {
    begunAt ??= clock.monotonic();
  }
  function hand(): void {
    timer?.clear();
    timer = null;
    const words: Typed = { text: pasted.join("\n"), begunAt };
    pasted = [];
    begunAt = null;
    if (words.text.trim() !== "") messages.emit("typed", words);
  }
  input.on("keypress", onKey);
  line.on("line", (text) => {
    pasted.push(text);
    timer?.clear();
    timer = clock.setTimer(hand, PASTE_MS);
    line.prompt();
  });
  line.on("SIGINT", () => line.close());
  line.once("close", () => {
    isOpen = false;
    input.off("keypress", onKey);
    hand();
    output.write("\n");
    messages.emit("left");
  });
  line.prompt();

  function print(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const write = () => void output.write(`${lines.join("\n")}\n`);
    if (isOpen) aside(line, output, write);
    else write();
  }

  return {
    print,
    async *typed(signal) {
      signal.addEventListener("abort", () => messages.emit("left"), { once: true });
      for await (const [words] of typed) yield words as Typed;
    },
    notice: (text) => print(text.split("\n").map((words) => out.style("dim", words))),
    status(words) {
      line.setPrompt(words === "" ? PROMPT : `${out.style("dim", `(${words})`)} ${PROMPT}`);
      if (isOpen) aside(line, output, () => {});
    },
    close: () => line.close(),
  };
}

/** Takes away what is being typed, does something, and puts it back with the cursor where it was. */
function aside(line: Interface, output: Terminal["output"], work: () => void): void {
  const { line: text, cursor } = line;
  line.write(null, { ctrl: true, name: "e" });
  line.write(null, { ctrl: true, name: "u" });
  cursorTo(output, 0);
  clearScreenDown(output);
  work();
  line.prompt();
  line.write(text);
  while (line.cursor > cursor) line.write(null, { name: "left" });
}
