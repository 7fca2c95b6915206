import { expect, it } from "vitest";
import { until } from "./hub-bench.ts";
import { ANN, pairedHub } from "./paired-hub.ts";

type Hub = Awaited<ReturnType<typeof pairedHub>>;

/** The agent has begun with what Ann wrote. */
async function working(hub: Hub): Promise<void> {
  hub.platform.write({ sender: ANN, text: "How is the site?" });
  await until(() => expect(hub.conversations.waiting).toHaveLength(1));
  const [turn] = hub.conversations.waiting;
  if (turn !== undefined) hub.store.startTurn(turn.id, hub.clock.now(), null);
}

it("shows typing, then one silent message, and its end in the same place", async () => {
  const hub = await pairedHub();
  await working(hub);
  await until(() => expect(hub.platform.typed()).toBeGreaterThan(1));
  await until(() => expect(hub.platform.shown()).toHaveLength(1));
  expect(hub.platform.shown()[0]).toMatchObject({ silent: true });
  expect(hub.platform.shown()[0]?.text).toContain("Working on it");

  hub.conversations.waiting[0] = { ...hub.conversations.waiting[0], state: "running" } as never;
  hub.conversations.answer("It is well.");
  await hub.posted();

  await until(() => expect(hub.platform.shown()[0]?.text).toContain("Answered after"));
  expect(hub.platform.shown().map(({ text }) => text)).toEqual([
    expect.stringContaining("Answered after"),
    "It is well.",
  ]);
  const typed = hub.platform.typed();
  await hub.posted();
  expect(hub.platform.typed()).toBe(typed);
});

it("shows nothing for an answer that comes at once", async () => {
  const hub = await pairedHub();
  await working(hub);
  hub.conversations.waiting[0] = { ...hub.conversations.waiting[0], state: "running" } as never;

  hub.conversations.answer("It is well.");
  await hub.posted();

  expect(hub.platform.shown().map(({ text }) => text)).toEqual(["It is well."]);
});

it("says that the work was interrupted where the daemon died meanwhile", async () => {
  const first = await pairedHub();
  await working(first);
  await until(() => expect(first.platform.shown()).toHaveLength(1));
  await until(() => expect(first.store.channelState("phone", "progress")).toContain("m"));
  await first.close();

  const second = await pairedHub({ platform: first.platform, home: first.home });

  await until(() => expect(first.platform.shown()[0]?.text).toContain("Interrupted"));
  expect(second.store.channelState("phone", "progress")).toBe("[]");
});

it("is not shown where nothing can be changed", async () => {
  const hub = await pairedHub({ abilities: { edits: false } });
  await working(hub);

  await until(() => expect(hub.platform.typed()).toBeGreaterThan(4));

  expect(hub.platform.shown()).toEqual([]);
});
