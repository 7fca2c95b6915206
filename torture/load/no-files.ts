// No descriptor is left: through more connections than there may be files, and by a limit that is lowered
// while the daemon runs.

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { Agent } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { aTarget } from "../../test/e2e/open-home.ts";
import type { Row, TortureContext } from "../part.ts";
import { lostOf, NO_LIMITS, openBench, type LoadBench, type LoadFault } from "./load-bench.ts";
import { isServed, probeWords, startProbe } from "./probe.ts";
import { openSilent } from "./silent-sockets.ts";
import { postSigned, signedHook, type SignedAnswer } from "./signed-post.ts";
import { waitUntil } from "./wait-until.ts";

const FEW_FILES = 128;
const SOCKETS = 400;
const FLOODED_MS = { short: 500, long: 8000 };
const POSTS = 20;
const SOON_MS = 15_000;

/** More connections than the process may have files. */
export const manyConnections: LoadFault = async (context) => {
  const { home, daemon } = await openBench(
    context,
    { hooks: [signedHook("probe")], config: { webhooks: NO_LIMITS } },
    { prefix: ["sh", "-c", `ulimit -n ${FEW_FILES}; exec "$@"`, "sh"] },
  );
  const probe = startProbe(daemon.hooksUrl, "probe");
  const silent = await openSilent(daemon.hooksUrl, SOCKETS, { first: "" });
  await pause(FLOODED_MS[context.scale]);
  const probed = await probe.stop();
  silent.close();
  const lost = lostOf(home, probed.accepted);
  return [
    {
      fault: `${SOCKETS} connections, ${FEW_FILES} files may be open`,
      times: SOCKETS,
      promised: "served meanwhile; nothing acknowledged is lost",
      seen: `${probeWords(probed)}, ${lost} lost`,
      kept: isServed(probed) && lost === 0,
    },
  ];
};

/** Not one descriptor more: accepts, a reload and a run meanwhile, and after. */
export const noFiles: LoadFault = async (context) => {
  if (!canLimit()) {
    context.skip("no descriptor is left", "there is no program prlimit");
    return [];
  }
  const bench = await openBench(context, {
    hooks: hooksOf(["probe", "runner"]),
    config: {
      webhooks: NO_LIMITS,
      features: { commands: true },
      targets: [aTarget("echo", "cat >/dev/null; echo ok")],
    },
  });
  return [await exhaust(context, bench)];
};

async function exhaust(context: TortureContext, bench: LoadBench): Promise<Row> {
  const { home, daemon } = bench;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  context.after(() => agent.destroy());
  const post = (hookId: string, key: string): Promise<SignedAnswer> =>
    postSigned({ url: daemon.hooksUrl, hookId, key, agent });
  await post("probe", "before");
  const restore = takeAllFiles(daemon.pid);
  context.after(restore);
  const answers: SignedAnswer[] = [];
  for (let number = 0; number < POSTS; number++) answers.push(await post("probe", `no-${number}`));
  const run = await post("runner", "run");
  await home.putHooks(hooksOf(["probe", "runner", "late"]));
  const hasEnded = await waitUntil(
    SOON_MS,
    () => home.delivery(run.deliveryId ?? "")?.state === "done",
  );
  const { status = "none", reason = "" } = home.delivery(run.deliveryId ?? "") ?? {};
  restore();

  const isBack = await waitUntil(
    SOON_MS,
    async () => (await fetchStatus(`${daemon.hooksUrl}/health`)) === 200,
  );
  const isReloaded = await waitUntil(
    SOON_MS,
    async () => (await post("late", "late")).status === 202,
  );
  const again = await post("runner", "again");
  const runs = await waitUntil(
    SOON_MS,
    () => home.delivery(again.deliveryId ?? "")?.status === "success",
  );
  const accepted = answers.flatMap(({ deliveryId }) => deliveryId ?? []);
  const isClear = [...answers, run].every((one) => one.status === 202 || one.status === 503);
  const lost = lostOf(home, accepted);
  return {
    fault: "no descriptor left: accepts, a reload and a run",
    times: answers.length + 1,
    promised: "202 or 503; clear statuses; all works again by itself; nothing is lost",
    seen: [
      `${accepted.length} of ${POSTS} answered 202, ${lost} lost`,
      `the run: ${status ?? "none"} (${reason ?? ""})`,
      `afterwards ${yes(isBack, "connections")}, ${yes(isReloaded, "the reload")}, ${yes(runs, "runs")}`,
    ].join("; "),
    kept: isClear && lost === 0 && hasEnded && isBack && isReloaded && runs,
  };
}

function hooksOf(ids: readonly string[]): Array<Record<string, unknown>> {
  return ids.map((id) => signedHook(id, id === "runner" ? { events: null } : {}));
}

/** Lowers the limit to the first number that is free; returns what undoes it. */
function takeAllFiles(pid: number): () => void {
  const used = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  let free = 0;
  while (used.has(free)) free++;
  limitFiles(pid, free);
  return () => limitFiles(pid, 4096);
}

function limitFiles(pid: number, soft: number): void {
  try {
    execFileSync("prlimit", ["--pid", String(pid), `--nofile=${soft}:`], { stdio: "pipe" });
  } catch (thrown) {
    // Undone at the end of the part too, when the daemon is gone.
    if (isAlive(pid)) throw thrown;
  }
}

function isAlive(pid: number): boolean {
  return readdirSync("/proc").includes(String(pid));
}

function canLimit(): boolean {
  try {
    execFileSync("prlimit", ["--version"], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

async function fetchStatus(url: string): Promise<number> {
  try {
    return (await fetch(url)).status;
  } catch {
    return 0;
  }
}

function yes(isSo: boolean, what: string): string {
  return isSo ? what : `NOT ${what}`;
}
