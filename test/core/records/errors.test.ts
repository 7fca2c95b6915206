import { describe, expect, it } from "vitest";
import { toError, WakehookError } from "../../../src/core/records/errors.ts";

describe("WakehookError", () => {
  it("carries its code, its hint and its cause", () => {
    const cause = new Error("inner");
    const error = new WakehookError("locked", "the file is locked", { hint: "wait", cause });

    expect(error).toMatchObject({ name: "WakehookError", code: "locked", hint: "wait", cause });
    expect(new WakehookError("usage", "x").hint).toBeUndefined();
  });
});

describe("toError", () => {
  it("gives an error back as it is, and wraps what is none", () => {
    const error = new TypeError("x");

    expect(toError(error)).toBe(error);
    expect(toError("secret text")).toMatchObject({
      message: "a non-error was thrown: string",
      cause: "secret text",
    });
  });
});
