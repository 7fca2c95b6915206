// A line of what an agent program wrote in, what a person wants to read of it out. The programs' records differ;
// what is common is enough: who speaks, which tool, what came of it.

import { showControls } from "../core/text/show-controls.ts";

const MOST_LINE = 4000;
const MOST_INPUT = 300;

type Json = Readonly<Record<string, unknown>>;

/** The words of one line; null: nothing to read. Lines that are no record stay as they are. */
export function transcriptWords(line: string): string | null {
  if (line.trim() === "") return null;
  const record = parse(line);
  if (record === null) return bounded(line);
  const said = wordsOf(record).filter((words) => words !== "");
  return said.length === 0 ? null : bounded(said.join("\n"));
}

/** Turns a stream of lines into their words. */
export function transcriptStream(): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = "";
  const push = (line: string, controller: TransformStreamDefaultController<Uint8Array>): void => {
    const words = transcriptWords(line);
    if (words !== null) controller.enqueue(encoder.encode(`${words}\n`));
  };
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) push(line, controller);
      // A line without an end must not grow for ever.
      if (rest.length <= 1_048_576) return;
      push(rest, controller);
      rest = "";
    },
    flush(controller) {
      push(rest + decoder.decode(), controller);
    },
  });
}

function wordsOf(record: Json): string[] {
  const message = asObject(record["message"]) ?? record;
  const content = message["content"];
  if (Array.isArray(content)) return content.map((piece) => pieceWords(asObject(piece) ?? {}));
  // The last record repeats the answer, which stands above.
  if (record["type"] === "result") return [];
  const item = asObject(record["item"]) ?? asObject(record["part"]) ?? record;
  const single = pieceWords(item);
  return single === "" && typeof content === "string" ? [content] : [single];
}

/** A text, a thought, a tool's call, or what came of one. */
function pieceWords(piece: Json): string {
  const command = text(piece["command"]);
  if (command !== "")
    return [`$ ${command}`, text(piece["aggregated_output"])].join("\n").trimEnd();
  const tool = text(piece["name"]) || text(piece["tool_name"]) || text(piece["tool"]);
  const input = piece["input"] ?? piece["parameters"] ?? asObject(piece["state"])?.["input"];
  if (tool !== "") return `> ${tool} ${input === undefined ? "" : short(input)}`.trimEnd();
  const said = text(piece["text"]) || text(piece["thinking"]);
  if (said !== "") return said;
  const result = piece["content"] ?? piece["output"];
  if (piece["type"] === "tool_result") return `< ${short(result)}`;
  return "";
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function short(value: unknown): string {
  const words = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return words.length <= MOST_INPUT ? words : `${words.slice(0, MOST_INPUT)}…`;
}

function bounded(words: string): string {
  const shown = showControls(words);
  return shown.length <= MOST_LINE ? shown : `${shown.slice(0, MOST_LINE)}…`;
}

function asObject(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json)
    : null;
}

function parse(line: string): Json | null {
  try {
    return asObject(JSON.parse(line));
  } catch {
    return null;
  }
}
