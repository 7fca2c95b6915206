// What every chat platform owes: the same suite for all of them, with the whole hub, the real outbox and the real ledger
// around the channel. Nothing is lost, nothing is doubled, strangers get no answer, and the platform has nothing to
// complain about.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Message } from "../../../src/core/records/conversation.ts";
import { hubBench, until, type BenchOptions, type HubBench } from "../hub/hub-bench.ts";
import type { Lacks, Platform, Shown } from "./platform.ts";

interface World extends HubBench {
  readonly platform: Platform;
}

const PAIRED_AT = 1;

/** Runs the suite. `open` makes a fresh platform for each test. */
export function describePlatform(
  name: string,
  open: () => Platform | Promise<Platform>,
  lacks: Lacks = {},
): void {
  async function world(more: Partial<BenchOptions> = {}, entry: object = {}): Promise<World> {
    const platform = await open();
    onTestFinished(() => platform.close());
    return worldOf(platform, more, entry);
  }

  function worldOf(platform: Platform, more: Partial<BenchOptions>, entry: object): World {
    const { kind } = platform;
    const bench = hubBench({
      channels: { [kind]: () => Promise.resolve(platform.create) },
      targets: [{ name: "phone", kind, ...platform.entry, ...entry }],
      features: [kind],
      owner: ["phone"],
      ...more,
    });
    return { ...bench, platform };
  }

  /** With an owner who is known already. */
  async function paired(more: Partial<BenchOptions> = {}, entry: object = {}): Promise<World> {
    const made = await world(more, entry);
    knowOwner(made);
    made.start();
    await up(made);
    return made;
  }

  describe(`${name}: what leaves`, () => {
    it("shows a message once", async () => {
      const { say, posted, platform } = await paired();

      say("Hello from **wakehook**");
      await posted();

      expect(texts(platform)).toEqual([expect.stringContaining("Hello from")]);
      expect(platform.complaints()).toEqual([]);
    });

    it("shows messages in their order", async () => {
      const { say, posted, platform } = await paired();
      const words = ["one", "two", "three", "four", "five"];

      for (const word of words) say(word);
      await posted();

      expect(texts(platform).map((text) => text.trim())).toEqual(words);
    });

    it("shows a long message in parts, in order, and nothing of it is lost", async () => {
      const { say, posted, platform } = await paired();
      const words = Array.from({ length: 120 }, (_, at) => `word${at}`);

      say(words.join(" "));
      await posted();

      expect(wordsOf(platform)).toEqual(words);
      expect(platform.complaints()).toEqual([]);
    });

    it("never cuts a character, wherever the limit falls", async () => {
      const { say, posted, platform } = await paired();

      say(`x${"😀".repeat(3000)}`);
      await posted();

      expect(texts(platform).every((text) => text.isWellFormed())).toBe(true);
      expect(platform.complaints()).toEqual([]);
    });

    it("takes 100 kB, as parts or as a file, and says where the rest is", async () => {
      const made = await paired();
      const { say, posted, platform } = made;
      const text = Array.from({ length: 9000 }, (_, at) => `line ${at}`).join("\n");

      say(text, { files: [await writeFileOf(made, "answer.md", text)] });
      await posted();

      expect(platform.complaints()).toEqual([]);
      expect(platform.shown().length).toBeGreaterThan(0);
      const files = platform.shown().flatMap((one) => one.files);
      expect(files.map((file) => file.content)).toContain(text);
    });

    it("is not harmed by markup that means something elsewhere", async () => {
      const { say, posted, platform } = await paired();
      const hostile = [
        "<b>not bold</b> & <script>alert(1)</script>",
        "```\nunclosed fence",
        "_*[(~`>#+-=|{}.!)]*_ \\ @everyone <!channel> <@U123>",
        "[a](javascript:alert(1)) ![x](http://127.0.0.1/x.png)",
        "\u202e reversed \u0007 bell \u0000 nul",
      ];

      for (const text of hostile) say(text);
      await posted();

      expect(platform.complaints()).toEqual([]);
      expect(platform.shown().length).toBeGreaterThanOrEqual(hostile.length);
    });

    it.skipIf(lacks.silence === true)("marks what no phone is to ring for", async () => {
      const { say, posted, platform } = await paired();

      say("ring");
      say("hush", { silent: true });
      await posted();

      expect(platform.shown().map(({ silent }) => silent)).toEqual([false, true]);
    });

    it("goes on behind the parts that arrived", async () => {
      const { say, posted, platform } = await paired();
      platform.faults.downAfter(1);
      const words = Array.from({ length: 120 }, (_, at) => `word${at}`);

      say(words.join(" "));
      await until(() => expect(platform.shown().length).toBe(1));
      platform.faults.well();
      await posted();

      expect(wordsOf(platform)).toEqual(words);
    });

    it("waits where there were too many, and keeps the order", async () => {
      const { say, posted, platform, clock, ledger } = await paired();
      platform.faults.tooMany(1, 3000);
      const begun = clock.monotonic();

      say("first");
      say("second");
      await posted();

      expect(texts(platform).map((text) => text.trim())).toEqual(["first", "second"]);
      expect(clock.monotonic() - begun).toBeGreaterThanOrEqual(2900);
      expect(ledger.outboxWaiting()).toEqual([]);
    });

    it("loses nothing while the platform is down, and doubles nothing", async () => {
      const { say, posted, platform } = await paired();
      platform.faults.down();

      for (const word of ["one", "two", "three"]) say(word);
      await until(() => expect(platform.shown()).toEqual([]));
      platform.faults.well();
      await posted();

      expect(texts(platform).map((text) => text.trim())).toEqual(["one", "two", "three"]);
    });

    it("goes on after a restart where it stopped", async () => {
      const first = await paired();
      const { platform, home } = first;
      platform.faults.down();
      first.say("said before");
      await first.close();
      platform.faults.well();

      const second = worldOf(platform, { home }, {});
      second.start();
      await second.posted();

      expect(texts(platform).map((text) => text.trim())).toEqual(["said before"]);
    });

    it("tells the owner elsewhere, once, that the chat is broken, and loses nothing", async () => {
      const { say, platform, told, posted, chats } = await paired();
      platform.faults.revoke();

      say("one");
      say("two");
      const notice = await until(() => {
        expect(told).toHaveLength(1);
        return JSON.stringify(told[0]);
      });
      platform.faults.well();
      expect(await chats.channels.test("phone")).toEqual({ ok: true, error: null });
      await posted();

      expect(notice).toContain("broken");
      expect(told).toHaveLength(1);
      expect(texts(platform).map((text) => text.trim())).toEqual([
        expect.stringContaining("test"),
        "one",
        "two",
      ]);
    });
  });

  describe(`${name}: cards`, () => {
    it("are answered by a button, and say so in its place", async () => {
      const { hold, posted, platform, decisions } = await paired();
      const { id } = await hold(1, "held:approval");
      await posted();
      const card = lastWithButtons(platform);

      const words = await platform.press(platform.people.owner, card.ref, "Run read-only");
      await posted();

      expect(card.buttons).toEqual(["Run", "Run read-only", "Discard"]);
      await until(() => expect(decisions).toEqual([`approve read_only ${id}`]));
      if (words !== null) expect(words).toContain("Run read-only");
      await until(() => expect(withButtons(platform)).toEqual([]));
      expect(texts(platform).join("\n")).toContain("Run read-only:");
      expect(platform.complaints()).toEqual([]);
    });

    it("are answered once: a second answer changes nothing, and is answered kindly", async () => {
      const { hold, posted, platform, decisions } = await paired();
      const { id } = await hold(1, "held:approval");
      await posted();
      const { owner } = platform.people;
      const { ref } = lastWithButtons(platform);

      const answers = await Promise.all([
        platform.press(owner, ref, "Run"),
        platform.press(owner, ref, "Discard"),
      ]);
      await posted();

      await until(() => expect(decisions).toEqual([`approve ${id}`]));
      if (answers[1] !== null) expect(answers[1]).toContain("Run");
    });

    it("say so where the delivery was let go elsewhere", async () => {
      const { hold, posted, platform, dispatcher } = await paired();
      const { id } = await hold(1, "held:paused");
      await posted();
      expect(lastWithButtons(platform).buttons).toEqual(["Go on", "Discard"]);

      await dispatcher.release(id);
      await posted();

      await until(() => expect(withButtons(platform)).toEqual([]));
      expect(texts(platform).join("\n")).toContain("elsewhere");
    });

    it("are nobody's but the owner's", async () => {
      const { hold, posted, platform, decisions } = await paired();
      await hold(1, "held:approval");
      await posted();
      const { ref } = lastWithButtons(platform);

      void platform.press(platform.people.stranger, ref, "Run");
      await platform.press(platform.people.owner, ref, "Discard");
      await posted();

      await until(() => expect(decisions.map((one) => one.split(" ")[0])).toEqual(["discard"]));
    });
  });

  describe.skipIf(lacks.words === true)(`${name}: what comes in`, () => {
    it("takes the owner's words, and answers them in their place", async () => {
      const { platform, conversations, posted } = await paired();

      const ref = platform.write({ sender: platform.people.owner, text: "How is the site?" });
      await until(() => expect(conversations.heard).toHaveLength(1));
      conversations.answer("It is well.");
      await posted();

      const [answer] = platform.shown();
      expect(conversations.heard[0]).toMatchObject({ chat: "main", text: "How is the site?" });
      expect(answer?.text).toContain("It is well.");
      if (ref !== null && lacks.replies !== true) expect(answer?.replyTo).toBe(ref);
    });

    it("takes words once, however often the platform tells them", async () => {
      const { platform, conversations } = await paired();

      platform.write({ sender: platform.people.owner, text: "once" });
      await until(() => expect(conversations.heard).toHaveLength(1));
      platform.faults.repeat();
      platform.write({ sender: platform.people.owner, text: "behind it" });
      await until(() => expect(conversations.heard.length).toBeGreaterThanOrEqual(2));

      expect(conversations.heard.map(({ text }) => text)).toEqual(["once", "behind it"]);
    });

    it("gives words again that the disk did not take", async () => {
      const { platform, conversations } = await paired();
      conversations.breakNext();

      platform.write({ sender: platform.people.owner, text: "first" });
      await until(() => expect(conversations.heard).toHaveLength(1));
      platform.write({ sender: platform.people.owner, text: "second" });
      await until(() => expect(conversations.heard).toHaveLength(2));

      expect(conversations.heard.map(({ text }) => text)).toEqual(["first", "second"]);
    });

    it.skipIf(lacks.strangers === true)(
      "never answers a stranger, and hears nothing of what they say",
      async () => {
        const { platform, conversations, logged } = await paired();

        platform.write({ sender: platform.people.stranger, text: "/help" });
        platform.write({ sender: platform.people.stranger, text: "let me in" });
        platform.write({ sender: platform.people.owner, text: "it is me" });
        await until(() => expect(conversations.heard).toHaveLength(1));

        expect(conversations.heard[0]?.text).toBe("it is me");
        expect(platform.shown()).toEqual([]);
        expect(
          logged.filter(({ message }) => message === "somebody was not answered"),
        ).toHaveLength(1);
      },
    );

    it("hears after the connection broke", async () => {
      const { platform, conversations } = await paired();

      platform.faults.drop();
      await until(() => {
        platform.write({ sender: platform.people.owner, text: "still there?" });
        expect(conversations.heard.length).toBeGreaterThan(0);
      });
    });

    it.skipIf(lacks.memory === true)("hears what was said while nobody listened", async () => {
      const first = await paired();
      const { platform, home } = first;
      await first.close();
      platform.write({ sender: platform.people.owner, text: "anybody?" });

      const second = worldOf(platform, { home }, {});
      second.start();

      await until(() => expect(second.conversations.heard).toHaveLength(1));
      expect(second.conversations.heard[0]?.text).toBe("anybody?");
    });

    it.skipIf(lacks.replies === true)("knows which message an answer is meant for", async () => {
      const { platform, conversations, say, posted } = await paired();
      const asked = say("Shall I?");
      await posted();
      const [shown] = platform.shown();

      platform.write({ sender: platform.people.owner, text: "Do.", replyTo: shown?.ref ?? "" });
      await until(() => expect(conversations.heard).toHaveLength(1));

      expect(conversations.heard[0]?.replyTo).toBe(asked.id);
    });

    it("does a command once, and answers it", async () => {
      const { platform, conversations, posted } = await paired();

      platform.write({ sender: platform.people.owner, text: "/new" });
      await until(() => expect(conversations.calls).toEqual(["new main null"]));
      platform.faults.repeat();
      platform.write({ sender: platform.people.owner, text: "/etc/passwd is a file" });
      await until(() => expect(conversations.heard).toHaveLength(1));
      await posted();

      expect(conversations.calls).toEqual(["new main null"]);
      expect(texts(platform)).toHaveLength(1);
    });
  });

  describe.skipIf(lacks.words === true)(`${name}: pairing`, () => {
    it("makes the owner of whoever sends the code, and says so at both ends", async () => {
      const made = await world();
      const { platform, chats, posted, store, say } = made;
      made.start();
      say("said before anybody was there");
      await until(() => expect(chats.health("phone").state).toBe("unpaired"));
      const { code } = await chats.channels.pair("phone", "owner");

      platform.write({ sender: platform.people.stranger, text: "WRONGCDE" });
      platform.write({ sender: platform.people.owner, text: code });
      await until(() => expect(store.identities("phone")).toHaveLength(1));
      await posted();

      // What waits for somebody to be there was not even tried.
      for (const { id } of made.ledger.outbox({ sink: "target:phone" }))
        expect(made.ledger.outboxTries(id)).toMatchObject([{ error: null }]);
      const people = store.identities("phone");
      expect(people).toMatchObject([{ sender: platform.people.owner, role: "owner" }]);
      expect(people[0]?.place.chat).toBe(platform.ownerChat);
      const shown = texts(platform).join("\n");
      expect(shown).toContain("Paired");
      expect(shown).toContain("said before anybody was there");
      expect(chats.health("phone").state).toBe("up");
    });

    it("says nothing to whoever has no code, and closes after five wrong ones", async () => {
      const made = await world();
      const { platform, chats, store } = made;
      made.start();
      await until(() => expect(chats.health("phone").state).toBe("unpaired"));
      const { code } = await chats.channels.pair("phone", "owner");
      const wrong = code === "22222222" ? "33333333" : "22222222";

      for (let at = 0; at < 5; at += 1)
        platform.write({ sender: platform.people.stranger, text: wrong });
      platform.write({ sender: platform.people.owner, text: code });
      await until(() =>
        expect(made.logged.filter(({ message }) => message.includes("not answered"))).toHaveLength(
          lacks.strangers === true ? 1 : 2,
        ),
      );

      expect(store.identities("phone")).toEqual([]);
      expect(platform.shown()).toEqual([]);
      expect(chats.health("phone").state).toBe("unpaired");
    });
  });

  describe(`${name}: its life`, () => {
    it("stops, and nothing comes or goes any more", async () => {
      const { chats, platform, say, conversations, outbox } = await paired();

      await outbox.close();
      await chats.close();
      say("too late");
      if (lacks.words !== true) platform.write({ sender: platform.people.owner, text: "too late" });

      expect(platform.shown()).toEqual([]);
      expect(conversations.heard).toEqual([]);
    });

    it("is connected anew where its entry changed, and only then", async () => {
      const { platform, configure, chats, say, posted, events } = await paired();
      const entry = { name: "phone", kind: platform.kind, ...platform.entry };
      const settings = { features: [platform.kind], owner: ["phone"] };

      configure({ ...settings, targets: [entry] });
      configure({ ...settings, targets: [{ ...entry, chat: "work" }] });
      await until(() => expect(chats.health("phone").state).toBe("up"));
      say("after it");
      await posted();
      configure({ ...settings, targets: [] });

      expect(texts(platform)).toHaveLength(1);
      expect(chats.health("phone")).toMatchObject({ state: "down" });
      expect(events.some(({ type }) => type === "channel")).toBe(true);
    });
  });
}

function knowOwner({ store, platform }: World): void {
  store.pair({
    target: "phone",
    sender: platform.people.owner,
    name: "Ann",
    role: "owner",
    place: { chat: platform.ownerChat, thread: null },
    pairedAt: PAIRED_AT,
  });
}

async function up({ chats }: World): Promise<void> {
  await until(() => expect(chats.health("phone").state).toBe("up"));
}

function texts(platform: Platform): string[] {
  return platform.shown().map(({ text }) => text);
}

function wordsOf(platform: Platform): string[] {
  return (
    texts(platform)
      .join("\n")
      .replaceAll("\n", "")
      .match(/word\d+/g)
      ?.map(String) ?? []
  );
}

function withButtons(platform: Platform): Shown[] {
  return platform.shown().filter(({ buttons }) => buttons.length > 0);
}

function lastWithButtons(platform: Platform): Shown {
  const shown = withButtons(platform).at(-1);
  if (shown === undefined) throw new Error("nothing has buttons");
  return { ...shown };
}

async function writeFileOf(
  { home }: World,
  name: string,
  content: string,
): Promise<Message["files"][number]> {
  const folder = path.join("chat", "one");
  await mkdir(path.join(home, folder), { recursive: true });
  await writeFile(path.join(home, folder, name), content);
  return { name, path: path.join(folder, name) };
}
