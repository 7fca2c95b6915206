import { describe, expect, it } from "vitest";
import { reportText } from "../../../src/chat/hub/compose-report.ts";
import type { Report } from "../../../src/core/outbound/report.ts";
import { until } from "./hub-bench.ts";
import { know, pairedHub, phone } from "./paired-hub.ts";

const REPORT: Report = {
  hook_id: "github-site",
  title: "The site",
  delivery_id: "dlv_1",
  run_id: "run_1",
  event: "issues.opened",
  entity: "octo/site#42",
  status: "success",
  reason: null,
  answer: "It is **well**.",
  duration_ms: 90_400,
  cost_usd: 0.1234,
  denied_tools: [],
};

describe("a report", () => {
  it("is one message for all chats of a name, however many are told", async () => {
    const hub = await pairedHub({
      targets: [phone(), phone({ name: "tablet" })],
      owner: ["phone", "tablet"],
    });
    know(hub, "tablet", "dm-2");

    await hub.hold(1, "held:approval");
    await hub.posted();

    expect(hub.store.messages({ chat: "main" })).toHaveLength(1);
    expect(hub.store.openCards(null)).toHaveLength(1);
    expect(hub.platform.shown()).toHaveLength(2);
  });

  it("stands in the local chat at once, also where the phone is off", async () => {
    const hub = await pairedHub();
    hub.platform.faults.down();

    await hub.hold(1, "held:paused");

    await until(() => expect(hub.store.messages({ chat: "main" })).toHaveLength(1));
    expect(hub.platform.shown()).toEqual([]);
  });

  it("is not lost where the switch of its chat is off: it is given up, and stands in the local chat", async () => {
    const hub = await pairedHub({ features: ["telegram"] });
    hub.configure({ targets: [phone()], features: [], owner: ["phone"] });

    await hub.hold(1, "held:paused");
    await hub.posted();

    const [entry] = hub.ledger.outbox({ sink: "target:phone" });
    expect(entry).toMatchObject({ state: "failed", lastError: "features.telegram is off" });
    expect(hub.store.messages({ chat: "main" })).toHaveLength(1);
  });

  it("says what happened, how long it took and what it cost", () => {
    expect(reportText(REPORT)).toBe(
      "**The site**: success\n\nissues\\.opened · octo\\/site\\#42 · 1 min 30 s · $0.1234 · `run_1`\n\nIt is **well**.",
    );
  });

  it("shows what senders wrote as it is, and calls nobody", () => {
    const text = reportText({
      ...REPORT,
      entity: "[click](http://evil.example) **@everyone**",
      reason: "<script>`x`</script>\n# not a heading",
      denied_tools: ["Bash(rm *)"],
    });

    expect(text).not.toMatch(/(?<!\\)\[click/);
    expect(text).not.toContain("@everyone");
    expect(text).toContain("\\<script\\>\\`x\\`");
    expect(text).toContain("\\# not a heading");
    expect(text).toContain("Bash\\(rm \\*\\)");
  });
});

describe("many reports at once", () => {
  /** As of runs that ended while nobody could be reached. */
  function ends(hub: Awaited<ReturnType<typeof pairedHub>>, statuses: readonly string[]): void {
    const reports = statuses.map((status, at) => ({
      sink: "target:phone",
      payload: JSON.stringify({ ...REPORT, status, run_id: `run_${at}`, title: `Hook ${at % 2}` }),
    }));
    hub.ledger.notify(`ends ${statuses.length}`, reports);
    hub.outbox.wake();
  }

  it("become one message; failures are told one by one, in their place", async () => {
    const hub = await pairedHub();

    ends(hub, [...Array.from({ length: 12 }, () => "success"), "error:timeout", "success"]);
    await hub.posted();

    const texts = hub.platform.shown().map(({ text }) => text);
    expect(texts).toHaveLength(2);
    expect(texts[0]).toContain("**13 runs ended well**");
    expect(texts[0]).toContain("Hook 0: 6, the last `run_10`");
    expect(texts[1]).toContain("timeout");
    const all = hub.store.messages({ chat: "main", limit: 100 });
    expect(all.filter(({ kind }) => kind === "report")).toHaveLength(14);
  });

  it("are told one by one where they are few", async () => {
    const hub = await pairedHub();

    ends(hub, ["success", "success", "success"]);
    await hub.posted();

    expect(hub.platform.shown()).toHaveLength(3);
  });

  it("are one message also where the platform takes it at the second try", async () => {
    const hub = await pairedHub();
    hub.platform.faults.tooMany(1, 2000);

    ends(
      hub,
      Array.from({ length: 30 }, () => "success"),
    );
    await hub.posted();

    expect(hub.platform.shown()).toHaveLength(1);
    expect(hub.platform.complaints()).toEqual([]);
  });
});
