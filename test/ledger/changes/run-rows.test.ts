import { expect, it } from "vitest";
import {
  aDelivery,
  deliveryId,
  HOOK,
  LIMITS,
  runId,
  START,
  startedRun,
  tempLedger,
} from "../temp-ledger.ts";

async function runningLedger() {
  const temp = tempLedger();
  const ledger = temp.open();
  await ledger.accept(aDelivery(1), LIMITS);
  ledger.startRun(startedRun(1, deliveryId(1)));
  return { temp, ledger };
}

it("writes the run and the delivery's state before it returns", async () => {
  const { ledger } = await runningLedger();

  expect(ledger.run(runId(1))).toMatchObject({ state: "running", attempt: 1, hookId: HOOK });
  expect(ledger.delivery(deliveryId(1))).toMatchObject({ state: "running", attempts: 1 });
  expect(ledger.waitingCount()).toBe(0);
});

it("keeps every field of an outcome", async () => {
  const { ledger } = await runningLedger();
  const outcome = {
    status: "error:exit_3" as const,
    reason: "why",
    answer: "words \u0000 and more",
    agent: "claude",
    exitCode: 3,
    signal: "SIGTERM",
    sessionId: "session",
    costUsd: 0.125,
    turns: 4,
    deniedTools: ["Bash", "Write"],
    folder: "/tmp/x",
  };

  const run = ledger.finishRun(runId(1), outcome, START + 5, { kind: "done" }, []);

  expect(run).toMatchObject({ ...outcome, state: "done", endedAt: START + 5 });
  expect(ledger.run(runId(1))).toEqual(run);
  expect(ledger.delivery(deliveryId(1))).toMatchObject({
    state: "done",
    status: "error:exit_3",
    reason: "why",
    updatedAt: START + 5,
  });
});

it("takes an outcome with odd numbers", async () => {
  const { ledger } = await runningLedger();
  const outcome = { status: "success", turns: 1.5, costUsd: Number.NaN } as const;
  expect(ledger.finishRun(runId(1), outcome, START, { kind: "done" }, [])).toMatchObject({
    turns: 1.5,
    costUsd: null,
    tokensIn: null,
    tokensOut: null,
  });
});

it.each([
  ["ends", { kind: "done" }, { state: "done", status: "success" }, 0],
  [
    "waits again",
    { kind: "requeue", reason: "r", notBefore: START + 9 },
    { state: "queued", status: null, notBefore: START + 9 },
    1,
  ],
  [
    "is held",
    { kind: "hold", status: "held:agent", reason: "r", until: START + 9 },
    { state: "held", status: "held:agent", heldSince: START + 5, heldUntil: START + 9 },
    1,
  ],
] as const)("lets the delivery go on: it %s", async (_, after, expected, waiting) => {
  const { ledger } = await runningLedger();

  ledger.finishRun(runId(1), { status: "success" }, START + 5, after, []);

  expect(ledger.delivery(deliveryId(1))).toMatchObject(expected);
  expect(ledger.waitingCount()).toBe(waiting);
});

it("cuts an answer to 64 kB between characters", async () => {
  const { ledger } = await runningLedger();
  const answer = `x${"ä".repeat(65_536)}`;

  const run = ledger.finishRun(
    runId(1),
    { status: "success", answer },
    START,
    { kind: "done" },
    [],
  );

  expect(Buffer.byteLength(run.answer ?? "")).toBe(65_535);
  expect(run.answer?.endsWith("ä")).toBe(true);
});

it("refuses to end a run twice, and changes nothing", async () => {
  const { ledger } = await runningLedger();
  const report = { sink: "log", payload: "{}" };
  ledger.finishRun(runId(1), { status: "success" }, START, { kind: "done" }, [report]);

  expect(() =>
    ledger.finishRun(runId(1), { status: "error:stopped" }, START, { kind: "done" }, [report]),
  ).toThrow(expect.objectContaining({ code: "refused" }));

  expect(ledger.run(runId(1))?.status).toBe("success");
  expect(ledger.reports(deliveryId(1))).toHaveLength(1);
});

it("undoes the outcome where a report cannot be written", async () => {
  const { ledger } = await runningLedger();
  const broken = { sink: "log", payload: null as never };

  expect(() =>
    ledger.finishRun(runId(1), { status: "success" }, START, { kind: "done" }, [broken]),
  ).toThrow();

  expect(ledger.run(runId(1))?.state).toBe("running");
  expect(ledger.delivery(deliveryId(1))?.state).toBe("running");
});

it("shows a dead daemon's runs with what identifies their process", async () => {
  const { temp, ledger } = await runningLedger();
  ledger.setProcess(runId(1), 4242, "boot:77");
  ledger.close();

  const next = temp.open();

  expect(next.unfinishedRuns()).toEqual([
    {
      run: expect.objectContaining({ id: runId(1), pid: 4242 }) as object,
      processStart: "boot:77",
    },
  ]);
});

it("remembers no process of a run that has ended", async () => {
  const { ledger } = await runningLedger();
  ledger.finishRun(runId(1), { status: "success" }, START, { kind: "done" }, []);
  expect(() => ledger.setProcess(runId(1), 1, "x")).toThrow(
    expect.objectContaining({ code: "refused" }),
  );
});

it("counts runs of an entity since an instant", async () => {
  const temp = tempLedger();
  const ledger = temp.open();
  const entities = ["a", "a", "b", null];
  for (const [number, entity] of entities.entries()) {
    await ledger.accept(aDelivery(number, { entity }), LIMITS);
    ledger.startRun({ ...startedRun(number, deliveryId(number)), startedAt: START + number });
  }

  expect(ledger.runsBetween(HOOK, "a", START, START + 9)).toBe(2);
  expect(ledger.runsBetween(HOOK, "a", START + 1, START + 9)).toBe(1);
  expect(ledger.runsBetween("other" as never, "a", START, START + 9)).toBe(0);
});

it("counts the attempts of one delivery once: a fuse is for what comes again, not for what is tried again", async () => {
  const { ledger } = await runningLedger();
  const { entity } = ledger.delivery(deliveryId(1)) ?? {};
  const again = { kind: "requeue", reason: "r", notBefore: START } as const;
  ledger.finishRun(runId(1), { status: "error:unreachable" }, START, again, []);
  ledger.startRun({ ...startedRun(2, deliveryId(1)), startedAt: START + 1 });

  expect(ledger.runs({ deliveryId: deliveryId(1) })).toHaveLength(2);
  expect(ledger.runsBetween(HOOK, entity ?? "", 0, START + 9)).toBe(1);
});
