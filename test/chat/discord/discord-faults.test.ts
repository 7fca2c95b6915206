import { describe, expect, it, onTestFinished } from "vitest";
import { until } from "../hub/hub-bench.ts";
import { connectedDiscord, discordHub } from "./discord-hub.ts";
import { discordServer } from "./discord-server.ts";

describe("what Discord does to its bots", () => {
  it("does not show a message twice whose answer got lost", async () => {
    const { discord, say, posted } = await connectedDiscord();
    discord.loseAnswer();

    say("once");
    await posted();

    expect(discord.shown().map(({ text }) => text)).toEqual(["once"]);
  });

  it("goes on with its session after the connection broke, and begins no new one", async () => {
    const { discord, conversations } = await connectedDiscord();

    discord.gateway.drop();
    discord.write({ sender: discord.people.owner, text: "while it was away" });
    await until(() => expect(discord.gateway.resumes).toHaveLength(1));
    await until(() => expect(conversations.heard).toHaveLength(1));

    expect(discord.gateway.identifies).toHaveLength(1);
    expect(discord.complaints()).toEqual([]);
  });

  it("goes on with its session where Discord asks for another connection", async () => {
    const { discord, chats } = await connectedDiscord();

    discord.gateway.reconnect();
    await until(() => expect(discord.gateway.resumes).toHaveLength(1));
    await until(() => expect(chats.health("phone").state).toBe("up"));

    expect(discord.gateway.identifies).toHaveLength(1);
  });

  it("begins anew where the session is no more, and hears what was said between", async () => {
    const { discord, conversations } = await connectedDiscord();
    discord.gateway.forget();
    discord.gateway.drop();

    discord.write({ sender: discord.people.owner, text: "in between" });
    await until(() => expect(conversations.heard).toHaveLength(1));

    expect(discord.gateway.identifies).toHaveLength(2);
  });

  it("gives up a connection whose beats are not answered", async () => {
    const discord = await discordServer({ heartbeatMs: 1000 });
    onTestFinished(() => discord.close());
    const { conversations } = await connectedDiscord({ discord });
    discord.gateway.fallSilent();

    await until(() => expect(discord.gateway.resumes.length).toBeGreaterThan(0));
    discord.write({ sender: discord.people.owner, text: "there again" });
    await until(() => expect(conversations.heard).toHaveLength(1));
  });

  it("ends although the other end does not say goodbye", async () => {
    const { discord, close, logged } = await connectedDiscord();
    discord.gateway.freeze();

    await close();

    expect(logged.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("names the switch where the gateway refuses an intent, and goes on sending", async () => {
    const { discord, chats, say, posted } = await discordHub();
    discord.gateway.closeWith(4014);

    await until(() => expect(chats.health("phone").state).toBe("send_only"));
    say("still here");
    await posted();

    expect(chats.health("phone").detail).toContain("Privileged Gateway Intents");
    expect(discord.shown()).toHaveLength(1);
    expect(discord.gateway.identifies).toHaveLength(1);
  });

  it("asks for the intent of direct messages alone", async () => {
    const { discord } = await connectedDiscord();

    expect(discord.gateway.identifies).toMatchObject([{ intents: 4096 }]);
  });

  it("says what to do where the token is worth nothing", async () => {
    const { discord, chats } = await discordHub();
    discord.faults.revoke();
    discord.gateway.closeWith(4004);

    await until(() => expect(chats.health("phone").state).toBe("down"));

    expect(chats.health("phone").detail).toContain("developer portal");
  });

  it("waits for its owner where it may not write to them", async () => {
    const { discord, chats, say, ledger } = await connectedDiscord();
    const message = "Cannot send messages to this user";
    discord.refuseWith({ status: 403, code: 50_007, message }, "POST");

    say("kept");
    await until(() => expect(chats.health("phone").detail).toContain("allow direct messages"));

    expect(ledger.outboxWaiting()).toHaveLength(1);
  });

  it("waits where the disk takes nothing, loses nothing, and keeps its session", async () => {
    const { discord, conversations } = await connectedDiscord();
    conversations.breakNext();

    discord.write({ sender: discord.people.owner, text: "first" });
    discord.write({ sender: discord.people.owner, text: "second" });
    await until(() => expect(conversations.heard).toHaveLength(2));

    expect(conversations.heard.map(({ text }) => text)).toEqual(["first", "second"]);
    expect(discord.gateway.identifies).toHaveLength(1);
  });

  it("hears although what was missed cannot be read, and says so", async () => {
    const { discord, chats, conversations } = await discordHub();
    discord.refuseWith({ status: 403, code: 50_001, message: "Missing Access" }, "GET /channels");
    discord.gateway.drop();
    await until(() => expect(chats.health("phone").detail).toContain("cannot be read"));
    discord.write({ sender: discord.people.owner, text: "hello" });

    await until(() => expect(conversations.heard).toHaveLength(1));
  });
});

describe("what is said in Discord", () => {
  it("is heard in a direct message only", async () => {
    const { discord, conversations } = await connectedDiscord();

    discord.writeInServer("everybody reads this");
    discord.write({ sender: discord.people.owner, text: "nobody else reads this" });
    await until(() => expect(conversations.heard.length).toBeGreaterThan(0));

    expect(conversations.heard.map(({ text }) => text)).toEqual(["nobody else reads this"]);
  });

  it("reaches wakehook later where it was away, all of it and in its order", async () => {
    const first = await connectedDiscord();
    const { discord, home } = first;
    await first.close();
    const said = Array.from({ length: 130 }, (_, at) => `said ${at}`);

    for (const text of said) discord.write({ sender: discord.people.owner, text });
    const second = await discordHub({ discord, home });
    await until(() => expect(second.conversations.heard).toHaveLength(130));

    expect(second.conversations.heard.map(({ text }) => text)).toEqual(said);
  });

  it("is answered although it was removed meanwhile", async () => {
    const { discord, conversations, posted } = await connectedDiscord();
    const ref = discord.write({ sender: discord.people.owner, text: "Well?" });
    await until(() => expect(conversations.heard).toHaveLength(1));
    discord.remove(ref ?? "");

    conversations.answer("It is well.");
    await posted();

    expect(discord.shown()).toMatchObject([{ text: "It is well.", replyTo: null }]);
  });
});

describe("what stands in Discord", () => {
  it("has its whole text as a file where it is too long", async () => {
    const { discord, say, posted } = await connectedDiscord();
    const text = Array.from({ length: 3000 }, (_, at) => `line ${at}`).join("\n\n");

    say(text);
    await posted();

    expect(discord.shown().flatMap(({ files }) => files)).toEqual([
      { name: "message.md", content: text },
    ]);
    expect(discord.shown().at(-2)?.text).toContain("The rest is in the file");
    expect(discord.complaints()).toEqual([]);
  });

  it("tells whoever presses a button late what was decided, and has no buttons then", async () => {
    const { discord, hold, posted } = await connectedDiscord();
    await hold(1, "held:approval");
    await posted();
    const [card] = discord.shown();
    const { owner } = discord.people;

    const first = await discord.press(owner, card?.ref ?? "", "Discard");
    await posted();
    const late = await discord.press(owner, card?.ref ?? "", "Run");

    expect(first).toContain("Discard");
    expect(late).toContain("Discard");
    expect(discord.shown()[0]?.buttons).toEqual([]);
  });

  it("shows a stranger who presses a button nothing", async () => {
    const { discord, hold, posted, decisions } = await connectedDiscord();
    await hold(1, "held:approval");
    await posted();

    const words = await discord.press(
      discord.people.stranger,
      discord.shown()[0]?.ref ?? "",
      "Run",
    );

    expect(words).toBeNull();
    expect(decisions).toEqual([]);
  });
});
