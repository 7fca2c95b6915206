// wakehook's own example agent, for the demo: no model. It reads the prompt from standard input, says
// truthfully what it was given, and ends. Its transcript has the shape that agent programs use.
// Arguments: none for a run of its own; `--session-id ID FOLDER` begins a conversation, `--resume ID FOLDER`
// continues it.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { keepTurn, openConversation } from "./example-conversation.ts";

const STDIN = 0;
const TITLE = /for the hook "([^"\n]*)"/;
const EVENT = /Event type: (?:<[^>]*>)?\s*([\w.-]+)/;

const prompt = readFileSync(STDIN, "utf8");
const [, , flag, id = "", folder = ""] = process.argv;
const sessionId = id || createHash("sha256").update(prompt).digest("hex").slice(0, 32);
const write = (record: object): void => {
  process.stdout.write(`${JSON.stringify({ ...record, session_id: sessionId })}\n`);
};

const turns =
  flag === undefined ? [] : openConversation({ folder, id, isNew: flag === "--session-id" });
if (typeof turns === "string") {
  write({ type: "result", is_error: true, result: turns });
} else if (prompt.trim() === "") {
  write({ type: "result", is_error: true, result: "no prompt on standard input" });
} else {
  write({ type: "system", subtype: "init" });
  if (flag !== undefined) keepTurn({ folder, id, turns }, firstWords(prompt));
  write({
    type: "result",
    is_error: false,
    result: answer(turns),
    num_turns: 1,
    total_cost_usd: 0,
  });
}

function answer(earlier: readonly string[]): string {
  const title = TITLE.exec(prompt)?.[1];
  const event = EVENT.exec(prompt)?.[1];
  const last = earlier.at(-1);
  return [
    "I am wakehook's example agent: no model, no tools.",
    ...(title === undefined
      ? [`You gave me ${prompt.length} characters`]
      : [
          `I was woken by the hook "${title}"${event === undefined ? "" : ` for ${event}`}`,
          `and given a prompt of ${prompt.length} characters`,
        ]),
    `in ${process.cwd()}.`,
    ...(last === undefined
      ? []
      : [`I remember ${earlier.length} earlier, the last began with "${last}".`]),
  ].join(" ");
}

function firstWords(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().slice(0, 60);
}
