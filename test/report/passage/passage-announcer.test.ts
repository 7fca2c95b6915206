import { describe, expect, it } from "vitest";
import type { Happening } from "../../../src/core/outbound/happening.ts";
import type { Delivery } from "../../../src/core/records/delivery.ts";
import type { Run } from "../../../src/core/records/run.ts";
import { createPassageAnnouncer } from "../../../src/report/passage/passage-announcer.ts";
import { readPassageResult } from "../../../src/core/outbound/passage-message.ts";
import { delivery as aDelivery, run as aRun, runId } from "../../admin/harness.ts";
import { aTunnel } from "../../tunnel/tunnel-world.ts";

const brought = (change: Partial<Delivery>): Delivery =>
  aDelivery(1, { via: "tunnel:relay", viaRef: "rly_1/site/7", ...change });
const done = brought({ state: "done", status: "success", attempts: 1 });
const ended: Run = {
  ...aRun(1),
  id: runId(1),
  state: "done",
  status: "success",
  answer: "All is well.",
};
const endOfRun: Happening = { kind: "run", at: 99, run: ended, delivery: done };

const relays = [aTunnel("ws://127.0.0.1:1")];
const openpr = [
  { ...aTunnel("ws://127.0.0.1:1"), tunnel: { name: "relay", kind: "openpr" } as never },
];
const messagesOf = (happening: Happening, tunnels = relays) =>
  createPassageAnnouncer(() => ({ tunnels })).messagesOf(happening);

describe("the end of a delivery that came by a tunnel", () => {
  it("is told to its other end: the status, and no word of an agent", () => {
    const [message, ...more] = messagesOf(endOfRun);

    expect(more).toEqual([]);
    expect(message?.sink).toBe("tunnel:relay");
    expect(readPassageResult(message?.payload ?? "")).toEqual({
      ref: "rly_1/site/7",
      hookId: "site",
      deliveryId: done.id,
      status: "success",
      reason: null,
      answer: null,
      endedAt: 99,
    });
  });

  it("has the agent's answer for a control plane, unless the agent asks for silence", () => {
    const silent = { ...endOfRun, run: { ...ended, answer: "[SILENT] nothing" } };

    expect(JSON.parse(messagesOf(endOfRun, openpr)[0]?.payload ?? "")).toMatchObject({
      answer: "All is well.",
    });
    expect(JSON.parse(messagesOf(silent, openpr)[0]?.payload ?? "")).toMatchObject({
      answer: null,
    });
  });

  it("is told where it came to no run", () => {
    const skipped = brought({ state: "done", status: "skipped:filtered" });
    const moved: Happening = {
      kind: "moved",
      at: 5,
      before: brought({}),
      delivery: skipped,
      approved: false,
    };

    expect(JSON.parse(messagesOf(moved)[0]?.payload ?? "")).toMatchObject({
      status: "skipped:filtered",
      ended_at: 5,
    });
  });

  it.each<[string, Happening]>([
    ["a run began", { kind: "run", at: 1, run: { ...ended, state: "running" }, delivery: done }],
    [
      "a run ended that is tried again",
      { kind: "run", at: 1, run: ended, delivery: brought({ state: "queued" }) },
    ],
    [
      "it is held",
      {
        kind: "moved",
        at: 1,
        before: brought({}),
        delivery: brought({ state: "held", status: "held:budget" }),
        approved: false,
      },
    ],
    [
      "its run has told it",
      {
        kind: "moved",
        at: 1,
        before: brought({ state: "running" }),
        delivery: done,
        approved: false,
      },
    ],
    [
      "it came by our own socket",
      { kind: "run", at: 1, run: ended, delivery: { ...done, via: null, viaRef: null } },
    ],
    [
      "it was fetched from its sender",
      { kind: "run", at: 1, run: ended, delivery: { ...done, via: "repair" } },
    ],
    [
      "its tunnel is no more",
      { kind: "run", at: 1, run: ended, delivery: { ...done, via: "tunnel:another" } },
    ],
  ])("is not told when %s", (_, happening) => {
    expect(messagesOf(happening)).toEqual([]);
  });

  it("costs nothing where there is no tunnel", () => {
    expect(createPassageAnnouncer(() => ({})).wants("run")).toBe(false);
    expect(createPassageAnnouncer(() => ({ tunnels: relays })).wants("run")).toBe(true);
    expect(createPassageAnnouncer(() => ({ tunnels: relays })).wants("accepted")).toBe(false);
  });
});
