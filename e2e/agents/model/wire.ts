// What the four wire formats have in common: a conversation is read, a reply is written.

import type { ServerResponse } from "node:http";

/** A tool that the CLI offers to the model. */
export interface OfferedTool {
  readonly name: string;
  readonly properties: Readonly<Record<string, Record<string, unknown>>>;
  readonly required: readonly string[];
}

/** A request of a CLI, as far as the stand-in cares. */
export interface Conversation {
  readonly model: string;
  readonly stream: boolean;
  /** Everything the user said, oldest first; CLIs wrap it in reminders. */
  readonly userText: string;
  /** What the model itself said before, oldest first. */
  readonly ownText: string;
  /** What tools answered since the user's last directive, oldest first. */
  readonly toolResults: readonly string[];
  readonly tools: readonly OfferedTool[];
  /** The CLI asks for JSON of this schema (a side question: titles, routing). */
  readonly wantsJson?: Record<string, unknown> | undefined;
}

/** What the stand-in says. */
export type Reply =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "tool"; readonly name: string; readonly input: Record<string, unknown> };

/** One wire format. */
export interface Wire {
  readonly name: string;
  matches(path: string): boolean;
  /** The key that the CLI brought. */
  key(headers: Readonly<Record<string, string | string[] | undefined>>): string;
  read(body: Json, path: string): Conversation;
  write(response: ServerResponse, conversation: Conversation, reply: Reply): void;
  /** The body of an error answer, shaped as the real service shapes it. */
  error(status: number, message: string): ErrorAnswer;
  /** What the real service answers when a plan or a quota is used up for so many seconds. */
  usageLimit(seconds: number): ErrorAnswer;
}

/** An answer that is an error. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A parsed JSON object. */
export type Json = Record<string, unknown>;

let lastNumber = 0;

/** A fresh id with a prefix. */
export function nextId(prefix: string): string {
  lastNumber += 1;
  return `${prefix}_${String(lastNumber).padStart(8, "0")}`;
}

/** A value as an object; `{}` where it is none. */
export function object(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

/** A value as a list of objects; `[]` where it is none. */
export function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}

/** A value as text; `""` where it is none. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Content as the services write it: a text, or blocks of which some hold one. */
export function contentText(value: unknown): string {
  if (typeof value === "string") return value;
  return objects(value)
    .map((block) => text(block["text"]) || text(block["content"]))
    .join("\n");
}

/** Something that was said in a conversation. */
export interface Said {
  readonly by: "user" | "model" | "tool";
  readonly text: string;
}

/** What a conversation consists of, from what was said in its order. */
export function heard(
  all: readonly Said[],
): Pick<Conversation, "userText" | "ownText" | "toolResults"> {
  const textsOf = (who: Said["by"], said = all): string[] =>
    said.filter(({ by }) => by === who).map((one) => one.text);
  const asked = all.findLastIndex(({ by, text: words }) => by === "user" && words.includes("[["));
  return {
    userText: textsOf("user").join("\n"),
    ownText: textsOf("model").join("\n"),
    toolResults: textsOf("tool", all.slice(asked + 1)),
  };
}

/** A tool from its JSON Schema. */
export function offeredTool(name: unknown, schema: unknown): OfferedTool {
  const { properties, required } = object(schema);
  return {
    name: text(name),
    properties: object(properties) as OfferedTool["properties"],
    required: Array.isArray(required) ? required.map(String) : [],
  };
}

/** The second, so many seconds from now. */
export function secondIn(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

/** Answers with a stream of events. */
export function eventStream(response: ServerResponse): (data: unknown, event?: string) => void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  return (data, event) => {
    if (event !== undefined) response.write(`event: ${event}\n`);
    response.write(`data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
  };
}
