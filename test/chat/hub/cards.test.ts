import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Hook } from "../../../src/core/settings/hook.ts";
import { memoryPlatform } from "../contract/memory-platform.ts";
import { until } from "./hub-bench.ts";
import { know, MALLORY, pairedHub, phone } from "./paired-hub.ts";

const PLAN = {
  hook: Hook.parse({
    id: "github-site",
    title: "The site",
    mode: "cron_task",
    prompt_template: `Look at this. ${"Well. ".repeat(400)}s3cr3t-of-the-owner`,
  }),
  agent: "claude",
  folder: "/home/ann/site",
  trust: null,
};

async function card(given: Awaited<ReturnType<typeof pairedHub>>) {
  await given.posted();
  const shown = given.platform.shown().findLast(({ buttons }) => buttons.length > 0);
  if (shown === undefined) throw new Error("there is no card");
  return { ...shown };
}

describe("a card", () => {
  it("shows the prompt as it would run, the whole of it as a file, and no secret", async () => {
    const hub = await pairedHub({ plan: PLAN });
    await hub.hold(1, "held:approval");

    const { files } = await card(hub);
    const [message] = hub.store.openCards(null);

    expect(message?.text).toContain("claude");
    expect(message?.text).toContain("Look at this.");
    expect(message?.text).toContain("more characters in the file");
    expect(files.map(({ name }) => name)).toEqual(["prompt.md"]);
    expect(files[0]?.content).toContain("Well. Well.");
    expect(files[0]?.content).toContain("[masked]");
    expect(`${message?.text}${files[0]?.content}`).not.toContain("s3cr3t-of-the-owner");
    const file = readFileSync(path.join(hub.home, message?.files[0]?.path ?? ""), "utf8");
    expect(file).toBe(files[0]?.content);
  });

  it("offers to run read-only where an agent would keep to it, and not for a program", async () => {
    const command = Hook.parse({ id: "site", title: "site", mode: "command", command: ["make"] });
    const verbs: unknown[] = [];

    for (const plan of [PLAN, { ...PLAN, hook: command, agent: null }]) {
      const hub = await pairedHub({ plan });
      const { id } = await hub.hold(1, "held:approval");
      await card(hub);
      const [asked] = hub.store.openCards(id);
      verbs.push(asked?.card?.buttons.map(({ verb }) => verb));
      await hub.chats.cards.decide({ token: asked?.card?.token ?? "", verb: "run", by: "Ann" });
      verbs.push(hub.decisions);
    }

    expect(verbs).toEqual([
      ["run", "read_only", "discard"],
      [expect.stringMatching(/^approve/)],
      ["run", "discard"],
      [expect.stringMatching(/^approve/)],
    ]);
  });

  it("says why nothing would run, and can be answered all the same", async () => {
    const hub = await pairedHub();
    const { id } = await hub.hold(1, "held:approval");
    await card(hub);

    const [message] = hub.store.openCards(id);
    expect(message?.text).toContain("nothing would run");
    const token = message?.card?.token ?? "";
    expect(await hub.chats.cards.decide({ token, verb: "discard", by: "the terminal" })).toEqual({
      kind: "decided",
      words: "Discard: the terminal",
      deliveryId: id,
    });
    expect(hub.ledger.delivery(id)).toMatchObject({ status: "skipped:discarded" });
  });

  it("stands in every chat that the owner has, and one answer settles all", async () => {
    const platform = memoryPlatform();
    const hub = await pairedHub({
      platform,
      targets: [phone(), phone({ name: "work", chat: "work" })],
      owner: ["phone", "work"],
    });
    know(hub, "work");
    const { id } = await hub.hold(1, "held:approval");
    await until(() => expect(hub.store.openCards(id)).toHaveLength(2));
    await hub.posted();
    const [first] = hub.store.openCards(id);

    await hub.chats.cards.decide({ token: first?.card?.token ?? "", verb: "run", by: "Ann" });
    await hub.posted();

    expect(hub.store.openCards(null)).toEqual([]);
    expect(platform.shown().filter(({ buttons }) => buttons.length > 0)).toEqual([]);
    expect(hub.decisions).toEqual([`approve ${id}`]);
  });

  it("is unknown by another token, and by a button that it has not", async () => {
    const hub = await pairedHub();
    await hub.hold(1, "held:paused");
    await card(hub);
    const token = hub.store.openCards(null)[0]?.card?.token ?? "";

    const answers = [
      await hub.chats.cards.decide({ token: "x".repeat(22), verb: "run", by: "Ann" }),
      await hub.chats.cards.decide({ token, verb: "read_only", by: "Ann" }),
    ];

    expect(answers.map(({ kind }) => kind)).toEqual(["unknown", "unknown"]);
    expect(hub.decisions).toEqual([]);
  });

  it("is answered by one of two at once", async () => {
    const hub = await pairedHub();
    const { id } = await hub.hold(1, "held:paused");
    await card(hub);
    const token = hub.store.openCards(id)[0]?.card?.token ?? "";

    const answers = await Promise.all([
      hub.chats.cards.decide({ token, verb: "run", by: "Ann" }),
      hub.chats.cards.decide({ token, verb: "discard", by: "Ann" }),
    ]);

    expect(answers.map(({ kind }) => kind)).toEqual(["decided", "failed"]);
    expect(hub.decisions).toEqual([`release ${id}`]);
  });

  it("is settled at the start where its delivery went on before", async () => {
    const first = await pairedHub();
    const { id } = await first.hold(1, "held:approval");
    await card(first);
    // As by a daemon that died between the two.
    first.ledger.release(id, { waived: ["held:approval"], permission: null });
    await first.close();

    const second = await pairedHub({ platform: first.platform, home: first.home });
    await second.posted();

    expect(second.store.openCards(null)).toEqual([]);
    expect(first.platform.shown().at(-1)?.text).toContain("let go elsewhere");
  });

  it("is answered kindly where its delivery has expired", async () => {
    const hub = await pairedHub();
    const { id } = await hub.hold(1, "held:approval");
    const { ref } = await card(hub);
    hub.ledger.end(id, "skipped:expired", null, []);

    const words = await hub.platform.press("u-1", ref, "Run");

    expect(words).toContain("expired");
    expect(hub.decisions).toEqual([]);
  });

  it("stays open for an owner where a viewer or a stranger presses", async () => {
    const hub = await pairedHub();
    const place = { chat: "dm-1", thread: null };
    hub.store.pair({
      target: "phone",
      sender: "u-3",
      name: "Vic",
      role: "viewer",
      place,
      pairedAt: 2,
    });
    const { id } = await hub.hold(1, "held:approval");
    const { ref } = await card(hub);

    expect(await hub.platform.press("u-3", ref, "Run")).toContain("Only an owner");
    expect(await hub.platform.press(MALLORY, ref, "Run")).toBe("");
    expect(hub.store.openCards(id)).toHaveLength(1);
  });
});

describe("numbers in the place of buttons", () => {
  it("answer the only card that waits", async () => {
    const hub = await pairedHub({ abilities: { buttons: "number" } });
    const { id } = await hub.hold(1, "held:approval");
    await hub.posted();

    hub.platform.write({ sender: "u-1", text: "2" });
    await until(() => expect(hub.decisions).toEqual([`approve read_only ${id}`]));

    expect(hub.conversations.heard).toEqual([]);
  });

  it("need to say which of several, by an answer to it", async () => {
    const hub = await pairedHub({ abilities: { buttons: "number" } });
    await hub.hold(1, "held:approval");
    const { id } = await hub.hold(2, "held:approval");
    await hub.posted();
    const { ref } = await card(hub);

    hub.platform.write({ sender: "u-1", text: "3" });
    await until(() => expect(hub.platform.shown().at(-1)?.text).toContain("Several"));
    hub.platform.write({ sender: "u-1", text: "3", replyTo: ref });

    await until(() => expect(hub.decisions).toEqual([`discard ${id}`]));
  });

  it("are words where no card waits", async () => {
    const hub = await pairedHub({ abilities: { buttons: "number" } });

    hub.platform.write({ sender: "u-1", text: "2" });

    await until(() => expect(hub.conversations.heard.map(({ text }) => text)).toEqual(["2"]));
  });
});
