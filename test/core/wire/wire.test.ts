import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toCamel } from "../../../src/core/settings/camel.ts";
import { HOOK_FIELDS } from "../../../src/core/settings/hook.ts";
import type { Pause } from "../../../src/core/admission/pause.ts";
import { toSnake } from "../../../src/core/wire/wire-keys.ts";
import {
  wireContent,
  wireDelivery,
  wireEvent,
  wirePause,
  wireProblem,
  wireReport,
  wireRun,
} from "../../../src/core/wire/wire.ts";
import { delivery, deliveryId, hookId, run, runId, STARTED_AT } from "../../admin/harness.ts";

const PAUSE: Pause = {
  kind: "provider",
  name: "claude",
  cause: "limit",
  since: 1,
  until: null,
  reason: "the usage limit is reached",
  strikes: 2,
};

describe("wire", () => {
  it("gives back every field name that the disk knows", () => {
    const names = Object.keys(HOOK_FIELDS);

    expect(names.map((name) => toSnake(toCamel(name)))).toEqual(names);
  });

  it("names every field of a delivery in snake_case and changes no value", () => {
    const record = delivery(1);

    const wire = wireDelivery(record);

    expect(Object.keys(wire).every((name) => /^[a-z_]+$/.test(name))).toBe(true);
    expect(Object.values(wire)).toEqual(Object.values(record));
    expect(wire).toMatchObject({ hook_id: "site", received_at: STARTED_AT + 1, body_bytes: 2 });
  });

  it("says what a delivery waits for", () => {
    const waits = { heldSince: 1, heldUntil: 2, expiresAt: 3, notBefore: 4, burstSince: 5 };
    const more = { merged: 6, mergedInto: deliveryId(2), waived: ["held:budget"] } as const;
    const wire = wireDelivery(
      delivery(1, { ...waits, ...more, permission: "edit", causedBy: runId(3) }),
    );

    expect(wire).toMatchObject({
      held_since: 1,
      held_until: 2,
      expires_at: 3,
      not_before: 4,
      burst_since: 5,
      merged: 6,
      merged_into: deliveryId(2),
      waived: ["held:budget"],
      permission: "edit",
      caused_by: runId(3),
    });
  });

  it("shows a pause as it is, and a notice without a delivery", () => {
    const notice = {
      id: 1,
      deliveryId: null,
      runId: null,
      sink: "log",
      payload: '{"notice":"fuse"}',
    };
    const more = {
      messageId: "msg_1",
      event: null,
      createdAt: 1,
      state: "waiting",
      attempts: 0,
      nextAt: 1,
      lastError: null,
    } as const;

    expect(wirePause(PAUSE)).toEqual(PAUSE);
    expect(wireReport({ ...notice, ...more })).toMatchObject({
      delivery_id: null,
      next_at: 1,
      payload: { notice: "fuse" },
    });
  });

  it("names every field of a run in snake_case", () => {
    const wire = wireRun(run(1, { costUsd: 0.25, deniedTools: ["Bash"] }));

    expect(Object.keys(wire).every((name) => /^[a-z_]+$/.test(name))).toBe(true);
    expect(wire).toMatchObject({
      delivery_id: deliveryId(1),
      cost_usd: 0.25,
      denied_tools: ["Bash"],
    });
  });

  it.each([
    [
      { type: "delivery", at: 1, delivery: delivery(1) } as const,
      { type: "delivery", at: 1, delivery: { hook_id: "site", body_bytes: 2 } },
    ],
    [
      { type: "run", at: 2, run: run(1) } as const,
      { type: "run", at: 2, run: { id: runId(1), exit_code: null } },
    ],
    [
      { type: "duplicate", at: 3, hookId: hookId("site"), deliveryId: deliveryId(1) } as const,
      { type: "duplicate", at: 3, hook_id: "site", delivery_id: deliveryId(1) },
    ],
    [
      {
        type: "refused",
        at: 4,
        hookId: "x",
        code: "unauthorized",
        reason: "no header",
        remoteAddress: "::1",
      } as const,
      { type: "refused", hook_id: "x", remote_address: "::1" },
    ],
    [
      { type: "pause", at: 5, pause: PAUSE, ended: false } as const,
      { type: "pause", at: 5, pause: PAUSE, ended: false },
    ],
    [
      {
        type: "report",
        at: 6,
        runId: null,
        deliveryId: null,
        sink: "log",
        state: "sent",
      } as const,
      { type: "report", run_id: null, delivery_id: null, sink: "log" },
    ],
  ])("puts the event %# into snake_case, with the record inside", (event, expected) => {
    const wire = wireEvent(event);

    expect(wire).toMatchObject(expected);
    expect(JSON.stringify(wire)).not.toMatch(/"[a-z]+[A-Z][A-Za-z]*":/);
  });

  it("leaves out what a finding does not say", () => {
    const wire = wireProblem({ level: "error", file: "webhooks.json", message: "not JSON" });

    expect(wire).toEqual({ level: "error", file: "webhooks.json", message: "not JSON" });
  });

  it("gives any bytes back from base64, also those of a view into a larger buffer", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(8), (bytes, before) => {
        const whole = new Uint8Array(before + bytes.length + 3);
        whole.set(bytes, before);
        const body = whole.subarray(before, before + bytes.length);

        const wire = wireContent({ headers: [], body });

        expect(new Uint8Array(Buffer.from(wire.body_base64 ?? "", "base64"))).toEqual(bytes);
      }),
    );
  });

  it("says null where retention has emptied the body", () => {
    const wire = wireContent({ headers: [["content-type", "text/plain"]], body: null });

    expect(wire).toEqual({ headers: [["content-type", "text/plain"]], body_base64: null });
  });
});
