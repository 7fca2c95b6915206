import { expect, it } from "vitest";
import { authModeOf } from "../../../src/core/settings/auth-mode.ts";

const VERIFY = { kind: "static" } as const;

it.each([
  ["generic says nothing", { source: "generic" }, "bearer"],
  ["generic brings a verifier", { source: "generic", verify: VERIFY }, "source"],
  ["a preset says nothing", { source: "github" }, "source"],
  ["the owner names one", { source: "github", authMode: "bearer" }, "bearer"],
] as const)("where %s", (_, hook, mode) => {
  expect(authModeOf(hook)).toBe(mode);
});
