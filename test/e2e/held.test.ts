// Deliveries that wait, for their turn or for a reason with a name, and what becomes of them.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { aHook, aTarget, createHome, type DaemonHome, type LiveDaemon } from "./daemon-home.ts";
import { ended, held, SWITCHED_ON, TARGETS } from "./endings.ts";
import { untilFile } from "./programs.ts";

describe("a delivery that waits behind another run", () => {
  let home: DaemonHome;
  let daemon: LiveDaemon;
  let gate: string;
  const open = (): void => writeFileSync(gate, "");
  const blocker = aHook("blocker", { to: ["gated"], dependency: "one-at-a-time" });
  const waiter = aHook("waiter", { dependency: "one-at-a-time" });

  /** Starts the blocker, then posts to the waiter: it stays queued until the gate is opened. */
  async function waitBehind(): Promise<{ blockerId: string; id: string }> {
    home = await createHome();
    gate = path.join(home.folder, "gate");
    const targets = [...TARGETS, aTarget("gated", `cat >/dev/null; ${untilFile(gate)}; echo done`)];
    await home.putConfig({ ...SWITCHED_ON, targets });
    await home.putHooks([blocker, waiter]);
    daemon = await home.start({ graceMs: 50 });
    const blockerId = (await daemon.post("blocker")).id;
    await daemon.until("the blocker's process", () => home.runs(blockerId)[0]?.pid);
    const { id } = await daemon.post("waiter");
    return { blockerId, id };
  }

  it("ends as error:not_found when its hook is removed, and tells the owner", async () => {
    const { id } = await waitBehind();

    await home.putHooks([blocker]);

    expect(await ended(home, daemon, id)).toMatchObject({ status: "error:not_found", runs: [] });
    await daemon.until("its report", () => home.reports(id)[0]?.state === "sent");
  });

  it("ends as skipped:discarded when the owner discards it", async () => {
    const { id } = await waitBehind();

    expect((await daemon.admin("POST", `/deliveries/${id}/discard`)).status).toBe(200);

    expect(await ended(home, daemon, id)).toMatchObject({
      status: "skipped:discarded",
      runs: [],
    });
    expect(home.reports(id)).toEqual([]);
  });

  it("is held:disabled when its hook is switched off, and runs when it is on again", async () => {
    const { id } = await waitBehind();

    await home.putHooks([blocker, { ...waiter, enabled: false }]);
    expect((await held(home, daemon, id)).status).toBe("held:disabled");
    expect((await daemon.post("waiter")).status).toBe(403);
    open();
    await home.putHooks([blocker, waiter]);

    expect((await ended(home, daemon, id)).status).toBe("success");
  });

  it("ends as error:stopped when the owner stops its run", async () => {
    const { blockerId } = await waitBehind();
    const run = home.runs(blockerId)[0];

    expect((await daemon.admin("POST", `/runs/${run?.id}/stop`)).status).toBe(202);

    expect((await ended(home, daemon, blockerId)).status).toBe("error:stopped");
  });

  it("goes on waiting when the daemon stops, while the run in front is error:interrupted", async () => {
    const { blockerId, id } = await waitBehind();

    await daemon.stop();

    expect(home.delivery(blockerId)).toMatchObject({
      state: "done",
      status: "error:interrupted",
      reason: "the daemon was stopped",
    });
    expect(home.delivery(id)?.state).toBe("queued");
    daemon = await home.start();
    expect((await ended(home, daemon, id)).status).toBe("success");
    expect(home.runs(blockerId)).toHaveLength(1);
  });
});

describe("a hook that is broken by an edit", () => {
  it("takes deliveries, holds them as held:hook_invalid, and runs them when it is mended", async () => {
    const good = aHook("hook");
    const config = { ...SWITCHED_ON, targets: TARGETS };
    const home = await createHome({ hooks: [good], config });
    const daemon = await home.start();
    await home.putHooks([{ ...good, max_concurrent: "two" }]);
    await daemon.until("the reload", () => daemon.seen.some(({ type }) => type === "settings"));

    const posted = await daemon.post("hook");
    expect(posted.status).toBe(202);
    const waits = await held(home, daemon, posted.id);
    expect(waits.status).toBe("held:hook_invalid");
    expect(waits.reason).toContain("max_concurrent");
    await home.putHooks([good]);

    expect((await ended(home, daemon, posted.id)).status).toBe("success");
  });
});

describe("a fuse", () => {
  it("pauses the entity with one report, and lets all go when the owner says so", async () => {
    const fused = aHook("fused", {
      entity: "{{item}}",
      fuse: { runs: 1, within_seconds: 600 },
      report: ["log"],
    });
    const home = await createHome({
      hooks: [fused],
      config: { ...SWITCHED_ON, targets: TARGETS },
    });
    const daemon = await home.start();
    const first = await daemon.post("fused", { item: "a" });
    await ended(home, daemon, first.id);

    const second = await daemon.post("fused", { item: "a" });
    const third = await daemon.post("fused", { item: "a" });
    const other = await daemon.post("fused", { item: "b" });
    expect((await held(home, daemon, second.id)).status).toBe("held:paused");
    expect((await held(home, daemon, third.id)).status).toBe("held:paused");
    expect((await ended(home, daemon, other.id)).status).toBe("success");
    await daemon.until("the word", () => home.reports(second.id)[0]?.state === "sent");
    expect(home.reports(third.id)).toEqual([]);
    const answer = await daemon.admin("POST", `/deliveries/${third.id}/release`);

    expect(answer.status).toBe(200);
    expect((await ended(home, daemon, second.id)).status).toBe("success");
    expect((await ended(home, daemon, third.id)).status).toBe("success");
  });
});
