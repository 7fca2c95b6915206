import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createRunProcess } from "../../src/agents/process/run-process.ts";
import { createDoctor, DOCTOR_LIMITS } from "../../src/daemon/doctor.ts";
import { homePaths } from "../../src/system/home.ts";
import { systemClock } from "../../src/system/clock.ts";

const FINDING = { check: "disk", level: "ok", message: "enough" };

/** A doctor whose program is a script of the test. */
async function openDoctor(script: string | null) {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-doctor-"));
  const file = path.join(folder, "program.cjs");
  const log = path.join(folder, "calls");
  const head = `require("fs").appendFileSync(${JSON.stringify(log)}, "call\\n");\n`;
  await writeFile(file, head + (script ?? ""));
  let offset = 0;
  const doctor = createDoctor({
    paths: homePaths(folder),
    environment: { PATH: "/usr/bin:/bin", A_NAME: "a value", GONE: undefined },
    program: script === null ? null : [process.execPath, file],
    clock: { ...systemClock, monotonic: () => systemClock.monotonic() + offset },
    runProcess: createRunProcess({ clock: systemClock }),
  });
  onTestFinished(async () => {
    await doctor.close();
    await rm(folder, { recursive: true, force: true });
  });
  const calls = async (): Promise<number> =>
    (await readFile(log, "utf8").catch(() => "")).split("\n").length - 1;
  return { ...doctor, folder, calls, later: (ms: number) => (offset += ms) };
}

/** Prints findings, whatever the exit code. */
function saying(findings: string, exitCode = 0): string {
  return `process.stdout.write(JSON.stringify({ findings: ${findings} })); process.exitCode = ${exitCode};`;
}

describe("createDoctor", () => {
  it("tells what the program found, also where an error makes its exit code another", async () => {
    const doctor = await openDoctor(saying(JSON.stringify([FINDING]), 6));

    const looked = await doctor.look();

    expect(looked).toMatchObject({ ok: true, report: { findings: [FINDING] } });
    expect(doctor.last()).toMatchObject({ report: { findings: [FINDING] }, isLooking: false });
  });

  it("gives the program the home, the daemon's environment, and its arguments", async () => {
    const doctor = await openDoctor(
      saying(
        `[{ check: "seen", level: "note", message: [process.argv.slice(2), process.env.WAKEHOOK_HOME, process.env.A_NAME].join(" ") }]`,
      ),
    );

    const looked = await doctor.look();

    const message = `doctor,--json ${doctor.folder} a value`;
    expect(looked).toMatchObject({ report: { findings: [{ message }] } });
  });

  it("looks once for all who ask meanwhile, and for those who ask shortly after", async () => {
    const doctor = await openDoctor(saying("[]"));

    const both = [doctor.look(), doctor.look()];
    expect(doctor.last()).toEqual({ report: null, isLooking: true });
    const [first, second] = await Promise.all(both);
    const third = await doctor.look();

    expect(second).toBe(first);
    expect(third).toBe(first);
    expect(await doctor.calls()).toBe(1);
  });

  it("looks anew when the report is old", async () => {
    const doctor = await openDoctor(saying("[]"));
    await doctor.look();

    doctor.later(60_000);
    await doctor.look();

    expect(await doctor.calls()).toBe(2);
  });

  it("rests longer after a look that took long", async () => {
    const doctor = await openDoctor(saying("[]"));
    const looking = doctor.look();
    doctor.later(100_000);
    await looking;

    doctor.later(DOCTOR_LIMITS.keepMs * 2);
    await doctor.look();

    expect(await doctor.calls()).toBe(1);
  });

  it.each([
    ["words that are no report", `console.log("oops"); process.exitCode = 3;`, "exit code 3"],
    ["a report of another form", saying(`[{ check: 5 }]`), "exit code 0"],
    ["nothing, killed half-way", `process.kill(process.pid, "SIGKILL");`, "SIGKILL"],
  ])("says so where the program prints %s", async (_what, script, words) => {
    const doctor = await openDoctor(script);

    const looked = await doctor.look();

    expect(looked).toMatchObject({ ok: false, message: expect.stringContaining(words) });
    expect(doctor.last().report).toBeNull();
  });

  it("does not start the program again and again where it fails", async () => {
    const doctor = await openDoctor("process.exitCode = 1;");

    await doctor.look();
    await doctor.look();

    expect(await doctor.calls()).toBe(1);
  });

  it("ends the program when the daemon stops", async () => {
    const doctor = await openDoctor(
      `require("fs").writeFileSync(__filename + ".pid", String(process.pid)); setInterval(() => {}, 1000);`,
    );
    const looking = doctor.look();
    const pid = await readUntil(path.join(doctor.folder, "program.cjs.pid"));

    await doctor.close();

    expect(await looking).toEqual({ ok: false, message: "the daemon is stopping" });
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("refuses where nobody knows the program", async () => {
    const doctor = await openDoctor(null);

    expect(await doctor.look()).toMatchObject({ ok: false });
  });
});

async function readUntil(file: string): Promise<number> {
  for (;;) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (text !== "") return Number(text);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
