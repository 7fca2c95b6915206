import { expect, it } from "vitest";
import { entityPauseName, type Pause } from "../../../src/core/admission/pause.ts";
import { openLedgerReader } from "../../../src/ledger/reading/open-reader.ts";
import { START, tempLedger, waitingReports } from "../temp-ledger.ts";

const REPORT = { sink: "log", payload: "{}" };
const ALL: Pause = {
  kind: "all",
  name: "all",
  cause: "owner",
  since: START,
  until: null,
  reason: "by hand",
  strikes: 1,
};
const CLAUDE: Pause = {
  kind: "provider",
  name: "claude",
  cause: "limit",
  since: START - 5,
  until: START + 1_800_000,
  reason: "the usage limit is reached",
  strikes: 2,
};

it("keeps every field of a pause over a restart, oldest first", () => {
  const { open, paths } = tempLedger();
  const ledger = open();
  ledger.pause(ALL);
  ledger.pause(CLAUDE);
  ledger.close();

  expect(open().pauses()).toStrictEqual([CLAUDE, ALL]);
  const reader = openLedgerReader(paths.database);
  expect(reader.pauses()).toStrictEqual([CLAUDE, ALL]);
  reader.close();
});

it("holds one pause per kind and name: the last one said", () => {
  const ledger = tempLedger().open();
  const entity = { kind: "entity", name: entityPauseName("claude", "a#1"), cause: "fuse" } as const;
  ledger.pause(CLAUDE);
  ledger.pause({ ...ALL, kind: "hook", name: "claude" });
  ledger.pause({ ...ALL, ...entity });

  ledger.pause({ ...CLAUDE, cause: "owner", until: null, strikes: 1 });

  expect(ledger.pauses()).toHaveLength(3);
  expect(ledger.pauses()).toContainEqual({ ...CLAUDE, cause: "owner", until: null, strikes: 1 });
});

it("lifts a pause once, and only that one", () => {
  const ledger = tempLedger().open();
  ledger.pause(ALL);
  ledger.pause(CLAUDE);

  expect(ledger.resume("provider", "codex")).toBe(false);
  expect(ledger.resume("hook", "claude")).toBe(false);
  expect(ledger.resume("provider", "claude")).toBe(true);
  expect(ledger.resume("provider", "claude")).toBe(false);

  expect(ledger.pauses()).toEqual([ALL]);
});

it("tells the owner of a beginning and an end, and of no end that was none", () => {
  const { open, clock } = tempLedger();
  const ledger = open();
  ledger.pause(CLAUDE, [REPORT]);
  clock.advance(5);
  ledger.resume("provider", "claude", [REPORT, { sink: "target:mail", payload: "{}" }]);
  ledger.resume("provider", "claude", [REPORT]);

  expect(waitingReports(ledger)).toMatchObject([
    { deliveryId: null, runId: null, sink: "log", nextAt: START },
    { deliveryId: null, runId: null, sink: "log", nextAt: START + 5 },
    { deliveryId: null, runId: null, sink: "target:mail", nextAt: START + 5 },
  ]);
});

it("pauses nothing where the owner cannot be told", () => {
  const ledger = tempLedger().open();
  expect(() => ledger.pause(ALL, [{ sink: "log", payload: null as never }])).toThrow();
  expect(ledger.pauses()).toEqual([]);
});
