import { expect, it } from "vitest";
import { memoryPlatform } from "../contract/memory-platform.ts";
import { hubBench, until } from "./hub-bench.ts";
import { know, pairedHub, phone } from "./paired-hub.ts";

it("goes on with the others where one cannot be made", async () => {
  const platform = memoryPlatform();
  const bench = hubBench({
    channels: {
      telegram: () => Promise.resolve(platform.create),
      ntfy: () => Promise.reject(new Error("its library is not there")),
    },
    targets: [
      phone(),
      { name: "bad", kind: "ntfy", topic: "t" },
      { name: "no", kind: "slack", bot_token: "b", app_token: "a" },
    ],
    features: ["telegram", "ntfy", "slack"],
  });
  know(bench, "phone");
  bench.start();

  await until(() => expect(bench.chats.health("phone").state).toBe("up"));
  await until(() => expect(bench.chats.health("bad").state).toBe("down"));
  expect(bench.chats.health("bad").detail).toContain("its library is not there");
  expect(bench.chats.health("no").detail).toContain("not at work in this version");
  bench.say("hello");
  await bench.posted();
  expect(platform.shown()).toHaveLength(1);
});

it("connects a chat again only where its own entry changed", async () => {
  const hub = await pairedHub();
  const settings = { features: ["telegram"], owner: ["phone"] };

  hub.configure({ ...settings, targets: [phone()] });
  hub.configure({ ...settings, targets: [phone(), { name: "x", kind: "ntfy", topic: "t" }] });
  hub.say("as before");
  await hub.posted();
  expect(hub.platform.starts()).toBe(1);
  hub.configure({ ...settings, targets: [phone({ token: "another-token" })] });

  await until(() => expect(hub.platform.starts()).toBe(2));
});

it("tells of a fault once per fault, and again once its owner has changed the entry", async () => {
  const hub = await pairedHub();
  const settings = { features: ["telegram"], owner: ["phone"] };
  hub.platform.faults.revoke();
  hub.say("one");
  await until(() => expect(hub.told).toHaveLength(1));
  expect(hub.chats.health("phone")).toMatchObject({ state: "down" });

  hub.configure({ ...settings, targets: [phone({ token: "as-wrong-as-before" })] });
  await until(() => expect(hub.platform.starts()).toBe(2));
  hub.say("two");

  await until(() => expect(hub.told).toHaveLength(2));
});

it("posts what waits as soon as somebody who is known speaks in a broken chat", async () => {
  const hub = await pairedHub();
  hub.platform.faults.revoke();
  hub.say("one");
  await until(() => expect(hub.told).toHaveLength(1));

  hub.platform.faults.well();
  hub.platform.write({ sender: "u-1", text: "are you there?" });
  await hub.posted();

  expect(hub.platform.shown().map(({ text }) => text)).toEqual(["one"]);
});
