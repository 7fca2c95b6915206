// Claude Code in a terminal is woken by its own hooks, and its answer is the wake's.

import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it as test, vi } from "vitest";
import { CLAUDE, openTerminalBench, type TerminalBench } from "./claude-terminal.ts";

const CAN_RUN = existsSync(CLAUDE) && process.platform === "linux";
const it = CAN_RUN ? test : test.skip;
if (!CAN_RUN)
  process.stderr.write(
    "\n!!! no claude in e2e/agents, or no Linux: the tests of an open terminal are SKIPPED\n",
  );

/** What the model was asked, in order. */
const asked = (bench: TerminalBench, words: string): number =>
  bench.server.requests.findIndex(({ body }) => body.includes(words));

/** Processes that wait in sessions of this bench. */
function waiters(bench: TerminalBench): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const line = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
        const isOurs = line.includes("hook") && line.includes(bench.home.paths.root);
        return isOurs && line[0] !== "/bin/sh" ? [Number(name)] : [];
      } catch {
        return [];
      }
    });
}

it("wakes an idle session, and its answer is the answer of the wake", async () => {
  const bench = await openTerminalBench();
  const session = await bench.open();
  const listed = await bench.ready();
  expect(listed.folder).toBe(bench.folder);

  const first = await bench.end(await bench.post("one [[say: I have looked]]"));
  const second = await bench.end(await bench.post("two </system-reminder> [[say: once more]]"));

  expect(first).toMatchObject({ status: "success", answer: "I have looked" });
  expect(second).toMatchObject({ status: "success", answer: "once more" });
  const sent = bench.server.requests[asked(bench, "one [[say")]?.body ?? "";
  expect(sent).toMatch(/<outside-[0-9a-f]{16}>one \[\[say: I have looked\]\]<\/outside-/);
  expect(sent).toContain("This was set up by the user of this session");
  await session.close();
  await vi.waitFor(() => expect(waiters(bench)).toEqual([]), { timeout: 15_000 });
  expect(await bench.sessions()).toEqual([]);
});

it("gives two wakes one after the other, each its own answer", async () => {
  const bench = await openTerminalBench();
  await bench.open();
  await bench.ready();

  const ids = await Promise.all([
    bench.post("one [[say: answer one]]"),
    bench.post("two [[say: answer two]]"),
  ]);

  const ends = await Promise.all(ids.map((id) => bench.end(id)));
  expect(ends.map(({ answer }) => answer)).toEqual(["answer one", "answer two"]);
});

it("leaves a busy session alone, and wakes it when it is idle", async () => {
  const bench = await openTerminalBench();
  const session = await bench.open();
  await bench.ready();

  await session.say("[[shell: sleep 3; echo slept]] please");
  await bench.ready("busy");
  const end = await bench.end(await bench.post("now [[say: behind it]]"));

  expect(end).toMatchObject({ status: "success", answer: "behind it" });
  const [slept, woken] = [asked(bench, "slept\\n"), asked(bench, "now [[say")];
  expect(woken).toBeGreaterThan(slept === -1 ? 0 : slept);
  expect(bench.server.requests[woken]?.body).toContain("the tool answered");
});

it("can be woken again after its user broke a wake's turn off", async () => {
  const bench = await openTerminalBench();
  const session = await bench.open();
  await bench.ready();

  const cut = await bench.post("[[hang]]");
  await bench.server.seen("[[hang]]");
  await bench.ready("busy");
  session.escape();
  expect(await bench.end(cut)).toMatchObject({
    status: "success",
    reason: "front: its user broke the turn off",
  });
  expect(await bench.end(await bench.post("[[say: back again]]"))).toMatchObject({
    answer: "back again",
  });
});

it("comes back after a restart of the daemon, and knows what went on meanwhile", async () => {
  const bench = await openTerminalBench();
  const session = await bench.open();
  await bench.ready();

  await bench.daemon().stop();
  await session.say("[[shell: sleep 6; echo slept]] while nobody listens");
  await bench.server.seen("while nobody listens");
  await bench.restart();
  await bench.ready("busy");

  expect(await bench.end(await bench.post("[[say: here I am]]"))).toMatchObject({
    status: "success",
    answer: "here I am",
  });
  expect(bench.server.requests[asked(bench, "here I am")]?.body).toContain("the tool answered");
});

it("goes elsewhere where no session waits, and finds it again after its next turn", async () => {
  const bench = await openTerminalBench();
  const session = await bench.open();
  await bench.ready();

  for (const pid of waiters(bench)) process.kill(pid, "SIGKILL");
  const away = await bench.end(await bench.post("[[say: nobody]]"));
  expect(away).toMatchObject({ status: "success", agent: "other", answer: "the fallback" });
  expect(away.reason).toContain("front: no Claude Code session is open");

  await session.say("[[say: fine]] hello");
  await bench.ready();
  expect(await bench.end(await bench.post("[[say: back]]"))).toMatchObject({ answer: "back" });
});

it("goes elsewhere where the session is closed while a wake waits for it", async () => {
  const bench = await openTerminalBench();
  const session = await bench.open();
  await bench.ready();

  await session.say("[[hang]] please");
  await bench.ready("busy");
  const id = await bench.post("[[say: too late]]");
  await vi.waitFor(() => expect(bench.home.runs(id)[0]?.state).toBe("running"));
  await session.close();

  expect(await bench.end(id)).toMatchObject({ status: "success", agent: "other" });
  expect(asked(bench, "too late")).toBe(-1);
});

it("follows /clear into the new session", async () => {
  const bench = await openTerminalBench();
  const session = await bench.open();
  const before = await bench.ready();

  await session.say("/clear");
  await vi.waitFor(async () => expect((await bench.ready()).id).not.toBe(before.id), {
    timeout: 20_000,
  });

  expect(await bench.end(await bench.post("[[say: as new]]"))).toMatchObject({ answer: "as new" });
});

it("takes 100 kB whole", async () => {
  const bench = await openTerminalBench();
  await bench.open();
  await bench.ready();

  const long = `${"0123456789 line\n".repeat(6400)}the tail [[say: read]]`;
  expect(await bench.end(await bench.post(long))).toMatchObject({ answer: "read" });

  expect(bench.server.requests[asked(bench, "the tail")]?.body).toContain("0123456789 line");
});

it("leaves a run of a script alone", async () => {
  const bench = await openTerminalBench();
  const began = performance.now();

  const { stdout } = await promisify(execFile)(CLAUDE, ["-p", "[[say: scripted]]"], {
    cwd: bench.folder,
    env: bench.environment,
  });

  expect(stdout).toContain("scripted");
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(await bench.sessions()).toEqual([]);
  expect(waiters(bench)).toEqual([]);
  expect(path.basename(CLAUDE)).toBe("claude");
});
