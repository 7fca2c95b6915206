// What the stand-in model answers. The prompt says it, in its last directive:
//   [[say: TEXT]]  [[shell: COMMAND]]  [[write: PATH = TEXT]]  [[hang]]  [[status: 529]]
//   [[usage_limit: SECONDS]]  [[mcp: TOOL = TEXT]]  [[turn: WORD]]
// `turn` answers with the words of all turns that the conversation holds, and how many of them it had answered.
// A tool is asked for once; then the tool's answer is repeated as text, or with [[after: 529]] refused.

import type { Conversation, OfferedTool, Reply } from "./wire.ts";

/** What the stand-in does with a request. */
export type Act =
  | Reply
  | { readonly kind: "hang" }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "usage_limit"; readonly seconds: number };

const SHELL_TOOLS = /^(bash|shell|shell_command|exec_command|run_shell_command)$/i;
const WRITE_TOOLS = /^(write|write_file|create_file)$/i;

/** Decides by the prompt. */
export function actOn(conversation: Conversation): Act {
  if (conversation.wantsJson !== undefined)
    return { kind: "text", text: JSON.stringify(sample(conversation.wantsJson)) };
  const [name, words = ""] = lastDirective(conversation.userText);
  if (name === "hang") return { kind: "hang" };
  if (name === "status") return { kind: "status", status: Number(words) };
  if (name === "usage_limit") return { kind: "usage_limit", seconds: Number(words) };
  if (name === "turn") return { kind: "text", text: remembered(conversation) };
  if (name === "shell" || name === "write" || name === "mcp") {
    const answer = conversation.toolResults.at(-1);
    const after = /\[\[after: (\d+)\]\]/.exec(conversation.userText)?.[1];
    if (answer !== undefined && after !== undefined)
      return { kind: "status", status: Number(after) };
    if (answer !== undefined) return { kind: "text", text: `the tool answered: ${answer}` };
    return { shell: shellCall, write: writeCall, mcp: mcpCall }[name](conversation, words);
  }
  return { kind: "text", text: name === "say" ? words : "the stand-in model has read the prompt" };
}

function remembered({ userText, ownText }: Conversation): string {
  const words = [...userText.matchAll(/\[\[turn: (\w+)\]\]/g)].map(([, word]) => word);
  const answered = ownText.match(/turns so far:/g)?.length ?? 0;
  return `turns so far: ${words.join(" ")}; answered: ${answered}`;
}

function lastDirective(userText: string): [string | undefined, string | undefined] | [] {
  const all = [
    ...userText.matchAll(
      /\[\[(say|shell|write|mcp|hang|status|usage_limit|turn)(?:: ([^\]]*))?\]\]/g,
    ),
  ];
  const last = all.at(-1);
  return last === undefined ? [] : [last[1], last[2]];
}

function shellCall(conversation: Conversation, command: string): Reply {
  const tool = conversation.tools.find((offered) => SHELL_TOOLS.test(offered.name));
  if (tool !== undefined) {
    const key = tool.properties["command"] === undefined ? "cmd" : "command";
    const value = tool.properties[key]?.["type"] === "array" ? ["bash", "-lc", command] : command;
    return { kind: "tool", name: tool.name, input: { ...filled(tool), [key]: value } };
  }
  if (conversation.tools.some((offered) => offered.name === "custom:exec")) {
    const input = `text(JSON.stringify(await tools.exec_command({cmd: ${JSON.stringify(command)}})));`;
    return { kind: "tool", name: "custom:exec", input: { input } };
  }
  return { kind: "text", text: `no shell tool among: ${toolNames(conversation)}` };
}

function writeCall(conversation: Conversation, words: string): Reply {
  const tool = conversation.tools.find((offered) => WRITE_TOOLS.test(offered.name));
  if (tool === undefined)
    return { kind: "text", text: `no write tool among: ${toolNames(conversation)}` };
  const [file = "", content = ""] = words.split(" = ");
  const fileKey =
    ["file_path", "filePath", "path"].find((key) => tool.properties[key] !== undefined) ?? "path";
  return { kind: "tool", name: tool.name, input: { ...filled(tool), [fileKey]: file, content } };
}

/** Every program writes the server's name before the tool's in its own way. */
function mcpCall(conversation: Conversation, words: string): Reply {
  const [name = "", content = ""] = words.split(" = ");
  const tool = conversation.tools.find((offered) => offered.name.endsWith(name));
  if (tool !== undefined) {
    const key = tool.properties["text"] === undefined ? (tool.required[0] ?? "text") : "text";
    return { kind: "tool", name: tool.name, input: { ...filled(tool), [key]: content } };
  }
  // Codex shows the tools of servers only to a model that looks for them.
  if (conversation.tools.some((offered) => offered.name === "tool_search"))
    return { kind: "tool", name: "tool_search", input: { query: name.replace("_", " ") } };
  return { kind: "text", text: `no tool ${name} among: ${toolNames(conversation)}` };
}

function toolNames(conversation: Conversation): string {
  return conversation.tools.map((tool) => tool.name).join(", ");
}

/** Something for every field that the tool insists on. */
function filled(tool: OfferedTool): Record<string, unknown> {
  return Object.fromEntries(tool.required.map((key) => [key, sample(tool.properties[key] ?? {})]));
}

/** A value that fits a JSON Schema well enough. */
function sample(schema: Record<string, unknown>): unknown {
  if (Array.isArray(schema["enum"])) return schema["enum"][0] as unknown;
  const [type] = [schema["type"]].flat();
  switch (String(type).toLowerCase()) {
    case "object":
      return Object.fromEntries(
        Object.entries((schema["properties"] ?? {}) as Record<string, Record<string, unknown>>).map(
          ([key, inner]) => [key, sample(inner)],
        ),
      );
    case "array":
      return [];
    case "number":
    case "integer":
      return 1;
    case "boolean":
      return false;
    default:
      return "stand-in";
  }
}
