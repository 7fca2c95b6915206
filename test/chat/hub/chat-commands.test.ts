import { describe, expect, it } from "vitest";
import { readCommand } from "../../../src/chat/hub/chat-commands.ts";
import { until } from "./hub-bench.ts";
import { ANN, pairedHub } from "./paired-hub.ts";

describe("a command", () => {
  it.each([
    ["/stop", { name: "stop", rest: "" }],
    [" /Agent  codex ", { name: "agent", rest: "codex" }],
    ["/new@my_bot", { name: "new", rest: "" }],
    ["/start", { name: "help", rest: "" }],
    ["/etc/passwd", null],
    ["/ stop", null],
    ["stop", null],
    ["/42", null],
  ])("is read from %j", (text, command) => {
    expect(readCommand(text)).toEqual(command);
  });

  async function ask(text: string): Promise<{ answer: string; calls: readonly string[] }> {
    const hub = await pairedHub();
    hub.platform.write({ sender: ANN, text: "hello" });
    await until(() => expect(hub.conversations.heard).toHaveLength(1));
    hub.platform.write({ sender: ANN, text });
    const answer = await until(() => {
      const shown = hub.platform.shown().at(-1);
      expect(shown?.silent).toBe(true);
      return shown?.text ?? "";
    });
    return { answer, calls: hub.conversations.calls };
  }

  it.each([
    ["/help", "/stop: end what the agent is doing now"],
    ["/where", "claude --resume of-cnv"],
    ["/agent", "Your words go to claude"],
    ["/agent nobody", "There is no agent nobody"],
    ["/agent codex", "Your next words go to codex"],
    ["/agent -", "the agent of config.json: claude"],
    ["/new", "begin a new conversation"],
    ["/stop", "Stopped."],
    ["/dance", "There is no command /dance"],
  ])("%s is answered", async (text, words) => {
    const { answer } = await ask(text);

    expect(answer).toContain(words);
  });

  it("is none behind two slashes: those are words that begin with one", async () => {
    const hub = await pairedHub();

    hub.platform.write({ sender: ANN, text: "//help is what I would type" });
    await until(() => expect(hub.conversations.heard).toHaveLength(1));

    expect(hub.conversations.heard[0]?.text).toBe("/help is what I would type");
  });

  it("changes who answers", async () => {
    expect((await ask("/agent codex")).calls).toEqual(["use main codex"]);
  });
});
