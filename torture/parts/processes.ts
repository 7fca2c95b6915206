// Programs that leave children, timeouts, floods, kill -9 and stops: afterwards there is no process, zombie, temporary
// file, socket or descriptor more than before. Right after a kill -9 the check has to find something.

import { connect } from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { LiveChild } from "../../test/e2e/open-home.ts";
import { descriptorsOf, leftBehind } from "../left-behind.ts";
import type { Part, Row } from "../part.ts";
import { leftRow, openBench, start, untilQuiet, type Bench } from "../processes/bench.ts";
import { BRIEF, ENDLESS, UNRULY, type Unruly } from "../processes/unruly.ts";

const TIMES = { short: 1, long: 10 };
/** A client's idle connections are closed within this time. */
const IDLE_MS = 15_000;

/** What runs leave behind. */
export const processes: Part = {
  name: "processes",
  title: "programs that leave children behind, timeouts, kill -9 and stops",
  async run(context) {
    const bench = await openBench(context, TIMES[context.scale]);
    const rows: Row[] = [];
    const daemon = await bench.spawn();
    const programs = UNRULY.filter(({ isSlow }) => isSlow !== true || context.scale === "long");
    // The first run of each kind opens what stays open: files that are read late, a client's connections.
    for (const { name } of programs) await daemon.post(name);
    await untilQuiet(bench);
    await stopRuns({ ...bench, times: 1 }, daemon);
    const before = descriptorsOf(daemon.pid);
    for (const unruly of programs)
      rows.push(await runUnruly(bench, daemon, { unruly, times: TIMES[context.scale] }));
    rows.push(await stopRuns(bench, daemon));
    rows.push(await countDescriptors(daemon, before, rows));
    rows.push(...(await killDaemon(bench, daemon)));
    rows.push(await stopDaemon(bench, BRIEF, "SIGTERM while a program runs that ends soon"));
    if (context.scale === "long")
      rows.push(
        await stopDaemon(bench, ENDLESS.target, "SIGTERM while a program goes on for minutes"),
      );
    return rows;
  },
};

async function runUnruly(
  bench: Bench,
  daemon: LiveChild,
  { unruly, times }: { readonly unruly: Unruly; readonly times: number },
): Promise<Row> {
  const ids: string[] = [];
  for (let time = 0; time < times; time += 1) ids.push((await daemon.post(unruly.name)).id);
  await untilQuiet(bench);
  const statuses = new Set(ids.map((id) => bench.home.delivery(id)?.status));
  const row = await leftRow(bench, daemon.pid, { fault: unruly.fault, times });
  const asExpected = statuses.size === 1 && statuses.has(unruly.status as never);
  return {
    ...row,
    seen: `${row.seen}; ended as ${[...statuses].join(", ")}`,
    kept: row.kept && asExpected,
  };
}

/** The owner stops runs that go on for minutes. */
async function stopRuns(bench: Bench, daemon: LiveChild): Promise<Row> {
  for (let time = 0; time < bench.times; time += 1) {
    const run = await start(bench, daemon, ENDLESS.target);
    await daemon.admin("POST", `/runs/${run}/stop`);
    await untilQuiet(bench);
  }
  const fault = "the owner stops a run";
  return leftRow(bench, daemon.pid, { fault, times: bench.times });
}

async function countDescriptors(
  daemon: LiveChild,
  before: ReturnType<typeof descriptorsOf>,
  rows: readonly Row[],
): Promise<Row> {
  const latest = performance.now() + IDLE_MS;
  let after = descriptorsOf(daemon.pid);
  const isMore = (): boolean =>
    before !== null &&
    after !== null &&
    (after.files > before.files || after.sockets > before.sockets);
  while (isMore() && performance.now() < latest) {
    await sleep(100);
    after = descriptorsOf(daemon.pid);
  }
  return {
    fault: "all of these, one after the other",
    times: rows.reduce((sum, row) => sum + row.times, 0),
    promised: "no descriptor and no socket more than before",
    seen: `files ${before?.files} -> ${after?.files}, sockets ${before?.sockets} -> ${after?.sockets}`,
    kept: !isMore(),
  };
}

/** The daemon dies while programs run; right after it the check must find them. */
async function killDaemon(bench: Bench, first: LiveChild): Promise<Row[]> {
  let daemon = first;
  let found = 0;
  for (let time = 0; time < bench.times; time += 1) {
    await start(bench, daemon, ENDLESS.target);
    await start(bench, daemon, ENDLESS.agent);
    await daemon.kill("SIGKILL");
    await daemon.close();
    found += leftBehind(bench.home).length;
    daemon = await bench.spawn();
    await untilQuiet(bench);
  }
  const times = bench.times;
  const row = await leftRow(bench, daemon.pid, {
    fault: "kill -9 of the daemon while programs run; the next start",
    times,
  });
  await daemon.kill("SIGTERM");
  await daemon.close();
  const control = {
    fault: "control: right after that kill -9, before the next start",
    times,
    promised: "fails this check",
    seen: `${found} processes and files found`,
    kept: found >= 2 * times,
  };
  return [row, control];
}

/** The daemon is told to stop while a program runs. */
async function stopDaemon(bench: Bench, hookId: string, fault: string): Promise<Row> {
  const daemon = await bench.spawn();
  await untilQuiet(bench);
  await start(bench, daemon, hookId);
  const { port } = new URL(daemon.hooksUrl);
  await daemon.kill("SIGTERM");
  await daemon.close();
  const isOpen = await accepts(Number(port));
  const row = await leftRow(bench, undefined, { fault, times: 1 });
  const words = isOpen ? "the port is still open" : "the port is closed";
  return { ...row, seen: `${row.seen}; ${words}`, kept: row.kept && !isOpen };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false; // refused
  } finally {
    socket.destroy();
  }
}
