import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { aCard, channelBench } from "./channel-bench.ts";
import { OWNER } from "./telegram-platform.ts";

const LONG = Array.from({ length: 1000 }, (_, at) => `word${at}`).join(" ");
const wordsIn = (texts: readonly string[]): string[] => texts.join(" ").match(/word\d+/g) ?? [];

describe("a message", () => {
  it("goes as plain words and marks, with no markup language and no preview", async () => {
    const { api, send } = await channelBench();

    const { result, posted } = await send({ text: "**Hi** [x](https://example.org)" });

    expect(result).toEqual({ ok: true });
    expect(posted).toEqual([`${OWNER}:${api.posted[0]?.id ?? 0}`]);
    expect(api.posted[0]).toMatchObject({
      text: "Hi x",
      entities: [
        { type: "bold", offset: 0, length: 2 },
        { type: "text_link", offset: 3, length: 1, url: "https://example.org/" },
      ],
    });
    expect(api.complaints).toEqual([]);
  });

  it("rings once, answers by its first part, and has its buttons on the last", async () => {
    const { api, send } = await channelBench();

    await send({ text: LONG, card: aCard(), replyTo: `${OWNER}:77` });

    expect(api.posted.length).toBeGreaterThan(2);
    expect(api.posted.map(({ silent }) => silent)).toEqual([false, true, true]);
    expect(api.posted.map(({ replyTo }) => replyTo)).toEqual([77, null, null]);
    expect(api.posted.map(({ keyboard }) => keyboard.length)).toEqual([0, 0, 3]);
    expect(api.posted.at(-1)?.keyboard[1]).toEqual({
      text: "Run read-only",
      callback_data: "read_only:abcdefghijklmnopqrstuv",
    });
    expect(api.calls[0]?.params["reply_parameters"]).toContain(
      '"allow_sending_without_reply":true',
    );
  });

  it("goes on behind the parts that arrived", async () => {
    const { api, send } = await channelBench();
    api.state.left = 1;
    const first = await send({ text: LONG });
    api.state.left = Infinity;

    const second = await send({ text: LONG }, first.posted);

    expect(first.result).toMatchObject({ ok: false, final: false });
    expect(first.posted).toHaveLength(1);
    expect(second.posted).toHaveLength(2);
    expect(wordsIn(api.posted.map(({ text }) => text))).toEqual(wordsIn([LONG]));
  });

  it("is not tried again by the library: waiting and trying again are the outbox's", async () => {
    const { api, send } = await channelBench();
    api.state.tooMany = 5;
    api.state.retryAfterMs = 7000;

    const { result } = await send({});

    expect(result).toMatchObject({ ok: false, final: false, retryAfterMs: 7000 });
    expect(api.calls).toHaveLength(1);
  });

  it("goes without marks where Telegram refuses them", async () => {
    const { api, send } = await channelBench();
    const once = { code: 400, description: "Bad Request: can't parse MessageEntity: new rule" };
    api.state.refuseMarks = once;

    const { result } = await send({ text: "**Hi**" });

    expect(result).toEqual({ ok: true });
    expect(api.posted).toMatchObject([{ text: "Hi", entities: [] }]);
  });

  it("follows a group that has become a supergroup, also after a restart", async () => {
    const bench = await channelBench();
    const { api, send, memory, platform } = bench;
    api.state.open.add("-100777").add("-5");
    const moved = {
      code: 400,
      description: "Bad Request: group chat was upgraded to a supergroup chat",
      parameters: { migrate_to_chat_id: -100777 },
    };
    api.state.refusals.set("-5", moved);
    const place = { chat: "-5", thread: null };

    const { posted } = await send({ place });
    const later = await channelBench({ memory, platform });
    await later.send({ place });

    expect(posted).toEqual([expect.stringMatching(/^-100777:\d+$/)]);
    expect(api.posted.map(({ chat }) => chat)).toEqual(["-100777", "-100777"]);
    expect(api.calls.filter(({ params }) => params["chat_id"] === "-5")).toHaveLength(1);
  });

  it("whose answer got lost on the way is sent again rather than lost", async () => {
    const { api, send } = await channelBench();
    api.state.lostAnswers = 1;

    const first = await send({});
    const second = await send({}, first.posted);

    expect(first).toMatchObject({ result: { ok: false, final: false }, posted: [] });
    expect(second.result).toEqual({ ok: true });
    expect(api.posted).toHaveLength(2);
  });

  it("says that its topic is gone, and ends in the chat itself where it has begun", async () => {
    const { api, send } = await channelBench();
    api.state.topics.add(`${OWNER}:40`);
    const place = { chat: OWNER, thread: "40" };
    await send({ place });
    api.state.topics.clear();

    const fresh = await send({ place });
    const begun = await send({ place, text: LONG }, [`${OWNER}:1`]);

    expect(api.posted[0]?.thread).toBe("40");
    expect(fresh.result).toMatchObject({ ok: false, threadGone: true });
    expect(begun.result).toEqual({ ok: true });
    expect(api.posted.slice(1).map(({ thread }) => thread)).toEqual([null, null]);
  });

  it("is broken where the bot was blocked, in words that say what to do and hold no token", async () => {
    const { api, send } = await channelBench();
    const description = "Forbidden: bot was blocked by the user";
    api.state.refusals.set(OWNER, { code: 403, description });

    const { result } = await send({});

    expect(result).toMatchObject({ ok: false, broken: true, final: false });
    expect(JSON.stringify(result)).toContain("unblock the bot");
    expect(JSON.stringify(result)).not.toContain("AAEh");
  });

  it("says in plain words what answers that is no Telegram, and follows it nowhere", async () => {
    const { api, send } = await channelBench();
    for (const garbage of [
      { status: 200, body: "<html>Log in to the hotel's network</html>" },
      { status: 502, body: "<html>Bad Gateway</html>" },
      { status: 302, body: "" },
      { status: 200, body: "null" },
      { status: 400, body: '{"ok":false}' },
      { status: 429, body: '{"ok":false,"error_code":"x","parameters":{"retry_after":"y"}}' },
    ]) {
      api.state.garbage = garbage;
      const { result } = await send({});
      expect(result).toMatchObject({ ok: false, final: false });
      expect(JSON.stringify(result)).not.toMatch(/AAEh|html/);
    }
    expect(api.complaints).toEqual([]);
    await api.close();
    const { result } = await send({});
    expect(result).toMatchObject({ ok: false, final: false });
  });
});

describe("a file", () => {
  const place = (home: string, name: string, content: string) => {
    mkdirSync(path.join(home, "chat"), { recursive: true });
    writeFileSync(path.join(home, "chat", name), content);
    return { name, path: path.join("chat", name) };
  };

  it("goes below the words, silent, and once", async () => {
    const { api, send, home } = await channelBench();
    const files = [place(home, "prompt.md", "one"), place(home, 'größe "x".md', "two")];
    const first = await send({ files });

    const again = await send({ files }, first.posted);

    expect(first.posted).toHaveLength(3);
    expect(again).toEqual({ result: { ok: true }, posted: [] });
    expect(api.posted.map(({ file }) => file?.content)).toEqual([undefined, "one", "two"]);
    expect(api.posted[2]?.file?.name).toBe("größe _x_.md");
    expect(api.posted.slice(1).every(({ silent }) => silent)).toBe(true);
  });

  it("is made of a text that is too long, where none of its files holds it", async () => {
    const { api, send, home } = await channelBench();
    const text = Array.from({ length: 30 }, () => LONG).join("\n\n");
    await send({ text, files: [place(home, "prompt.md", "other")] });
    await send({ text, files: [place(home, "answer.md", text)] });

    const files = api.posted.flatMap(({ file }) => (file === null ? [] : [file]));
    expect(files.map(({ name }) => name)).toEqual(["message.md", "prompt.md", "answer.md"]);
    expect(files[0]?.content).toBe(text);
  });

  it("that is gone, empty or too large is said instead", async () => {
    const { api, send, home } = await channelBench();
    const large = place(home, "large.log", "");
    truncateSync(path.join(home, large.path), 50_000_001);
    const gone = { name: "gone.md", path: "chat/gone.md" };

    const { result } = await send({ files: [gone, place(home, "empty.md", ""), large] });

    expect(result).toEqual({ ok: true });
    expect(api.posted.slice(1).map(({ text }) => text)).toEqual([
      "[the file gone.md is not there any more]",
      "[the file empty.md is empty]",
      "[the file large.log is too large to be sent; it lies at chat/large.log]",
    ]);
    expect(api.complaints).toEqual([]);
  });
});
