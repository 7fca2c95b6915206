import path from "node:path";
import { describe, expect, it } from "vitest";
import { judgeDisk } from "../../../src/cli/doctor/check-disk.ts";
import { fillDisk, tinyDisk } from "../../settings/tiny-disk.ts";
import { createCli } from "../harness.ts";

const MIB = 1_048_576;

describe("judgeDisk", () => {
  it.each([
    [0, 100 * MIB, "error", "0.0 MiB of 100 MiB free"],
    [16 * MIB - 1, 100 * MIB, "error", "16 MiB of 100 MiB free"],
    [16 * MIB, 100 * MIB, "warning", "16 MiB of 100 MiB free"],
    [511 * MIB, 20_480 * MIB, "warning", "511 MiB of 20 GiB free"],
    [512 * MIB, 20_480 * MIB, "ok", "512 MiB of 20 GiB free"],
    [0, 0, "note", "tells no size"],
  ])("of %d bytes of %d makes: %s", (free, size, level, words) => {
    expect(judgeDisk({ free, size }, "/home")).toMatchObject({
      level,
      message: expect.stringContaining(words) as string,
    });
  });
});

describe("on a full disk", () => {
  it("doctor says so, and a change of a hook is refused with words about space", async ({
    skip,
  }) => {
    const disk = await tinyDisk();
    if (disk === null) {
      skip("SKIPPED: no right to mount a tmpfs here");
      return;
    }
    const cli = await createCli();
    const environment = { WAKEHOOK_HOME: path.join(disk, "home") };
    await cli.run(["init"], { environment });
    await fillDisk(disk);

    const doctor = await cli.run(["doctor", "--json"], { environment });
    const set = await cli.run(["config", "set", "safe_mode", "true"], { environment });

    const { findings } = doctor.json() as { findings: Array<{ check: string }> };
    expect(doctor.code).not.toBe(0);
    expect(findings.find(({ check }) => check === "disk")).toMatchObject({
      level: "error",
      message: expect.stringContaining("0.0 MiB of 0.1 MiB free") as string,
    });
    expect(set.code).toBe(1);
    expect(set.stderr).toContain("is full");
    expect(set.stderr).toContain("free some space");
  });
});
