import { describe, expect, it, onTestFinished } from "vitest";
import type { DoctorPort } from "../../../src/core/ports/doctor-port.ts";
import { openHarness, SECRET, STARTED_AT } from "../harness.ts";

function open(doctor: Partial<DoctorPort>) {
  const nothing = { last: () => ({ report: null, isLooking: false }) };
  const look = (): never => {
    throw new Error("it looked");
  };
  const harness = openHarness({ doctor: { look, ...nothing, ...doctor } });
  onTestFinished(() => harness.close());
  return harness;
}

const REPORT = {
  examinedAt: STARTED_AT,
  durationMs: 12,
  findings: [{ check: "disk", level: "warning", message: `low: ${SECRET}`, hint: "free some" }],
} as const;
const WIRE = {
  looking: false,
  examined_at: STARTED_AT,
  duration_ms: 12,
  findings: [{ check: "disk", level: "warning", message: "low: ***", hint: "free some" }],
};

describe("the doctor route", () => {
  it("looks, and answers what was found with secrets masked", async () => {
    const harness = open({ look: () => Promise.resolve({ ok: true, report: REPORT }) });

    const answer = await harness.get("/doctor");

    expect([answer.status, await answer.json()]).toEqual([200, WIRE]);
  });

  it("says why there is no answer, and what to do", async () => {
    const harness = open({ look: () => Promise.resolve({ ok: false, message: "exit code 3" }) });

    const answer = await harness.get("/doctor");

    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({
      error: "internal",
      message: "exit code 3",
      hint: "run it yourself: wakehook doctor",
    });
  });

  it("looks at nothing where only the last answer is wanted", async () => {
    const before = await open({}).get("/doctor?last=1");
    const last = () => ({ report: REPORT, isLooking: true });
    const after = await open({ last }).get("/doctor?last=1");

    const nothing = { looking: false, examined_at: null, duration_ms: null, findings: null };
    expect(await before.json()).toEqual(nothing);
    expect(await after.json()).toEqual({ ...WIRE, looking: true });
  });

  it("is refused to a token without daemon:read", async () => {
    const harness = open({});
    const made = await harness.post("/tokens", { name: "ci", scopes: ["hooks:read"] });
    const { token } = (await made.json()) as { token: string };

    const answer = await harness.send("/api/v1/doctor", {
      headers: { authorization: `Bearer ${token}` },
    });

    expect(answer.status).toBe(403);
  });
});
