import { describe, expect, it } from "vitest";
import { Hook, HOOK_FIELDS } from "../../../src/core/settings/hook.ts";

const LEAST = { id: "site", title: "Site", mode: "cron_task" };

function pathsOf(entry: object): string[] {
  const parsed = Hook.safeParse(entry);
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join("."));
}

describe("Hook", () => {
  it("fills in the defaults, in camelCase", () => {
    expect(Hook.parse(LEAST)).toMatchObject({
      id: "site",
      enabled: true,
      source: "generic",
      appendPayload: "auto",
      permission: "read_only",
      timeoutSeconds: 900,
      maxConcurrent: 1,
      quietPolicy: "skip",
      hmacAlgorithm: "sha256",
      hmacEncoding: "hex",
      report: ["owner"],
      cliParameters: [],
      acceptRisk: false,
      trustFolder: false,
    });
  });

  it("reads quiet hours into minutes, and nested fields into camelCase", () => {
    const hook = Hook.parse({
      ...LEAST,
      quiet_start: 22,
      quiet_end: "07:30",
      fuse: { within_seconds: 60 },
      coalesce: { window_seconds: 5 },
    });

    expect(hook).toMatchObject({
      quietStart: 1320,
      quietEnd: 450,
      fuse: { runs: 5, withinSeconds: 60 },
      coalesce: { windowSeconds: 5 },
    });
  });

  it.each([
    [{ id: "Site" }, "id"],
    [{ id: "" }, "id"],
    [{ title: "" }, "title"],
    [{ mode: undefined }, "mode"],
    [{ enabled: "true" }, "enabled"],
    [{ auth_mode: "none" }, "auth_mode"],
    [{ hmac_algorithm: "md5" }, "hmac_algorithm"],
    [{ permission: "root" }, "permission"],
    [{ timeout_seconds: 0 }, "timeout_seconds"],
    [{ timeout_seconds: "900" }, "timeout_seconds"],
    [{ events: "issues" }, "events"],
    [{ events: [""] }, "events.0"],
    [{ quiet_start: 24 }, "quiet_start"],
    [{ max_concurrent: 1.5 }, "max_concurrent"],
    [{ cli_parameters: "--x" }, "cli_parameters"],
    [{ fuse: { runs: 0 } }, "fuse.runs"],
    [{ previous_secret_until: "tomorrow" }, "previous_secret_until"],
    [{ append_payload: true }, "append_payload"],
  ])("refuses %j and names the field", (fields, path) => {
    expect(pathsOf({ ...LEAST, ...fields })).toContain(path);
  });

  it.each(["taskFolder", "promt_template", "trigger_count", "__proto__x"])(
    "refuses the unknown field %s",
    (name) => {
      expect(Hook.safeParse({ ...LEAST, [name]: 1 }).success).toBe(false);
    },
  );

  it("takes any word as mode, since that ends in a status and not in a refusal", () => {
    expect(Hook.safeParse({ ...LEAST, mode: "cronjob" }).success).toBe(true);
  });

  it.each(Object.entries(HOOK_FIELDS))("says what %s means", (_, field) => {
    expect(field.meta()?.description).toMatch(/\w/);
  });
});
