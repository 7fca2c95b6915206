import { describe, expect, it } from "vitest";
import { refuse } from "../../../src/core/records/refusals.ts";
import { createRefusalLog } from "../../../src/relay/door/refusal-log.ts";
import { NO_LOG } from "../store/temp-store.ts";

describe("the log of refusals", () => {
  it("tells the first of a kind at once, and after a minute how many more there were", () => {
    const told: unknown[] = [];
    const timers: Array<() => void> = [];
    const log = createRefusalLog({
      clock: {
        setTimer: (callback) => {
          timers.push(callback);
          return { clear() {} };
        },
      },
      log: { ...NO_LOG, info: (message, fields) => void told.push([message, fields]) },
    });
    const refusal = refuse("unauthorized", "wrong");

    for (let n = 0; n < 3; n++) log.note("home/ci", refusal, "192.0.2.1");
    log.note(null, refuse("hook_not_found", "none"), "192.0.2.2");
    for (const ring of timers.splice(0)) ring();
    log.note("home/ci", refusal, "192.0.2.1");

    const first = { hook: "home/ci", code: "unauthorized", reason: "wrong", address: "192.0.2.1" };
    expect(told).toEqual([
      ["refused", first],
      ["refused", { hook: null, code: "hook_not_found", reason: "none", address: "192.0.2.2" }],
      ["refused more of the same", { hook: "home/ci", code: "unauthorized", times: 2 }],
      ["refused", first],
    ]);
  });
});
