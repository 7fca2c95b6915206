import { describe, expect, it } from "vitest";
import { childEnvironment } from "../../../src/core/records/child-environment.ts";

describe("childEnvironment", () => {
  it("takes named variables and the locale, and nothing else", () => {
    const from = { PATH: "/bin", LC_TIME: "C", TERM: "xterm", SECRET: "s", WAKEHOOK_HOME: "/w" };

    expect(childEnvironment(from)).toEqual({ PATH: "/bin", LC_TIME: "C", TERM: "dumb" });
    expect(childEnvironment(from, ["SECRET"])).toMatchObject({ SECRET: "s" });
  });

  it("leaves out what is not set", () => {
    expect(childEnvironment({ PATH: undefined }, ["MISSING"])).toEqual({ TERM: "dumb" });
  });
});
