import { describe, expect, it } from "vitest";
import { transcriptStream, transcriptWords } from "../../src/dashboard/transcript-words.ts";

const say = (value: unknown): string | null => transcriptWords(JSON.stringify(value));

describe("a line of an agent's output", () => {
  it.each([
    [
      "Claude Code's words and calls",
      {
        type: "assistant",
        message: {
          content: [
            { type: "text", text: "I look." },
            { type: "tool_use", name: "Read", input: { file_path: "a.ts" } },
          ],
        },
      },
      'I look.\n> Read {"file_path":"a.ts"}',
    ],
    [
      "what came of a call",
      { type: "user", message: { content: [{ type: "tool_result", content: "42 lines" }] } },
      "< 42 lines",
    ],
    [
      "Codex's commands",
      {
        type: "item.completed",
        item: { type: "command_execution", command: "ls", aggregated_output: "a\n" },
      },
      "$ ls\na",
    ],
    [
      "Codex's words",
      { type: "item.completed", item: { type: "agent_message", text: "Done." } },
      "Done.",
    ],
    ["Gemini's words", { type: "message", role: "assistant", content: "Hello" }, "Hello"],
    [
      "Gemini's calls",
      { type: "tool_use", tool_name: "read_file", parameters: { path: "a" } },
      '> read_file {"path":"a"}',
    ],
    ["opencode's words", { type: "text", part: { type: "text", text: "Hi" } }, "Hi"],
    [
      "opencode's calls",
      { type: "tool_use", part: { tool: "bash", state: { input: { command: "ls" } } } },
      '> bash {"command":"ls"}',
    ],
  ])("is read: %s", (_, record, words) => {
    expect(say(record)).toBe(words);
  });

  it("has nothing to read where it is a record of the program's own", () => {
    expect(say({ type: "system", subtype: "init", session_id: "s" })).toBeNull();
    expect(say({ type: "result", result: "the answer once more" })).toBeNull();
    expect(transcriptWords("  ")).toBeNull();
  });

  it("stays as it is where it is no record, without what acts on a terminal", () => {
    expect(transcriptWords("\u001b[31mplain\u202e")).toBe("\\x1b[31mplain\\u202e");
    expect(transcriptWords("[1, 2]")).toBe("[1, 2]");
  });

  it("is cut where it is long", () => {
    expect(transcriptWords("x".repeat(100_000))?.length).toBeLessThan(5000);
  });
});

describe("a stream of lines", () => {
  async function through(chunks: readonly string[]): Promise<string> {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
        controller.close();
      },
    });
    return new Response(stream.pipeThrough(transcriptStream())).text();
  }

  it("is read line by line, however it is cut into pieces", async () => {
    expect(await through(['{"text":"o', 'ne"}\n{"text":', '"two"}'])).toBe("one\ntwo\n");
  });

  it("without an end of line does not grow for ever", async () => {
    const text = await through(Array.from({ length: 40 }, () => "x".repeat(65_536)));

    expect(text.length).toBeLessThan(20_000);
  });
});
