// What happens in a real ledger, told to a hook's sender within the same transaction.

import { describe, expect, it } from "vitest";
import type { SenderMessage } from "../../../src/core/outbound/sender-report-message.ts";
import { deliveryId, START } from "../../ledger/temp-ledger.ts";
import { senderWorld } from "./sender-world.ts";

const http = (on?: readonly string[]) => ({ kind: "http", url: "https://e.example/", on });
const ALL = ["start", "success", "failure"];

function told(it: ReturnType<typeof senderWorld>): string[] {
  return it.waiting().map(({ sink, payload }) => {
    const { stage, status } = JSON.parse(payload) as SenderMessage;
    return `${sink} ${stage} ${status}`;
  });
}

async function started(reports: unknown, more = {}) {
  const it = senderWorld(reports);
  await it.deliver(1, {}, more);
  it.start(1);
  return it;
}

describe("the announcer of reports to senders", () => {
  it("tells each report what it is on for, by default the end", async () => {
    const it = await started([http(), http(ALL), http(["failure"])]);
    expect(told(it)).toEqual(["sender:github-site:1 start running"]);
    it.end(1);

    expect(told(it)).toEqual([
      "sender:github-site:1 start running",
      "sender:github-site:0 success success",
      "sender:github-site:1 success success",
    ]);
    expect(it.waiting().every(({ deliveryId: id, runId }) => id !== null && runId !== null)).toBe(
      true,
    );
  });

  it("tells a failure when the last run has failed, and none that is tried again or held", async () => {
    const it = await started(http());
    it.end(1, { status: "error:timeout" }, { kind: "requeue", reason: "again", notBefore: START });
    expect(told(it)).toEqual([]);
    it.start(1, 2);
    it.end(
      2,
      { status: "error:limit_claude" },
      {
        kind: "hold",
        status: "held:agent",
        reason: "limit",
        until: null,
      },
    );
    expect(told(it)).toEqual([]);
    it.ledger.end(deliveryId(1), "error:not_found", null, []);

    expect(told(it)).toEqual(["sender:github-site:0 failure error:not_found"]);
  });

  it("tells nothing of a delivery that never ran: no comment would know it as own work", async () => {
    const it = senderWorld(http(ALL));
    await it.deliver(1, {});
    it.ledger.end(deliveryId(1), "error:not_found", null, []);

    expect(told(it)).toEqual([]);
  });

  it("tells a skip only where the start was told", async () => {
    const outcome = { status: "skipped:coalesced" as const };
    const quiet = await started(http());
    quiet.end(1, outcome);
    const begun = await started(http(ALL));
    begun.end(1, outcome);

    expect(told(quiet)).toEqual([]);
    expect(told(begun)).toEqual([
      "sender:github-site:0 start running",
      "sender:github-site:0 failure skipped:coalesced",
    ]);
  });

  it("tells no [SILENT] answer; what it says without words, it says", async () => {
    const github = { kind: "github", token: "x", status: true };
    const it = await started([http(), http(ALL), github]);
    it.end(1, { answer: " [SILENT] all well" });

    expect(told(it)).toEqual([
      "sender:github-site:1 start running",
      "sender:github-site:1 success success",
      "sender:github-site:2 success success",
    ]);
    expect(
      it
        .waiting()
        .map(({ payload }) => payload)
        .join(),
    ).not.toContain("all well");
  });

  it("tells nothing of a test event: its names are of nobody", async () => {
    const it = await started(http(ALL), { origin: "test" });
    it.end(1);

    expect(told(it)).toEqual([]);
  });

  it("tells nothing where the hook is gone, or has no report any more", async () => {
    const it = await started(http(["success"]));
    it.change({ hooks: new Map() });
    it.end(1);

    expect(told(it)).toEqual([]);
  });
});
