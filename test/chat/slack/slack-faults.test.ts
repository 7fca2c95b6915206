import { describe, expect, it } from "vitest";
import { until } from "../hub/hub-bench.ts";
import { connectedSlack, slackHub } from "./slack-hub.ts";

describe("what Slack does to its apps", () => {
  it("does not show a message twice whose answer got lost", async () => {
    const { slack, say, posted } = await connectedSlack();
    slack.loseAnswer();

    say("once");
    await posted();

    expect(slack.shown().map(({ text }) => text)).toEqual(["once"]);
  });

  it("does not answer twice in a thread where the answer got lost", async () => {
    const { slack, conversations, posted } = await connectedSlack();
    const ref = slack.write({ sender: slack.people.owner, text: "Well?" });
    await until(() => expect(conversations.heard).toHaveLength(1));
    slack.loseAnswer();

    conversations.answer("It is well.");
    await posted();

    expect(slack.shown().map(({ text, replyTo }) => [text, replyTo])).toEqual([
      ["It is well.", ref],
    ]);
  });

  it("says loudly that another program takes a part of the messages", async () => {
    const { slack, chats, logged } = await slackHub();
    slack.shareWith(2);
    slack.faults.drop();

    await until(() => expect(chats.health("phone").detail).toContain("2 connections share"));

    expect(chats.health("phone").state).toBe("up");
    expect(logged).toContainEqual(
      expect.objectContaining({ level: "warn", message: "a chat's app is used twice" }),
    );
  });

  it("comes again where Slack asks for it, and hears what was said between", async () => {
    const { slack, conversations } = await connectedSlack();

    slack.recycle();
    await until(() => expect(slack.connections()).toBe(0));
    slack.write({ sender: slack.people.owner, text: "in between" });
    await until(() => expect(conversations.heard).toHaveLength(1));

    expect(conversations.heard[0]?.text).toBe("in between");
    expect(slack.complaints()).toEqual([]);
  });

  it("names the switch where Socket Mode is off, and goes on sending", async () => {
    const { slack, chats, say, posted } = await connectedSlack();
    slack.refuseWith("internal_error", "apps.connections.open");

    slack.recycle("link_disabled");
    await until(() => expect(chats.health("phone").state).toBe("send_only"));
    const { detail } = chats.health("phone");
    say("still here");
    await posted();

    expect(detail).toContain("Socket Mode is switched off");
    expect(slack.shown()).toHaveLength(1);
  });

  it("goes on sending where only the app-level token is worth nothing", async () => {
    const { slack, chats, say, posted } = await slackHub();
    slack.refuseWith("invalid_auth", "apps.connections.open");
    slack.faults.drop();

    await until(() => expect(chats.health("phone").state).toBe("send_only"));
    say("still here");
    await posted();

    expect(chats.health("phone").detail).toContain("app_token");
    expect(slack.shown()).toHaveLength(1);
  });

  it("hears without the scope for what was missed, and says which it is", async () => {
    const { slack, chats, conversations } = await slackHub();
    slack.refuseWith("missing_scope", "conversations.history");
    slack.faults.drop();

    await until(() => expect(chats.health("phone").detail).toContain("missing_scope"));
    slack.write({ sender: slack.people.owner, text: "hello" });
    await until(() => expect(conversations.heard).toHaveLength(1));

    expect(chats.health("phone").state).toBe("up");
  });

  it("waits where the disk takes nothing, and confirms nothing meanwhile", async () => {
    const { slack, conversations } = await connectedSlack();
    conversations.breakNext();

    slack.write({ sender: slack.people.owner, text: "first" });
    slack.write({ sender: slack.people.owner, text: "second" });
    await until(() => expect(conversations.heard).toHaveLength(2));

    expect(conversations.heard.map(({ text }) => text)).toEqual(["first", "second"]);
    expect(slack.complaints()).toEqual([]);
  });

  it("hears words that the disk did not take from Slack again, where no history can be read", async () => {
    const { slack, chats, conversations } = await slackHub();
    slack.refuseWith("missing_scope", "conversations.history");
    slack.faults.drop();
    await until(() => expect(chats.health("phone").detail).toContain("missing_scope"));
    conversations.breakNext();

    slack.write({ sender: slack.people.owner, text: "not confirmed" });
    await until(() => expect(conversations.heard).toHaveLength(1));

    expect(conversations.heard[0]?.text).toBe("not confirmed");
  });

  it("ends although the other end does not say goodbye", async () => {
    const { slack, close, logged } = await connectedSlack();
    slack.freeze();

    await close();

    expect(logged.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("waits for its owner where the app was removed, and tells the reason", async () => {
    const { slack, chats, say, ledger } = await connectedSlack();
    slack.refuseWith("account_inactive");

    say("kept");
    await until(() => expect(chats.health("phone").detail).toContain("removed from the workspace"));

    expect(ledger.outboxWaiting()).toHaveLength(1);
  });
});

describe("what is said in Slack", () => {
  it("is heard in a direct message only", async () => {
    const { slack, conversations } = await connectedSlack();

    slack.writeInChannel("everybody reads this");
    slack.write({ sender: slack.people.owner, text: "nobody else reads this" });
    await until(() => expect(conversations.heard.length).toBeGreaterThan(0));

    expect(conversations.heard.map(({ text }) => text)).toEqual(["nobody else reads this"]);
  });

  it("reaches wakehook later where it was away, in its order and also out of threads", async () => {
    const first = await connectedSlack();
    const { slack, home } = first;
    first.say("Shall I?");
    await first.posted();
    await first.close();
    const [asked] = slack.shown();
    const { owner } = slack.people;
    const before = Array.from({ length: 130 }, (_, at) => `before ${at}`);

    for (const text of before) slack.write({ sender: owner, text });
    slack.write({ sender: owner, text: "Do.", replyTo: asked?.ref ?? "" });
    slack.write({ sender: owner, text: "behind it" });

    const second = await slackHub({ slack, home });
    await until(() => expect(second.conversations.heard).toHaveLength(132));

    const heard = second.conversations.heard.map(({ text }) => text);
    expect(heard).toEqual([...before, "Do.", "behind it"]);
  });

  it("is a command where it begins with an exclamation mark: Slack keeps the slash", async () => {
    const { slack, conversations } = await connectedSlack();

    slack.write({ sender: slack.people.owner, text: "!new" });
    await until(() => expect(conversations.calls).toEqual(["new main null"]));

    expect(conversations.heard).toEqual([]);
  });

  it("is answered below it, and in the chat as well", async () => {
    const { slack, conversations, posted } = await connectedSlack();
    const ref = slack.write({ sender: slack.people.owner, text: "Well?" });
    await until(() => expect(conversations.heard).toHaveLength(1));

    conversations.answer("It is well.");
    await posted();

    const posts = slack.calls.filter(({ method }) => method === "chat.postMessage");
    expect(posts.map(({ args }) => [args["thread_ts"], args["reply_broadcast"]])).toEqual([
      [ref, "true"],
    ]);
  });

  it("is answered by itself where the words were removed meanwhile", async () => {
    const { slack, conversations, posted } = await connectedSlack();
    const ref = slack.write({ sender: slack.people.owner, text: "Well?" });
    await until(() => expect(conversations.heard).toHaveLength(1));
    slack.remove(ref ?? "");

    conversations.answer("It is well.");
    await posted();

    expect(slack.shown()).toMatchObject([{ text: "It is well.", replyTo: null }]);
  });
});

describe("what stands in Slack", () => {
  it("is in a thread for each hook where that is wished", async () => {
    const { slack, hold, posted } = await connectedSlack({ entry: { topics: "hook" } });

    await hold(1, "held:approval");
    await hold(2, "held:approval");
    await posted();

    const [root, ...below] = slack.shown();
    expect(root?.thread).toBeNull();
    expect(below.map(({ thread }) => thread)).toEqual([root?.ref, root?.ref]);
  });

  it("has its whole text as a file where it is too long", async () => {
    const { slack, say, posted } = await connectedSlack();
    const text = Array.from({ length: 9000 }, (_, at) => `line ${at}`).join("\n\n");

    say(text);
    await posted();

    expect(slack.shown().flatMap(({ files }) => files)).toEqual([
      { name: "message.md", content: text },
    ]);
    expect(slack.shown().at(-2)?.text).toContain("The rest is in the file");
    expect(slack.complaints()).toEqual([]);
  });

  it("tells whoever presses a button late what was decided", async () => {
    const { slack, hold, posted } = await connectedSlack();
    await hold(1, "held:approval");
    await posted();
    const [card] = slack.shown();
    const { owner } = slack.people;

    const first = await slack.press(owner, card?.ref ?? "", "Discard");
    await posted();
    const late = await slack.press(owner, card?.ref ?? "", "Run");

    expect(first).toContain("Discard");
    expect(late).toContain("Discard");
    expect(slack.shown()[0]?.buttons).toEqual([]);
  });
});
