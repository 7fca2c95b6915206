// What happens in the real daemon, told to a receiver, also where the daemon is killed at the worst moments.

import { describe, expect, it } from "vitest";
import type { OutboxEntry } from "../../src/core/records/outbox-entry.ts";
import {
  isStandardWebhook,
  openReceiver,
  type Receiver,
} from "../report/subscriptions/receiver.ts";
import { SECRET } from "../report/subscriptions/subscribed.ts";
import { aHook, aTarget, createHome, type DaemonHome } from "./daemon-home.ts";

const ECHO = aTarget("echo", "cat >/dev/null; echo done");

function homeFor(receiver: Receiver, more: Record<string, unknown> = {}): Promise<DaemonHome> {
  const subscription = { id: "ci", url: receiver.url, secret: SECRET, events: ["*"] };
  return createHome({
    hooks: [aHook("site")],
    config: {
      features: { commands: true },
      targets: [ECHO],
      owner: ["echo"],
      subscriptions: [{ ...subscription, ...more }],
      outbound: { first_delay_seconds: 1 },
    },
  });
}

const eventsTo = (home: DaemonHome, id: string): OutboxEntry[] =>
  home.reports(id).filter(({ sink }) => sink === "subscription:ci");

describe("a subscription", () => {
  it("is told of a delivery and its run, in order, signed", async () => {
    const receiver = await openReceiver();
    const home = await homeFor(receiver, { ordered: true });
    const daemon = await home.start();

    const { id } = await daemon.post("site");
    await daemon.until("its events", () => {
      const sent = eventsTo(home, id).filter(({ state }) => state === "sent");
      return sent.length === 3;
    });

    expect(receiver.got.map(({ headers }) => headers["x-webhook-event"])).toEqual([
      "delivery.accepted",
      "run.started",
      "run.succeeded",
    ]);
    for (const got of receiver.got) expect(isStandardWebhook(got, SECRET, Date.now())).toBe(true);
  });

  it("takes up what its owner changes while the daemon runs", async () => {
    const receiver = await openReceiver();
    const home = await homeFor(receiver, { enabled: false });
    const daemon = await home.start();
    const { id: unheard } = await daemon.post("site");
    await daemon.until("its end", () => home.delivery(unheard)?.state === "done");

    await home.putConfig({
      features: { commands: true },
      targets: [ECHO],
      subscriptions: [{ id: "ci", url: receiver.url, secret: SECRET, events: ["run.succeeded"] }],
    });
    await daemon.admin("POST", "/reload");
    const { id } = await daemon.post("site", { again: true });
    await daemon.until("its event", () => eventsTo(home, id)[0]?.state === "sent");

    expect(eventsTo(home, unheard)).toEqual([]);
    expect(receiver.got).toHaveLength(1);
  });

  it("is tried, shown and sent to again over the admin API", async () => {
    const receiver = await openReceiver();
    receiver.answer = (_, response) => void response.writeHead(410).end();
    const home = await homeFor(receiver, { events: ["run.succeeded"] });
    const daemon = await home.start();
    const { id } = await daemon.post("site");
    await daemon.until("its failure", () => eventsTo(home, id)[0]?.state === "failed");

    const listed = await (await daemon.admin("GET", "/subscriptions")).json();
    receiver.answer = (_, response) => void response.end();
    const enabled = await daemon.admin("POST", "/subscriptions/ci/enable");
    const tested = await (await daemon.admin("POST", "/subscriptions/ci/test", {})).json();
    const number = eventsTo(home, id)[0]?.id ?? 0;
    await daemon.admin("POST", `/outbox/${number}/retry`);
    await daemon.until("its event", () => eventsTo(home, id)[0]?.state === "sent");

    expect(listed).toMatchObject({ subscriptions: [{ id: "ci", health: "disabled" }] });
    expect(await enabled.json()).toMatchObject({ was_disabled: true });
    expect(tested).toMatchObject({ ok: true, http_status: 200 });
    expect(JSON.stringify(listed)).not.toContain(SECRET);
  });
});

describe("a daemon that is killed", () => {
  const moments = ["before the answer", "after the answer", "while nobody answers"] as const;
  it.each(moments)("%s loses no event, and repeats one with the same id", async (moment) => {
    const receiver = await openReceiver();
    const home = await homeFor(receiver);
    const first = await home.spawn();
    let kill: Promise<void> | null = null;
    receiver.answer = (_, response) => {
      if (moment === "after the answer") response.end();
      kill ??= first.kill("SIGKILL");
    };
    if (moment === "while nobody answers") await receiver.down();

    const { id } = await first.post("site");
    if (moment === "while nobody answers") {
      await first.until("a try", () => eventsTo(home, id).some(({ attempts }) => attempts > 0));
      kill = first.kill("SIGKILL");
      await receiver.up();
    }
    await first.ended;
    await kill;
    const before = eventsTo(home, id).map(({ messageId }) => messageId);
    receiver.answer = (_, response) => void response.end();
    const second = await home.spawn();
    const entries = await second.until("all events", () => {
      const now = eventsTo(home, id);
      return (
        home.delivery(id)?.state === "done" && now.every(({ state }) => state === "sent") && now
      );
    });

    const bodies = new Map<string, Set<string>>();
    for (const { headers, body } of receiver.got) {
      const key = headers["webhook-id"] ?? "";
      bodies.set(key, (bodies.get(key) ?? new Set()).add(body));
    }
    expect([...bodies.keys()].toSorted()).toEqual(
      entries.map(({ messageId }) => messageId).toSorted(),
    );
    expect([...bodies.values()].every((texts) => texts.size === 1)).toBe(true);
    expect(entries.map(({ messageId }) => messageId)).toEqual(expect.arrayContaining(before));
    if (moment === "before the answer") expect(receiver.got.length).toBeGreaterThan(entries.length);
    const ends = entries.filter(({ event }) => /^run\.(?!started)/.test(event ?? ""));
    expect(ends.length).toBe(entries.filter(({ event }) => event === "run.started").length);
  });
});
