// One gap, one repair and one delivery of it, for routes to answer with.

import type { Gap, Repair, RepairItem } from "../../src/core/records/gap.ts";
import type { HookId } from "../../src/core/records/ids.ts";

export const aGap: Gap = {
  id: 1,
  cause: "stopped",
  name: "",
  detail: null,
  beganAt: 1000,
  endedAt: 2000,
};

export const aRepair: Repair = {
  id: 1,
  hookId: "site" as HookId,
  askedBy: "gap",
  fromAt: 500,
  untilAt: 2000,
  state: "done",
  cursor: null,
  listed: 3,
  unwanted: 1,
  createdAt: 2000,
  endedAt: 2500,
  nextAt: 2000,
  failures: 0,
  word: null,
  counts: { waiting: 0, new: 1, known: 1, delivered: 0, asked: 0, lost: 0, refused: 0 },
};

export const aMissed: RepairItem = {
  id: "guid-1",
  ref: "17",
  event: "issues.opened",
  sentAt: 1500,
  state: "new",
  word: null,
};
