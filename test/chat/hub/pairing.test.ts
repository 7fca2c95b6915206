import { describe, expect, it } from "vitest";
import { readCode } from "../../../src/chat/hub/pairing.ts";
import { until } from "./hub-bench.ts";
import { ANN, MALLORY, pairedHub } from "./paired-hub.ts";

describe("a code in what somebody wrote", () => {
  it.each([
    ["/start ABCD2345", "ABCD2345"],
    ["/start@my_bot ABCD2345", "ABCD2345"],
    ["/pair abcd-2345", "ABCD2345"],
    [" abcd 2345 ", "ABCD2345"],
    ["ABCD2345", "ABCD2345"],
    ["ABCD234", null],
    ["ABCD2345 please", null],
    ["ABCD0O1I", null],
    ["/start", null],
    ["", null],
  ])("of a stranger: %j is %j", (text, code) => {
    expect(readCode(text, false)).toBe(code);
  });

  it.each([
    ["continue", null],
    ["/start abcd2345", "ABCD2345"],
    ["ABCD2345", "ABCD2345"],
  ])("of somebody who is known: %j is %j", (text, code) => {
    expect(readCode(text, true)).toBe(code);
  });
});

describe("somebody who is paired", () => {
  it("is a viewer where the window is a viewer's: reads, and does not speak", async () => {
    const hub = await pairedHub();
    const { code } = await hub.chats.channels.pair("phone", "viewer");

    hub.platform.write({ sender: MALLORY, text: code });
    await until(() => expect(hub.store.identities("phone")).toHaveLength(2));
    hub.platform.write({ sender: MALLORY, text: "run it" });
    await until(() => expect(hub.platform.shown().at(-1)?.text).toContain("You are a viewer here"));

    expect(hub.store.identities("phone")[1]).toMatchObject({ sender: MALLORY, role: "viewer" });
    expect(hub.conversations.heard).toEqual([]);
  });

  it("may use a code once, and an older code is worth nothing", async () => {
    const hub = await pairedHub();
    const { code: old } = await hub.chats.channels.pair("phone", "viewer");
    const { code } = await hub.chats.channels.pair("phone", "viewer");

    hub.platform.write({ sender: MALLORY, text: old });
    hub.platform.write({ sender: MALLORY, text: code });
    await until(() => expect(hub.store.identities("phone")).toHaveLength(2));
    hub.store.unpair("phone", MALLORY);
    hub.platform.write({ sender: MALLORY, text: code });
    hub.platform.write({ sender: ANN, text: "still me" });
    await until(() => expect(hub.conversations.heard).toHaveLength(1));

    expect(hub.store.identities("phone").map(({ sender }) => sender)).toEqual([ANN]);
  });

  it("anew mends a chat that was broken: what waited for it is posted at once", async () => {
    const hub = await pairedHub();
    hub.platform.faults.revoke();
    hub.say("said meanwhile");
    await until(() => expect(hub.told).toHaveLength(1));
    hub.platform.faults.well();
    const { code } = await hub.chats.channels.pair("phone", "owner");

    hub.platform.write({ sender: ANN, text: code });
    await hub.posted();

    expect(hub.platform.shown().map(({ text }) => text)).toContain("said meanwhile");
    expect(hub.chats.health("phone").state).toBe("up");
  });

  it("cannot pair after ten minutes", async () => {
    const hub = await pairedHub();
    const { code, expiresAt } = await hub.chats.channels.pair("phone", "owner");
    expect(expiresAt - hub.clock.now()).toBeLessThanOrEqual(600_000);
    // The window as it is when its time is over.
    hub.store.closePairing("phone");

    hub.platform.write({ sender: MALLORY, text: code });
    hub.platform.write({ sender: ANN, text: "hello" });
    await until(() => expect(hub.conversations.heard).toHaveLength(1));

    expect(hub.store.identities("phone")).toHaveLength(1);
  });

  it("as a second owner is answered where they write, and the first is told what happens", async () => {
    const hub = await pairedHub();
    const { code } = await hub.chats.channels.pair("phone", "owner");
    const bob = { sender: "u-3", chat: "dm-3" };

    hub.platform.write({ ...bob, text: code });
    hub.platform.write({ ...bob, text: "/where" });
    const ref = hub.platform.write({ ...bob, text: "How is the site?" });
    await until(() => expect(hub.conversations.waiting).toHaveLength(1));
    hub.conversations.answer("It is well.");
    hub.say("a report");
    await hub.posted();

    const shown = hub.platform.shown().map(({ text }, at) => [hub.platform.chats()[at], text]);
    expect(shown).toEqual([
      ["dm-3", expect.stringContaining("Paired")],
      ["dm-3", expect.stringContaining("no conversation yet")],
      ["dm-3", "It is well."],
      ["dm-1", "a report"],
    ]);
    expect(hub.platform.shown()[2]?.replyTo).toBe(ref);
  });

  it("as a viewer stands where the owner is: alone, nothing is said to them", async () => {
    const hub = await pairedHub();
    const { code } = await hub.chats.channels.pair("phone", "viewer");

    hub.platform.write({ sender: MALLORY, chat: "dm-2", text: code });
    await until(() => expect(hub.store.identities("phone")).toHaveLength(2));
    hub.platform.write({ sender: MALLORY, chat: "dm-2", text: "hello?" });
    hub.platform.write({ sender: ANN, text: "hello" });
    await until(() => expect(hub.conversations.heard).toHaveLength(1));
    await hub.posted();

    expect(hub.store.identities("phone")[1]).toMatchObject({ place: { chat: "dm-1" } });
    expect(hub.platform.chats()).toEqual(["dm-1"]);
  });

  it("is heard only where they are paired", async () => {
    const hub = await pairedHub();
    const place = { chat: "elsewhere", thread: null };
    hub.store.pair({ ...must(hub.store.identities("phone")[0]), place });

    hub.platform.write({ sender: ANN, text: "in a group" });
    await until(() =>
      expect(hub.logged.map(({ message }) => message)).toContain("somebody was not answered"),
    );

    expect(hub.conversations.heard).toEqual([]);
    expect(hub.platform.shown()).toEqual([]);
  });
});

describe("what may be asked of channels", () => {
  it.each([
    ["gone", "not_found"],
    ["local", "refused"],
  ])("not of %s", async (name, code) => {
    const { channels } = (await pairedHub()).chats;

    await expect(channels.pair(name, "owner")).rejects.toMatchObject({ code });
    await expect(channels.test(name)).rejects.toMatchObject({ code });
  });

  it("lists each with how it does, who is known and what waits", async () => {
    const hub = await pairedHub();

    expect(hub.chats.channels.list()).toMatchObject([
      { target: "phone", kind: "telegram", health: { state: "up" }, people: [{ name: "Ann" }] },
      { target: "local", kind: "local", health: { state: "up" }, people: [] },
    ]);
  });

  it("forgets what was kept of a target that is gone, and of no other", async () => {
    const hub = await pairedHub();

    expect(() => hub.chats.channels.forget("phone")).toThrow("is in config.json");
    hub.configure({ targets: [], features: [] });
    hub.chats.channels.forget("phone");

    expect(hub.store.identities("phone")).toEqual([]);
  });

  it("unpairs somebody, who is a stranger from then on", async () => {
    const hub = await pairedHub();

    expect(hub.chats.channels.unpair("phone", ANN)).toBe(true);
    expect(hub.chats.channels.unpair("phone", ANN)).toBe(false);

    expect(hub.chats.health("phone").state).toBe("unpaired");
  });
});

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("it is missing");
  return value;
}
