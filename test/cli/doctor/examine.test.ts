import { describe, expect, it } from "vitest";
import { makeChecks } from "../../../src/cli/doctor/examine.ts";
import type { Subject } from "../../../src/cli/doctor/table.ts";

const SUBJECT = {} as Subject;

describe("makeChecks", () => {
  it("tells what the checks found in their order, one finding or several", async () => {
    const findings = await makeChecks(
      {
        first: () => ({ check: "first", level: "ok", message: "well" }),
        second: async () => [
          { check: "second", level: "note", message: "a" },
          { check: "second", level: "warning", message: "b" },
        ],
        third: () => [],
      },
      SUBJECT,
    );

    expect(findings.map(({ message }) => message)).toEqual(["well", "a", "b"]);
  });

  it("goes on behind a check that fails itself, and tells of it under its name", async () => {
    const findings = await makeChecks(
      {
        broken: () => Promise.reject(new Error("EIO: a bad disk")),
        next: () => ({ check: "next", level: "ok", message: "well" }),
      },
      SUBJECT,
    );

    expect(findings).toMatchObject([
      { check: "broken", level: "error", message: "EIO: a bad disk" },
      { check: "next", level: "ok" },
    ]);
  });
});
