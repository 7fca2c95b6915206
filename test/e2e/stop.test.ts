// How the daemon's process ends: by SIGTERM with its runs, by a second signal at once.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { aHook, aTarget, createHome } from "./daemon-home.ts";
import { processesOf } from "./leftovers.ts";
import { untilFile } from "./programs.ts";

/** Signals that come closer together are one: a process group and its launcher both pass it on. */
const SAME_SIGNAL_MS = 600;
const AT_ONCE_MS = 2000;

async function gatedHome() {
  const home = await createHome({ hooks: [aHook("gated", { to: ["gated"] })] });
  const gate = path.join(home.folder, "gate");
  const gated = aTarget("gated", `cat > /dev/null; ${untilFile(gate)}; echo done`);
  await home.putConfig({ features: { commands: true }, targets: [gated] });
  const daemon = await home.spawn();
  const { id } = await daemon.post("gated");
  await daemon.until("it runs", () => home.runs(id)[0]?.pid);
  return { home, gate, daemon, id };
}

describe("SIGTERM", () => {
  it("closes the way in, lets the run end, and ends with 0", async () => {
    const { home, gate, daemon, id } = await gatedHome();

    process.kill(daemon.pid, "SIGTERM");
    await daemon.until("the way in is closed", () => closed(daemon.hooksUrl));
    expect(home.delivery(id)?.state).toBe("running");
    writeFileSync(gate, "");

    expect(await daemon.ended).toMatchObject({ code: 0, signal: null });
    expect(home.delivery(id)?.status).toBe("success");
  });

  it("twice ends it at once; the next start ends what it left and says interrupted", async () => {
    const { home, daemon, id } = await gatedHome();

    process.kill(daemon.pid, "SIGTERM");
    await daemon.until("the way in is closed", () => closed(daemon.hooksUrl));
    await new Promise((resolve) => setTimeout(resolve, SAME_SIGNAL_MS));
    process.kill(daemon.pid, "SIGTERM");
    const asked = performance.now();
    expect(await daemon.ended).toMatchObject({ code: 1 });
    expect(performance.now() - asked).toBeLessThan(AT_ONCE_MS);
    expect(home.delivery(id)?.state).toBe("running");
    expect(processesOf(home.folder)).not.toEqual([]);

    const next = await home.spawn();
    await next.until("its end", () => home.delivery(id)?.state === "done");

    expect(home.delivery(id)).toMatchObject({
      status: "error:interrupted",
      reason: "the daemon died while it ran; not run again by itself",
    });
    expect(processesOf(home.folder)).toEqual([next.pid]);
    await next.until("its report", () => home.reports(id)[0]?.state === "sent");
    expect(home.runs(id)).toHaveLength(1);
  });
});

describe("a stop through the admin API", () => {
  it("answers 202 and ends the process with 0", async () => {
    const home = await createHome();
    const daemon = await home.spawn();

    expect((await daemon.admin("POST", "/stop")).status).toBe(202);

    expect(await daemon.ended).toMatchObject({ code: 0 });
  });

  it("is the first stop: a SIGTERM after it ends the process at once", async () => {
    const { home, daemon, id } = await gatedHome();

    await daemon.admin("POST", "/stop");
    await daemon.until("the way in is closed", () => closed(daemon.hooksUrl));
    await new Promise((resolve) => setTimeout(resolve, SAME_SIGNAL_MS));
    process.kill(daemon.pid, "SIGTERM");
    const asked = performance.now();

    expect(await daemon.ended).toMatchObject({ code: 1 });
    expect(performance.now() - asked).toBeLessThan(AT_ONCE_MS);
    expect(home.delivery(id)?.state).toBe("running");

    const next = await home.spawn();
    await next.until("its end", () => home.delivery(id)?.state === "done");
    await next.until("its report", () => home.reports(id)[0]?.state === "sent");
    expect(processesOf(home.folder)).toEqual([next.pid]);
  });
});

async function closed(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    (response) => response.status === 503,
    () => true,
  );
}
