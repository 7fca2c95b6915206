// What can be wrong around a daemon: each with its own words and exit code, and nothing lost.

import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { appendFile, chmod, mkdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { aHook, aTarget, createHome, type DaemonHome } from "./daemon-home.ts";
import type { ChildEnd } from "./child-daemon.ts";
import type { Posted } from "./client.ts";
import { untilFile } from "./programs.ts";

/** What a failed start says as JSON. */
function words({ stdout }: ChildEnd) {
  return JSON.parse(stdout) as { error: string; message: string; hint: string };
}

const isRoot = process.getuid?.() === 0;

describe("a start that cannot be", () => {
  it("names the process of the daemon that holds this home already, and ends with 6", async () => {
    const home = await createHome();
    const first = await home.spawn();

    const second = await home.runToItsEnd();

    expect(second.code).toBe(6);
    expect(words(second)).toMatchObject({
      error: "daemon_running",
      message: `a daemon of ${home.paths.root} is running already: process ${first.pid}`,
    });
    expect((await first.admin("GET", "/status")).status).toBe(200);
  });

  it.each(["webhooks", "admin"])(
    "names the %s port that is taken, and ends with 6",
    async (section) => {
      const other = createServer().listen(0, "127.0.0.1");
      await once(other, "listening");
      onTestFinished(() => void other.close());
      const { port } = other.address() as { port: number };
      const home = await createHome({ config: { [section]: { port } } });

      const end = await home.runToItsEnd();

      expect(end.code).toBe(6);
      expect(words(end)).toMatchObject({
        error: "port_taken",
        message: `another program listens on 127.0.0.1 port ${port}`,
      });
      expect(words(end).hint).toContain(`wakehook config set ${section}.port`);
      expect(existsSync(home.paths.daemonFile)).toBe(false);
    },
  );

  const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
  const canBeNobody = !isRoot || tryRun([...nobody, "true"]);
  if (!canBeNobody) console.warn("SKIPPED: root without setpriv; no home is unwritable for root");

  it.skipIf(!canBeNobody)("says that the home cannot be used, and ends with 3", async () => {
    const home = await createHome();
    if (!isRoot) await chmod(home.folder, 0o500);

    const end = await home.runToItsEnd(
      isRoot ? { prefix: nobody } : { home: path.join(home.folder, "new") },
    );
    await chmod(home.folder, 0o700);

    expect(end.code).toBe(3);
    expect(words(end)).toMatchObject({ error: "home_unusable" });
    expect(words(end).hint).toContain("WAKEHOOK_HOME");
  });

  it("gives the chmod line where others may read the home, and ends with 3", async () => {
    const home = await createHome();
    await chmod(home.paths.root, 0o755);

    const end = await home.runToItsEnd();

    expect(end.code).toBe(3);
    expect(words(end)).toMatchObject({
      error: "permissions_too_wide",
      hint: expect.stringContaining(`chmod 700 '${home.paths.root}'`) as unknown,
    });
  });
});

function tryRun([program = "", ...parameters]: readonly string[]): boolean {
  try {
    execFileSync(program, parameters, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Puts the home on a disk of its own that is soon full; false where this user may not. */
async function onTinyDisk(home: DaemonHome): Promise<boolean> {
  const { root, tasksFolder } = home.paths;
  if (!tryRun(["mount", "-t", "tmpfs", "-o", "size=3m,mode=700", "tmpfs", root])) return false;
  home.defer(() => {
    execFileSync("umount", ["-l", root]);
    return Promise.resolve();
  });
  await mkdir(tasksFolder, { mode: 0o700 });
  return true;
}

async function fill(file: string): Promise<void> {
  const block = Buffer.alloc(4096);
  for (;;) {
    try {
      await appendFile(file, block, { mode: 0o600 });
    } catch {
      return;
    }
  }
}

describe("a full disk", () => {
  it("is answered with 503 and Retry-After, loses nothing, and is over when there is space", async (test) => {
    const home = await createHome();
    if (!(await onTinyDisk(home))) {
      const why = "this user may not mount a small disk; the full disk is not tried";
      console.warn(`SKIPPED: ${why}`);
      test.skip(why);
    }
    const gate = path.join(home.folder, "gate");
    await home.putConfig({
      features: { commands: true },
      targets: [
        aTarget("echo", "cat > /dev/null; echo heard"),
        aTarget("gated", `cat > /dev/null; ${untilFile(gate)}; echo done`),
      ],
    });
    await home.putHooks([aHook("hook"), aHook("gated", { to: ["gated"] })]);
    const daemon = await home.start();
    const running = await daemon.post("gated");
    await daemon.until("it runs", () => home.runs(running.id)[0]?.pid);

    const ballast = path.join(home.paths.root, "ballast");
    await fill(ballast);
    const filling = "x".repeat(100_000);
    const refused: Posted[] = [];
    const accepted: Posted[] = [];
    for (let post = 0; refused.length < 3 && post < 60; post++) {
      const posted = await daemon.post("hook", { filling });
      (posted.status === 202 ? accepted : refused).push(posted);
      await fill(ballast);
    }
    writeFileSync(gate, "");
    expect(refused).toHaveLength(3);
    for (const { status, answer, headers } of refused) {
      expect([status, answer["error"]]).toEqual([503, "storage_unavailable"]);
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect((await fetch(`${daemon.hooksUrl}/health`)).status).toBe(200);
    await rm(ballast);

    // Its words may have had no room on the disk either; that it ended is not lost.
    await daemon.until("the run's end is written", () => {
      return home.runs(running.id)[0]?.state === "done";
    });
    const after = await daemon.post("hook", { filling: "y" });
    expect(after.status).toBe(202);
    for (const { id } of [...accepted, after])
      await daemon.until(`${id} ends`, () => home.delivery(id)?.state === "done");
    expect(home.delivery(after.id)?.status).toBe("success");
  });
});
