// One day of a busy owner, in seconds: 500 events, and everything that may hold them up. What ran, when and why
// stands in day.txt, for people to read; a difference there is a change of what wakehook does.

import { expect, it } from "vitest";
import type { RunOutcome } from "../../src/core/records/run.ts";
import type { DeliveryId } from "../../src/core/records/ids.ts";
import { systemRandomness } from "../../src/system/randomness.ts";
import { tempLedger } from "../ledger/temp-ledger.ts";
import { createDayLog } from "./day-log.ts";
import { mortalClock } from "./mortal-clock.ts";
import { nextWorld, openWorld, type GoingRun, type World } from "./world.ts";

const MINUTE = 60_000;
const MORNING = Date.parse("2026-11-21T07:59:00Z");
const NIGHT = { quiet_start: 22, quiet_end: 7 };
const HOOKS = {
  fix: {
    ...NIGHT,
    quiet_policy: "defer",
    mode: "cron_task",
    provider: "claude",
    max_concurrent: 2,
    coalesce: { window_seconds: 300, max_wait_seconds: 900 },
  },
  deploy: {
    ...NIGHT,
    budget: { runs_per_day: 6 },
    retry: { max_attempts: 2, on: ["error:timeout"], backoff_seconds: 120 },
  },
  review: {
    mode: "cron_task",
    provider: "codex",
    approval: "payload.stranger",
    approval_ttl_seconds: 7200,
    fuse: { runs: 3, within_seconds: 3600 },
  },
};
const TAKES_MINUTES = { fix: 3, deploy: 2, review: 4 };

/** The day so far. */
interface Day {
  world: World;
  readonly clock: ReturnType<typeof mortalClock>;
  readonly log: ReturnType<typeof createDayLog>;
  readonly accepted: DeliveryId[];
}

/** What is done at which time; the same time twice is done in this order. */
const SCRIPT: ReadonlyArray<readonly [time: string, act: (day: Day) => unknown]> = [
  ["08:00", (day) => burst(day, 60)],
  ["09:00", (day) => post(day, "deploy", "v1")],
  ["09:30", (day) => post(day, "deploy", "v2")],
  ["10:00", (day) => burst(day, 60)],
  ["12:00", (day) => burst(day, 60)],
  ["12:30", (day) => post(day, "deploy", "v3")],
  ["12:30", (day) => post(day, "deploy", "v4", { priority: "low" })],
  ["12:30", (day) => post(day, "deploy", "v5", { priority: "critical" })],
  ["13:00", (day) => post(day, "deploy", "v6")],
  ["13:20", (day) => post(day, "deploy", "v7")],
  [
    "13:30",
    (day) =>
      owner(day, "budget raise deploy", ({ dispatcher }) =>
        dispatcher.raiseBudget("deploy" as never, { runs: 1, usd: 0 }),
      ),
  ],
  ["14:00", (day) => burst(day, 60)],
  ["15:00", (day) => post(day, "review", "pr#1", STRANGER)],
  ["15:05", (day) => post(day, "review", "pr#2", STRANGER)],
  [
    "15:10",
    (day) =>
      owner(day, "approve pr#1 --read-only", ({ dispatcher }) =>
        dispatcher.approve(idOf(day, "pr#1"), "read_only"),
      ),
  ],
  ["16:00", (day) => burst(day, 60)],
  [
    "16:03",
    (day) =>
      owner(day, "pause fix for 27 minutes", ({ dispatcher, clock }) =>
        dispatcher.pause("hook", "fix", clock.now() + 27 * MINUTE),
      ),
  ],
  ["17:30", (day) => post(day, "review", "pr#9")],
  ["18:00", (day) => burst(day, 60)],
  ["18:08", (day) => again(day, "crash")],
  [
    "19:00",
    (day) =>
      post(day, "fix", "repo#1", {
        causedBy: day.world.ledger.runs({ hookId: "fix", limit: 1 })[0]?.id,
      }),
  ],
  ["20:00", (day) => burst(day, 72)],
  ["20:02", (day) => again(day, "stop")],
  ...["22:00", "23:00", "00:00", "01:00", "02:00", "03:00", "04:00", "05:00", "06:00"].flatMap(
    (time) => [[time, night] as const],
  ),
];
const STRANGER = { body: Buffer.from('{"stranger":true}') };

it("goes as written in day.txt", { timeout: 60_000 }, async () => {
  const day = await begin();
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    await day.world.advance(MINUTE);
    await endRuns(day);
    const time = new Date(day.clock.now()).toISOString().slice(11, 16);
    for (const [at, act] of SCRIPT) if (at === time) await act(day);
    await day.world.settle();
  }

  expect(day.accepted).toHaveLength(500);
  const states = day.accepted.map((id) => day.world.get(id).state);
  expect(states.filter((state) => state !== "done")).toEqual(["held"]);
  const table = day.log.lines((id) => day.world.get(id));
  const text = [...table, "", "What the owner was told:", ...told(day), ""].join("\n");
  await expect(text).toMatchFileSnapshot("day.txt");
});

async function begin(): Promise<Day> {
  const temp = tempLedger();
  const clock = mortalClock(temp.clock);
  clock.advance(MORNING - clock.now());
  const log = createDayLog(() => clock.now());
  const isLoginBack = (): boolean => clock.now() >= Date.parse("2026-11-21T14:40:00Z");
  const world = openWorld(
    {
      clock,
      emit: (event) => log.emit(event),
      randomness: { ...systemRandomness, fraction: () => 0.5 },
      probe: () => Promise.resolve(isLoginBack() ? "works" : "auth"),
    },
    { temp, clock: temp.clock, number: 0 },
  );
  for (const [id, fields] of Object.entries(HOOKS)) world.putHook(id, fields);
  world.putCondition(
    "review",
    "approval",
    ({ payload }) => (payload as { stranger?: boolean }).stranger === true,
  );
  await world.dispatcher.start();
  return { world, clock, log, accepted: [] };
}

async function post(day: Day, hook: keyof typeof HOOKS, entity: string, more = {}): Promise<void> {
  day.accepted.push(await day.world.post(hook, { entity, ...more }));
}

/** Events on four issues, all within a minute. */
async function burst(day: Day, count: number): Promise<void> {
  day.log.say(`${count} events on 4 issues for fix`);
  for (let n = 0; n < count; n += 1) await post(day, "fix", `repo#${(n % 4) + 1}`);
}

async function night(day: Day): Promise<void> {
  for (const entity of ["repo#1", "repo#2", "repo#1", "repo#2"]) await post(day, "fix", entity);
  for (const entity of ["n1", "n2"]) await post(day, "deploy", entity);
}

async function owner(day: Day, words: string, act: (world: World) => unknown): Promise<void> {
  day.log.say(`owner: ${words}`);
  act(day.world);
  await day.world.settle();
}

async function again(day: Day, end: "stop" | "crash"): Promise<void> {
  day.log.say(end === "crash" ? "the daemon crashes, and starts again" : "the daemon is restarted");
  if (end === "crash") day.clock.forgetTimers();
  day.world = await nextWorld(day.world, end);
}

function idOf({ world, accepted }: Day, entity: string): DeliveryId {
  const id = accepted.find((one) => world.get(one).entity === entity);
  if (id === undefined) throw new Error(`nothing on ${entity}`);
  return id;
}

/** Runs that have taken their time come to their end; an agent on pr#9 is answered by another. */
async function endRuns(day: Day): Promise<void> {
  // In the order of their start: which of two has made its folder first is the disk's affair.
  const over = day.world.going.filter((one) => isOver(day, one));
  for (const run of over.toSorted((a, b) =>
    a.request.delivery.id < b.request.delivery.id ? -1 : 1,
  )) {
    const { entity } = run.request.delivery;
    await run.end(outcomeOf(day, run));
    if (entity === "pr#9") await post(day, "review", "pr#9");
  }
}

function isOver({ world, clock }: Day, { request: { delivery, runId } }: GoingRun): boolean {
  const minutes = TAKES_MINUTES[delivery.hookId as string as keyof typeof HOOKS];
  return clock.now() - (world.ledger.run(runId)?.startedAt ?? 0) >= minutes * MINUTE;
}

function outcomeOf({ clock }: Day, { request: { delivery } }: GoingRun): RunOutcome {
  const hour = new Date(clock.now()).getUTCHours();
  const isFix = delivery.hookId === "fix";
  const limitEnds = Date.parse("2026-11-21T11:00:00Z");
  if (isFix && hour === 10)
    return { status: "error:limit_claude", untouched: true, retryAt: limitEnds };
  if (isFix && hour === 14 && clock.now() < Date.parse("2026-11-21T14:40:00Z"))
    return { status: "error:auth_claude", untouched: true };
  if (delivery.entity === "v2" && delivery.attempts === 0) return { status: "error:timeout" };
  return { status: "success" };
}

/** Every message, oldest first; ends of runs that succeeded are counted. */
function told({ world }: Day): string[] {
  const all = world.ledger
    .outbox({ limit: 1000 })
    .toReversed()
    .map(({ payload }) => {
      const { title, status, entity, notice, text } = JSON.parse(payload) as Record<string, string>;
      return notice === undefined
        ? `${title ?? ""} ${entity ?? ""}: ${status ?? ""}`
        : `${notice}: ${title ?? ""}: ${text?.split("\n")[0]?.slice(0, 100) ?? ""}`;
    });
  const good = all.filter((words) => words.endsWith(": success"));
  return [`${good.length} runs that succeeded`, ...all.filter((words) => !good.includes(words))];
}
