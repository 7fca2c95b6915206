// `wakehook chat` against the real admin API: the list, one answer, pipes, and a daemon that goes and comes back.

import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { HookId } from "../../../src/core/records/ids.ts";
import { openLedger } from "../../../src/ledger/open.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { aMessage, begin } from "../../ledger/chat/chat-bench.ts";
import { createCli, goodHook, type Cli, type CliExtras } from "../harness.ts";
import { startChatDaemon, type ChatDaemon } from "./chat-daemon.ts";

const HOSTILE = "\u001B[2Jboo\u001B]0;owned\u0007\u202Egnp";

async function open(): Promise<{ cli: Cli; daemon: ChatDaemon }> {
  const cli = await createCli();
  return { cli, daemon: await startChatDaemon(cli.paths) };
}

/** Runs a chat over a pipe whose input stays open until it is ended. */
function piped(cli: Cli, words: readonly string[], extras: CliExtras = {}) {
  const stdin = new PassThrough();
  let seen = "";
  const waiting = new Set<() => void>();
  const ended = cli.run(["chat", ...words], {
    ...extras,
    stdinStream: stdin,
    onOutput(text) {
      seen = text;
      for (const look of waiting) look();
    },
  });
  return {
    ended,
    type: (line: string) => void stdin.write(`${line}\n`),
    end: () => void stdin.end(),
    output: (part: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!seen.includes(part)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Settles when so many words were heard. */
async function heard({ conversations }: ChatDaemon, count: number): Promise<void> {
  while (conversations.heard.length < count) await new Promise((resolve) => setImmediate(resolve));
}

describe("wakehook chat", () => {
  it("lists conversations newest first, with what is unread", async () => {
    const { cli, daemon } = await open();
    daemon.conversations.say({
      inbound: { target: "local", id: "one" },
      chat: "main",
      conversationId: null,
      text: "hello",
      replyTo: null,
      postTo: [],
    });
    daemon.conversations.answer(`It is the parser. ${HOSTILE}`);

    const listed = await cli.run(["chat"]);
    const json = (await cli.run(["chat", "--json"])).json();

    expect(listed.code).toBe(0);
    expect(listed.stdout).toMatch(/^\* 1 +main +claude +.* cnv_\w{26} +It is the parser\. \\x1b/m);
    expect(listed.stdout).toContain("* main: 1 new message; open it with: wakehook chat main");
    expect(listed.stdout).not.toContain("\u001B");
    expect(json).toMatchObject({
      chats: [{ name: "main", unread: 1, agent: "claude" }],
      conversations: [{ unread: 1, entity: null, going: null }],
    });
  });

  it("has colours on a terminal alone, and none of a sender's", async () => {
    const { cli, daemon } = await open();
    const { id } = begin(daemon.ledger, 1, { entity: `pr \u001B[31mred` });
    daemon.say("news", { conversationId: id });

    const colored = await cli.run(["chat"], { terminal: true });
    const plain = await cli.run(["chat"], { terminal: true, environment: { NO_COLOR: "1" } });

    expect(colored.stdout).toContain("\u001B[1mpr \\x1b[31mred");
    expect(colored.stdout).not.toContain("\u001B[31m");
    expect(plain.stdout).not.toContain("\u001B");
  });

  it("says on a fresh home that nobody has said anything, and how to begin", async () => {
    const { cli } = await open();

    expect((await cli.run(["chat"])).stdout).toBe(
      "no conversation yet\n\nmain: nothing new; open it with: wakehook chat main\n",
    );
  });

  it.each([
    [["chat"], 4, "wakehook start"],
    [["chat", "--once", "hi"], 4, "wakehook start"],
  ])("%j without a daemon says how to start one", async (words, code, hint) => {
    const cli = await createCli();

    const result = await cli.run(words);

    expect(result.code).toBe(code);
    expect(result.stderr).toContain(hint);
  });

  it.each([
    [["mian"], 5, "did you mean main?"],
    [["cnv_0000"], 5, "see: wakehook chat"],
    [["main", "--once", "  "], 2, "--once has no words"],
    [["main", "--once", "x", "--follow"], 2, "give one"],
  ])("%j ends with what to do instead", async (words, code, hint) => {
    const { cli, daemon } = await open();

    const result = await cli.run(["chat", ...words]);

    expect(result.code).toBe(code);
    expect(result.stderr).toContain(hint);
    expect(daemon.conversations.heard).toEqual([]);
  });
});

describe("--once", () => {
  it("prints the answer, and nothing else, on standard output", async () => {
    const { cli, daemon } = await open();

    const running = cli.run(["chat", "--once", "-"], { stdin: "What is it?\n" });
    await heard(daemon, 1);
    daemon.conversations.answer(`The parser.\n${HOSTILE}`);
    const { code, stdout, stderr } = await running;

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe("The parser.\n\\x1b[2Jboo\\x1b]0;owned\\x07\\u202egnp\n");
    expect(daemon.conversations.heard[0]).toMatchObject({
      text: "What is it?",
      chat: "main",
      conversationId: null,
      inbound: { target: "local" },
      postTo: [],
    });
    expect(daemon.ledger.chats.unread("main")).toBe(0);
  });

  it("marks nothing as read that it did not print", async () => {
    const { cli, daemon } = await open();
    daemon.say("unread");

    const running = cli.run(["chat", "--once", "hi"]);
    await heard(daemon, 1);
    daemon.conversations.answer("Hello.");
    await running;

    expect(daemon.ledger.chats.unread("main")).toBe(2);
  });

  it("gives the whole turn with --json", async () => {
    const { cli, daemon } = await open();

    const running = cli.run(["chat", "main", "--once", "hi", "--json"]);
    await heard(daemon, 1);
    daemon.conversations.answer("Hello.");

    expect((await running).json()).toMatchObject({
      state: "done",
      status: "success",
      reply: "Hello.",
      origin: "owner",
    });
  });

  it("ends with 1 and the reason where the turn fails", async () => {
    const { cli, daemon } = await open();

    const running = cli.run(["chat", "--once", "hi"]);
    await heard(daemon, 1);
    daemon.conversations.fail("error:timeout", "it took more than 900 s");
    const { code, stdout, stderr } = await running;

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("error:timeout: it took more than 900 s");
  });

  it("ends with 6 and the words where nobody may answer", async () => {
    const { cli, daemon } = await open();
    daemon.conversations.refuseNext("features.agents is off in config.json");

    const { code, stderr } = await cli.run(["chat", "--once", "hi"]);

    expect(code).toBe(6);
    expect(stderr).toContain("features.agents is off");
  });

  it("says it once, also where the daemon dies before it has answered", async () => {
    const { cli, daemon } = await open();
    daemon.fallSilentTo("/messages");

    const running = cli.run(["chat", "--once", "hi"]);
    await heard(daemon, 1);
    const [turn] = daemon.conversations.waiting;
    await daemon.stop();
    const second = await startChatDaemon(cli.paths);
    second.conversations.adopt(turn);
    second.conversations.answer("Once.");
    const { code, stdout, stderr } = await running;

    expect({ code, stdout }).toEqual({ code: 0, stdout: "Once.\n" });
    expect(stderr).toContain("not said yet: the daemon is away");
    expect(second.conversations.heard).toEqual([]);
  });

  it("waits over a restart of the daemon, and says it once", async () => {
    const { cli, daemon } = await open();

    const running = cli.run(["chat", "--once", "hi"]);
    await heard(daemon, 1);
    const [turn] = daemon.conversations.waiting;
    await daemon.stop();
    const second = await startChatDaemon(cli.paths);
    second.conversations.adopt(turn);
    second.conversations.answer("Late.");
    const { code, stdout, stderr } = await running;

    expect({ code, stdout }).toEqual({ code: 0, stdout: "Late.\n" });
    expect(stderr).toContain("the daemon is gone; waiting for it");
    expect(second.conversations.heard).toEqual([]);
  });
});

describe("a room over a pipe", () => {
  it("says each line, prints what comes, and ends when all is answered", async () => {
    const { cli, daemon } = await open();
    daemon.say("said before");
    const chat = piped(cli, ["main"]);

    chat.type("one");
    chat.type("");
    chat.type("//two is a path");
    chat.end();
    await heard(daemon, 2);
    daemon.conversations.answer("First.");
    daemon.conversations.answer("Second.");
    const { code, stdout } = await chat.ended;

    expect(code).toBe(0);
    expect(daemon.conversations.heard.map(({ text }) => text)).toEqual(["one", "/two is a path"]);
    expect(stdout.match(/^ {2}\S.*$/gm)).toEqual(["  First.", "  Second."]);
    expect(stdout).toMatch(/^claude · \d\d:\d\d:\d\d$/m);
    expect(stdout).not.toContain("said before");
  });

  it("shows messages of before with --last, and marks nothing as read", async () => {
    const { cli, daemon } = await open();
    for (const text of ["a", "b", "c"]) daemon.say(text);

    const { stdout } = await cli.run(["chat", "main", "--last", "2"]);

    expect(stdout.match(/^ {2}\S.*$/gm)).toEqual(["  b", "  c"]);
    expect(daemon.ledger.chats.unread("main")).toBe(3);
  });

  it("carries out commands, and knows words from them", async () => {
    const { cli, daemon } = await open();
    const chat = piped(cli, ["main"]);

    chat.type("/where");
    chat.type("hi");
    await heard(daemon, 1);
    daemon.conversations.answer("Hello.");
    await chat.output("Hello.");
    for (const line of ["/where", "/new", "/stop", "/agent codex", "/halp", "/help", "/quit"])
      chat.type(line);
    const { code, stderr } = await chat.ended;

    expect(code).toBe(0);
    expect(stderr).toContain("there is no conversation yet");
    expect(stderr).toContain("to go on by hand:\n  claude --resume of-cnv");
    expect(stderr).toContain("your next words begin a new conversation");
    expect(stderr).toContain("nothing goes on here");
    expect(stderr).toContain("there is no command /halp; did you mean /help?");
    expect(daemon.conversations.calls).toEqual(["new main null", "use main codex"]);
    expect(daemon.conversations.heard).toHaveLength(1);
  });

  it("tells messages as JSON, one a line, and goes on after a restart where it was", async () => {
    const { cli, daemon } = await open();
    const stop = new AbortController();
    const chat = piped(cli, ["--follow", "--json"], { stopSignal: stop.signal });
    await watched(daemon);
    daemon.say(`one ${HOSTILE}\nmore`);
    await chat.output("one");
    daemon.say("two");
    await chat.output("two");
    await daemon.stop();
    const second = await startChatDaemon(cli.paths);
    second.say("three");
    await chat.output("three");
    stop.abort();
    const { code, stdout, stderr } = await chat.ended;

    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { text: string }).text)).toEqual([
      `one ${HOSTILE}\nmore`,
      "two",
      "three",
    ]);
    expect(stdout).not.toContain("\u001B");
    expect(code).toBe(0);
    expect(stderr).toBe("the daemon is gone; waiting for it\nthe daemon is back\n");
  });

  it("says words once whose answer was lost with the daemon", async () => {
    const { cli, daemon } = await open();
    const chat = piped(cli, ["main"]);
    await watched(daemon);
    daemon.say("ready");
    await chat.output("ready");
    daemon.fallSilentTo("/messages");
    chat.type("said, and never answered");
    chat.end();
    await heard(daemon, 1);
    const [turn] = daemon.conversations.waiting;
    await daemon.stop();
    const second = await startChatDaemon(cli.paths);
    second.conversations.adopt(turn);
    await watched(second);
    second.conversations.answer("Once.");
    const { stdout } = await chat.ended;

    expect(stdout).toContain("  Once.");
    expect(second.conversations.heard).toEqual([]);
    expect(second.ledger.chats.messages({}).map(({ author }) => author)).toEqual([
      "wakehook",
      "owner",
      "agent",
    ]);
  });

  it("shows what was said and decided while no daemon told of it", async () => {
    const { cli, daemon } = await open();
    const chat = piped(cli, ["main"]);
    await watched(daemon);
    daemon.ask("Run the deploy?", "tok1");
    await chat.output("deploy");
    await daemon.stop();
    const ledger = openLedger({ paths: cli.paths, clock: systemClock });
    const words = "Run: Ann, Telegram";
    ledger.chats.decide("tok1".padEnd(22, "0"), { verb: "run", words, by: "Ann", at: 1 });
    ledger.chats.say(aMessage(7, { text: "it was interrupted" }));
    ledger.close();
    await startChatDaemon(cli.paths);
    await chat.output("  it was interrupted");
    await chat.output("→ Run: Ann, Telegram");
    chat.end();

    expect((await chat.ended).code).toBe(0);
  });

  it("says what was typed while the daemon was away once it is back, once", async () => {
    const { cli, daemon } = await open();
    const chat = piped(cli, ["main"]);
    await watched(daemon);
    await daemon.stop();
    chat.type("late words");
    chat.end();
    const second = await startChatDaemon(cli.paths);
    await heard(second, 1);
    second.conversations.answer("Here.");
    const { stdout } = await chat.ended;

    expect(second.conversations.heard.map(({ text }) => text)).toEqual(["late words"]);
    expect(stdout).toContain("  Here.");
  });
});

describe("cards over a pipe", () => {
  it("are answered by a digit where one waits", async () => {
    const { cli, daemon } = await open();
    const chat = piped(cli, ["main"]);
    await watched(daemon);
    daemon.ask("Run the deploy?", "tok1");
    await chat.output("[1] Run   [2] Run read-only   [3] Discard");
    chat.type("2");
    await chat.output("→ read_only: the terminal");
    chat.type("1");
    chat.end();
    const { code, stderr } = await chat.ended;

    expect(code).toBe(0);
    expect(stderr).toContain("nothing was changed: it was decided (read_only: the terminal)");
    expect(daemon.conversations.heard).toEqual([]);
    expect(daemon.decisions).toMatchObject([{ verb: "read_only", by: "the terminal" }]);
  });

  it("are not answered where it is not plain which is meant, or there is no such button", async () => {
    const { cli, daemon } = await open();
    const chat = piped(cli, ["main"]);
    await watched(daemon);
    daemon.ask("Run the deploy?", "tok1");
    await chat.output("deploy");
    chat.type("7");
    daemon.ask("Run the other?", "tok2");
    await chat.output("other");
    chat.type("1");
    daemon.settle("tok2", "Run: Ann, Telegram");
    await chat.output("→ Run: Ann, Telegram");
    chat.end();
    const { stderr } = await chat.ended;

    expect(daemon.decisions).toEqual([]);
    expect(stderr).toContain("the card has no button 7");
    expect(stderr).toContain("2 cards wait");
  });
});

/** Settles when somebody follows the daemon's events. */
async function watched(daemon: ChatDaemon): Promise<void> {
  while (daemon.watchers() === 0) await new Promise((resolve) => setImmediate(resolve));
}

it("a digit that no card waits for is said to the agent", async () => {
  const { cli, daemon } = await open();
  daemon.ask("Run the deploy?", "tok1");
  daemon.settle("tok1", "Run: Ann, Telegram");
  daemon.say("Which one, 1 or 2?");

  const running = cli.run(["chat", "main", "--last", "5"], { stdin: "1\n" });
  await heard(daemon, 1);
  daemon.conversations.answer("The first.");
  await running;

  expect(daemon.conversations.heard[0]?.text).toBe("1");
});

describe("a room by its name", () => {
  it("is the owner's hook before anything that a sender has named alike", async () => {
    const { cli, daemon } = await open();
    await cli.putHooks(goodHook("site"));
    const { id } = begin(daemon.ledger, 1, { entity: "site" });
    daemon.say("of the stranger's", { conversationId: id });
    daemon.say("of the hook", { hookId: "site" as HookId });

    const hook = await cli.run(["chat", "site", "--last", "1"]);
    const entity = await cli.run(["chat", id.slice(0, 12), "--last", "5"]);

    expect(hook.stdout).toContain("of the hook");
    expect(entity.stdout).toContain("of the stranger's");
    expect(entity.stdout).not.toContain("of the hook");
  });

  it("is what a conversation is about; its words go there, and it alone is seen", async () => {
    const { cli, daemon } = await open();
    const { id } = begin(daemon.ledger, 1, { entity: "octo/site#42" });
    daemon.say("elsewhere");
    const chat = piped(cli, ["octo/site#42"]);
    chat.type("and?");
    chat.end();
    await heard(daemon, 1);
    daemon.conversations.answer("Here.");
    const { stdout } = await chat.ended;

    expect(daemon.conversations.heard[0]).toMatchObject({ conversationId: id });
    expect(stdout).toContain("  Here.");
    expect(stdout).not.toContain("elsewhere");
    expect((await cli.run(["chat", "octo/site#43"])).stderr).toContain(
      "did you mean octo/site#42?",
    );
  });

  it("is the whole chat where its words go to the main conversation", async () => {
    const { cli, daemon } = await open();
    await cli.putHooks(goodHook("site"));
    daemon.say("about the site", { hookId: "site" as HookId });

    const { code, stdout } = await cli.run(["chat", "site", "--last", "5"]);

    expect(code).toBe(0);
    expect(stdout).toContain("wakehook · site · ");
  });
});
