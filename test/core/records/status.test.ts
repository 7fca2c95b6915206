import { describe, expect, it } from "vitest";
import { FEATURES } from "../../../src/core/settings/features.ts";
import { PROVIDERS } from "../../../src/core/settings/providers.ts";
import { isErrorStatus, isStatus, PLAIN_STATUSES } from "../../../src/core/records/status.ts";

describe("isStatus", () => {
  it.each(Object.keys(PLAIN_STATUSES))("knows %s", (status) => {
    expect(isStatus(status)).toBe(true);
  });

  it.each([
    ...Object.keys(PROVIDERS).flatMap((id) => [`error:cli_not_found_${id}`, `error:auth_${id}`]),
    ...Object.keys(FEATURES).map((name) => `error:feature_off_${name}`),
    "error:exit_1",
    "error:exit_255",
    "error:signal_SIGKILL",
    "error:unknown_mode_cronjob",
    "error:http_503",
    "error:limit_claude",
    "error:overloaded_codex",
    "error:model_gemini",
  ])("knows %s", (status) => {
    expect(isStatus(status)).toBe(true);
  });

  it.each([
    "",
    "ok",
    "Success",
    "success ",
    "error:",
    "error:exit_",
    "error:exit_x",
    "error:exit_1x",
    "error:http_",
    "error:signal_",
    "error:unknown_mode_",
    "error:cli_not_found_vim",
    "error:auth_toString",
    "error:feature_off_toString",
    "toString",
    "constructor",
    "held:nothing",
  ])("does not know %j", (status) => {
    expect(isStatus(status)).toBe(false);
  });
});

describe("isErrorStatus", () => {
  it("takes errors, and neither skips nor holds nor success", () => {
    expect(isErrorStatus("error:exit_1")).toBe(true);
    expect(isErrorStatus("skipped:filtered")).toBe(false);
    expect(isErrorStatus("held:budget")).toBe(false);
    expect(isErrorStatus("success")).toBe(false);
  });
});
