// A room on a real terminal: what comes in while one types, cards, pastes, and a daemon that goes and comes back.

import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { READING_MS } from "../../../src/cli/chat/card-hand.ts";
import { itWhere } from "../../skip-loudly.ts";
import { createCli } from "../harness.ts";
import { startChatDaemon, type ChatDaemon } from "./chat-daemon.ts";
import { startOnTerminal, terminalMaker } from "./pseudo-terminal.ts";

const maker = terminalMaker();
const itOnTerminal = itWhere(
  maker !== null,
  "wakehook chat on a terminal: neither python3 nor script is here to make one",
);
const CTRL_C = "\u0003";
const LEFT = "\u001B[D";

async function heard({ conversations }: ChatDaemon, count: number): Promise<void> {
  while (conversations.heard.length < count) await new Promise((resolve) => setImmediate(resolve));
}

itOnTerminal("a room on a terminal keeps what is being typed, and harms no terminal", async () => {
  if (maker === null) return;
  const cli = await createCli();
  const daemon = await startChatDaemon(cli.paths);
  daemon.say("said before \u001B]0;owned\u0007");
  const chat = startOnTerminal(maker, cli.paths, ["chat", "main"]);
  await chat.until("said before \\x1b]0;owned\\x07");
  await chat.until("> ");

  // Words come in between: the line stays, and so does the cursor.
  chat.press(`half a 😀thught${LEFT.repeat(4)}`);
  await chat.until("thught");
  daemon.say("breaking in");
  await chat.until("breaking in");
  await chat.until("> half a 😀thught");
  chat.press("o\r");
  await heard(daemon, 1);
  expect(daemon.conversations.heard[0]?.text).toBe("half a 😀thought");
  daemon.conversations.answer("**Done.**");
  await chat.until("claude");
  await chat.until("  **Done.**");

  chat.press("line one\rline two\r");
  await heard(daemon, 2);
  expect(daemon.conversations.heard[1]?.text).toBe("line one\nline two");
  daemon.conversations.answer("Both.");
  await chat.until("  Both.");

  daemon.ask("Run the deploy?", "tok1");
  await chat.until("[1] Run   [2] Run read-only   [3] Discard");
  chat.press("3\r");
  await chat.until("this card has only just come");
  await delay(READING_MS);
  chat.press("3\r");
  await chat.until("→ discard: the terminal");
  expect(daemon.decisions).toMatchObject([{ verb: "discard", by: "the terminal" }]);

  await daemon.stop();
  await chat.until("the daemon is gone");
  chat.press("still there?\r");
  await chat.until("not said yet");
  const second = await startChatDaemon(cli.paths);
  await heard(second, 1);
  expect(second.conversations.heard.map(({ text }) => text)).toEqual(["still there?"]);
  second.conversations.answer("Yes.");
  const screen = await chat.until("  Yes.");
  chat.press(CTRL_C);

  expect(await chat.ended).toBe(0);
  expect(second.ledger.chats.unread("main")).toBe(0);
  for (const harm of ["\u001B]", "\u0007", "\u001B[2J"]) expect(screen).not.toContain(harm);
});
