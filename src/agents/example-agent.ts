// wakehook's own example agent, for the demo: no model. It reads the prompt from standard input, says
// truthfully what it was given, and ends. Its transcript has the shape that agent programs use.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const STDIN = 0;
const TITLE = /for the hook "([^"\n]*)"/;
const EVENT = /Event type: (?:<[^>]*>)?\s*([\w.-]+)/;

const prompt = readFileSync(STDIN, "utf8");
const sessionId = createHash("sha256").update(prompt).digest("hex").slice(0, 32);
const write = (record: object): void => {
  process.stdout.write(`${JSON.stringify({ ...record, session_id: sessionId })}\n`);
};

write({ type: "system", subtype: "init" });
if (prompt.trim() === "") {
  write({ type: "result", is_error: true, result: "no prompt on standard input" });
} else {
  const title = TITLE.exec(prompt)?.[1] ?? "without a title";
  const event = EVENT.exec(prompt)?.[1];
  const words = [
    "I am wakehook's example agent: no model, no tools.",
    `I was woken by the hook "${title}"${event === undefined ? "" : ` for ${event}`}`,
    `and given a prompt of ${prompt.length} characters in ${process.cwd()}.`,
  ];
  write({
    type: "result",
    is_error: false,
    result: words.join(" "),
    num_turns: 1,
    total_cost_usd: 0,
  });
}
