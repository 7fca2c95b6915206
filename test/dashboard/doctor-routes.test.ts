import { describe, expect, it } from "vitest";
import type { DoctorPort, DoctorReport } from "../../src/core/ports/doctor-port.ts";
import { STARTED_AT } from "../admin/harness.ts";
import { openPages } from "./pages-bench.ts";

type Looked = Awaited<ReturnType<DoctorPort["look"]>>;

const HOSTILE = `"><script>alert(1)</script>\u001b[31m\u202E`;

function reportOf(...findings: DoctorReport["findings"][number][]): DoctorReport {
  return { examinedAt: STARTED_AT, durationMs: 1200, findings };
}

/** A doctor that is told what to find. */
function standIn(answer: Promise<Looked>) {
  const seen: { report: DoctorReport | null; looks: number } = { report: null, looks: 0 };
  const asked = Promise.withResolvers<void>();
  const doctor: DoctorPort = {
    last: () => ({ report: seen.report, isLooking: seen.looks > 0 && seen.report === null }),
    async look() {
      seen.looks += 1;
      asked.resolve();
      const looked = await answer;
      if (looked.ok) seen.report = looked.report;
      return looked;
    },
  };
  return { doctor, seen, asked: asked.promise };
}

async function open(answer: Promise<Looked>) {
  const { doctor, seen, asked } = standIn(answer);
  const pages = openPages({ doctor });
  await pages.logIn();
  return { ...pages, seen, asked };
}

describe("the Health page's doctor", () => {
  it("looks at nothing because somebody looks at the page", async () => {
    const pages = await open(Promise.resolve({ ok: true, report: reportOf() }));

    expect(await pages.text("/system")).toContain("It has not looked yet");
    expect(pages.seen.looks).toBe(0);
  });

  it("looks when its button is pressed, and shows what needs care with the mend", async () => {
    const report = reportOf(
      { check: "disk", level: "ok", message: "enough room" },
      { check: "claude", level: "error", message: "not logged in", hint: "start claude once" },
    );
    const pages = await open(Promise.resolve({ ok: true, report }));

    const pressed = await pages.submit("/system/doctor");
    const shown = await pages.text("/system");

    expect([pressed.status, pressed.headers.get("location")]).toEqual([303, "/system"]);
    expect(shown).toMatch(/found errors: 1\./);
    expect(shown).toMatch(/error<\/span>.*claude.*not logged in.*start claude once/s);
    expect(shown).toContain("1 checks: nothing to do");
  });

  it("goes back after a while where the look takes long, and says that it goes on", async () => {
    const never = new Promise<Looked>(() => {});
    const pages = await open(never);

    const pressed = pages.submit("/system/doctor");
    await pages.asked;
    pages.clock.advance(20_000);

    expect((await pressed).status).toBe(303);
    const shown = await pages.text("/system");
    expect(shown).toContain("It is still looking.");
    expect(shown).toContain("<button disabled>");
  });

  it("says why there is no answer", async () => {
    const pages = await open(Promise.resolve({ ok: false, message: "exit code 3" }));

    await pages.submit("/system/doctor");

    expect(await pages.text("/system")).toMatch(/notice bad.*exit code 3/);
  });

  it("takes no press of another session's form", async () => {
    const pages = await open(Promise.resolve({ ok: true, report: reportOf() }));

    const pressed = await pages.submit("/system/doctor", {}, "x".repeat(43));

    expect([pressed.status, pages.seen.looks]).toEqual([403, 0]);
  });

  it("is not harmed by what a finding names", async () => {
    const finding = { check: HOSTILE, level: "warning", message: HOSTILE, hint: HOSTILE } as const;
    const pages = await open(Promise.resolve({ ok: true, report: reportOf(finding) }));
    await pages.submit("/system/doctor");

    const shown = await pages.text("/system");

    expect(shown).not.toContain("<script>alert");
    // oxlint-disable-next-line no-control-regex -- what must not come through
    expect(shown).not.toMatch(/[\u001b\u202e]/);
  });
});
