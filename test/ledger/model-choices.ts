// What may be asked of a ledger and its model.

import * as fc from "fast-check";
import type { AfterRun, NewHold, Waiver } from "../../src/core/ports/ledger-port.ts";
import { PAUSED, START } from "./temp-ledger.ts";

const at = fc.nat(999);
const holds = fc.constantFrom<NewHold>(
  PAUSED,
  { ...PAUSED, until: START + 50 },
  { status: "held:approval", reason: "ask", until: null, expiresAt: START + 90 },
);
const waivers = fc.constantFrom<Waiver | undefined>(
  undefined,
  { waived: ["held:approval"], permission: "edit" },
  { waived: ["held:budget"], permission: null },
  { waived: ["held:budget", "held:approval"], permission: "read_only" },
);
const afters = fc.constantFrom<AfterRun>(
  { kind: "done" },
  { kind: "requeue", reason: "again", notBefore: START + 70 },
  { kind: "hold", status: "held:agent", reason: "waits", until: START + 80 },
);
const kind = <Kind extends string>(name: Kind) => fc.constant(name);
export const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: kind("accept"),
      claim: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"),
      entity: fc.constantFrom("x", "x", "x", "y", null),
    }),
  },
  fc.record({ kind: kind("hold"), at, hold: holds }),
  fc.record({ kind: kind("release"), at, waiver: waivers }),
  fc.record({ kind: kind("end"), at }),
  fc.record({ kind: kind("postpone"), at, burst: fc.option(fc.nat(9)) }),
  { weight: 3, arbitrary: fc.record({ kind: kind("merge"), at, into: at }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("start"), at }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: kind("finish"),
      at,
      status: fc.constantFrom("success" as const, "error:timeout" as const),
      after: afters,
    }),
  },
  fc.record({
    kind: kind("pause"),
    what: fc.constantFrom("hook" as const, "provider" as const),
    name: fc.constantFrom("one", "two"),
  }),
  fc.record({
    kind: kind("resume"),
    what: fc.constantFrom("hook" as const, "provider" as const),
    name: fc.constantFrom("one", "two"),
  }),
  fc.record({ kind: kind("notify"), key: fc.constantFrom("k", "l") }),
  fc.record({ kind: kind("advance"), ms: fc.nat(30) }),
  fc.record({ kind: kind("restart") }),
);
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
