// Three outcomes are kept apart for every delivery: was it admitted, how did it run, did the report arrive.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { aHook, aTarget, createHome, type DaemonHome, type LiveDaemon } from "./daemon-home.ts";

const SECOND_MS = 1000;

/** Takes a message only while the door is open. */
function chat(home: DaemonHome, name = "chat") {
  const door = path.join(home.folder, `${name}-open`);
  const box = path.join(home.folder, `${name}-box`);
  const line = `m=$(cat); [ -e '${door}' ] && echo "$m" >> '${box}'`;
  return {
    target: aTarget(name, line),
    open: () => writeFileSync(door, ""),
    messages: () => (existsSync(box) ? readFileSync(box, "utf8") : ""),
  };
}

async function success(home: DaemonHome, daemon: Pick<LiveDaemon, "until">, id: string) {
  return daemon.until(`${id} succeeds`, () => home.delivery(id)?.status === "success");
}

describe("a report that does not arrive", () => {
  it("changes nothing about the run, is tried again when its time has come, and is told apart", async () => {
    const home = await createHome({ hooks: [aHook("hook", { report: ["chat"] })] });
    const owner = chat(home);
    const targets = [aTarget("echo", "cat > /dev/null; echo heard"), owner.target];
    await home.putConfig({ features: { commands: true }, targets });
    const daemon = await home.start();

    const { id } = await daemon.post("hook");
    await success(home, daemon, id);
    const failed = await daemon.until("the first try", () =>
      home.reports(id).find(({ attempts }) => attempts === 1),
    );
    expect(failed).toMatchObject({
      state: "waiting",
      sink: "target:chat",
      lastError: "target chat: ended with exit code 1",
    });
    home.clock.skip(6 * SECOND_MS);
    await daemon.until("the second try", () => home.reports(id)[0]?.attempts === 2);
    owner.open();
    home.clock.skip(11 * SECOND_MS);
    await daemon.until("the report arrives", () => home.reports(id)[0]?.state === "sent");

    expect(home.delivery(id)?.status).toBe("success");
    expect(home.runs(id)).toHaveLength(1);
    expect(owner.messages()).toMatch(/^Hook hook: success · [\d.]+ s · run_\w+\n\nheard\n$/);
  });

  it("is given up at once where its target is not in config.json, and the next sink still gets it", async () => {
    const home = await createHome({ hooks: [aHook("hook", { report: ["nobody", "chat"] })] });
    const owner = chat(home);
    owner.open();
    const targets = [aTarget("echo", "cat > /dev/null; echo heard"), owner.target];
    await home.putConfig({ features: { commands: true }, targets });
    const daemon = await home.start();

    const { id } = await daemon.post("hook");
    await daemon.until("both ends", () =>
      home.reports(id).every(({ state }) => state !== "waiting") ? home.reports(id)[1] : null,
    );

    expect(home.reports(id)).toMatchObject([
      {
        sink: "target:nobody",
        state: "failed",
        lastError: "target:nobody is not in the settings (any more)",
      },
      { sink: "target:chat", state: "sent" },
    ]);
  });

  it("does not hold up another sink's reports", async () => {
    const home = await createHome({ hooks: [aHook("hook", { report: ["stuck", "chat"] })] });
    const owner = chat(home);
    owner.open();
    const stuck = aTarget("stuck", "sleep 60");
    const targets = [aTarget("echo", "cat > /dev/null; echo heard"), stuck, owner.target];
    await home.putConfig({ features: { commands: true }, targets });
    const daemon = await home.start();

    const first = await daemon.post("hook");
    const second = await daemon.post("hook");
    for (const { id } of [first, second])
      await daemon.until("chat hears of it", () => home.reports(id)[1]?.state === "sent");

    expect(home.reports(second.id)[0]?.state).toBe("waiting");
  });
});

describe("who is told", () => {
  it("the owner of every end, except what the owner's own chat answered itself", async () => {
    const home = await createHome({
      hooks: [
        aHook("wake", { to: ["chat"] }),
        aHook("other", { to: ["echo"] }),
        aHook("fails", { to: ["silent"] }),
        aHook("quietly", { to: ["silenced"] }),
      ],
      config: {
        features: { commands: true },
        owner: ["chat"],
        targets: [
          aTarget("chat", "cat > /dev/null; echo heard"),
          aTarget("echo", "cat > /dev/null; echo heard"),
          aTarget("silent", "cat > /dev/null"),
          aTarget("silenced", "cat > /dev/null; echo '[SILENT] nothing new'"),
        ],
      },
    });
    const daemon = await home.start();
    const sinksOf = async (hookId: string): Promise<string[]> => {
      const { id } = await daemon.post(hookId);
      await daemon.until(`${hookId} ends`, () => home.delivery(id)?.state === "done");
      return home.reports(id).map(({ sink }) => sink);
    };

    expect(await sinksOf("wake")).toEqual([]);
    expect(await sinksOf("other")).toEqual(["target:chat", "target:local"]);
    expect(await sinksOf("fails")).toEqual(["target:chat", "target:local"]);
    expect(await sinksOf("quietly")).toEqual([]);
  });
});

describe("a daemon that is killed while it reports", () => {
  it("sends the report after its restart, and leaves no second program of the old try", async () => {
    const home = await createHome({ hooks: [aHook("hook", { report: ["chat"] })] });
    const begun = path.join(home.folder, "begun");
    const echo = aTarget("echo", "cat > /dev/null; echo heard");
    const hangs = aTarget("chat", `echo > '${begun}'; sleep 300`);
    await home.putConfig({ features: { commands: true }, targets: [echo, hangs] });
    const first = await home.spawn();
    const { id } = await first.post("hook");
    await first.until("the try goes on", () => existsSync(begun));
    expect(home.delivery(id)?.status).toBe("success");
    await first.kill("SIGKILL");

    const owner = chat(home);
    owner.open();
    await home.putConfig({ features: { commands: true }, targets: [echo, owner.target] });
    const second = await home.spawn();
    await second.until("the report arrives", () => home.reports(id)[0]?.state === "sent");

    expect(owner.messages()).toContain("Hook hook: success");
    expect(home.runs(id)).toHaveLength(1);
    await second.kill("SIGTERM");
  });
});
