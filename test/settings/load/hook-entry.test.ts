import { describe, expect, it } from "vitest";
import { HOOK_FIELDS } from "../../../src/core/settings/hook.ts";
import { parseHookEntry } from "../../../src/settings/load/hook-entry.ts";
import { goodHook } from "../temp-home.ts";

/** A whole entry as the program writes it that this file format grew from. */
const OLDER_ENTRY = {
  id: "deploy-watch",
  title: "Deploys",
  description: "",
  mode: "cron_task",
  prompt_template: "Deploy {{number}} of {{service}}",
  enabled: true,
  task_folder: "deploy-watch",
  auth_mode: "hmac",
  token: "",
  hmac_secret: "k3y",
  hmac_header: "X-Signature",
  hmac_algorithm: "sha256",
  hmac_encoding: "hex",
  hmac_sig_prefix: "sha256=",
  hmac_sig_regex: "",
  hmac_payload_prefix_regex: "",
  created_at: "2026-04-01T10:00:00+00:00",
  trigger_count: 12,
  last_triggered_at: null,
  last_error: "skipped:quiet_hours",
  provider: null,
  model: null,
  reasoning_effort: null,
  cli_parameters: [],
  quiet_start: 22,
  quiet_end: 7,
  dependency: "chrome",
};

const problemsWith = (more: Record<string, unknown>) =>
  parseHookEntry(goodHook("a", more), 0).problems;

describe("parseHookEntry", () => {
  it("takes an entry of older programs unchanged", () => {
    const { hook, problems } = parseHookEntry(OLDER_ENTRY, 0);

    expect(problems).toEqual([]);
    expect(hook).toMatchObject({ quietStart: 1320, quietEnd: 420, hmacSecret: "k3y" });
    expect(hook).not.toHaveProperty("token");
    expect(hook).not.toHaveProperty("provider");
    expect(hook).not.toHaveProperty("hmacSigRegex");
  });

  const optional = Object.keys(HOOK_FIELDS).filter(
    (name) => !["id", "title", "mode"].includes(name),
  );

  it.each(optional)("takes null in %s as leaving it out", (name) => {
    const bare = { id: "a", title: "A", mode: "wake" };

    const withNull = parseHookEntry({ ...bare, [name]: null }, 0);

    expect(withNull).toEqual(parseHookEntry(bare, 0));
  });

  it.each(["token", "auth_mode", "quiet_start", "hmac_encoding", "events", "fuse"])(
    "takes an empty text in %s as leaving it out",
    (name) => {
      expect(problemsWith({ [name]: "" })).toEqual([]);
    },
  );

  it.each(["enabled", "accept_risk", "trust_folder"])(
    "refuses a text in the switch %s, also an empty one",
    (name) => {
      for (const value of ["", "false", "true"]) {
        expect(problemsWith({ [name]: value })).toEqual([
          {
            level: "error",
            file: "webhooks.json",
            entry: "a",
            field: name,
            value: JSON.stringify(value),
            message: "must be true or false",
          },
        ]);
      }
    },
  );

  it.each([
    [{ prompt_templte: "x" }, "prompt_templte", "unknown field", 'did you mean "prompt_template"?'],
    [{ fuse: { runz: 1 } }, "fuse.runz", "unknown field", 'did you mean "runs"?'],
    [{ xyzzyplugh: 1 }, "xyzzyplugh", "unknown field", undefined],
    [{ constructor: 1 }, "constructor", "unknown field", undefined],
    [
      { auth_mode: "hmacc" },
      "auth_mode",
      "must be one of: bearer, hmac, source",
      'did you mean "hmac"?',
    ],
    [{ timeout_seconds: "900" }, "timeout_seconds", "must be a number", undefined],
    [{ timeout_seconds: -1 }, "timeout_seconds", "must be more than 0, at most 604800", undefined],
    [{ max_concurrent: 65 }, "max_concurrent", "must be 1 to 64", undefined],
    [{ fuse: { runs: 0 } }, "fuse.runs", "must be more than 0", undefined],
    [{ title: "" }, "title", "must not be empty", undefined],
    [{ command: [] }, "command", "must not be empty", undefined],
    [{ events: "issues" }, "events", "must be a list", undefined],
    [{ cli_parameters: ["a", 1] }, "cli_parameters.1", "must be a text", undefined],
    [{ coalesce: {} }, "coalesce.window_seconds", "is missing", undefined],
    [{ quiet_start: "24:00" }, "quiet_start", expect.stringContaining('"HH:MM"'), undefined],
    [{ quiet_start: 24 }, "quiet_start", "must be 0 to 23", undefined],
    [
      { priority: "hihg" },
      "priority",
      expect.stringContaining("critical, high"),
      'did you mean "high"?',
    ],
    [{ max_concurrent: 1.5 }, "max_concurrent", "must be a whole number", undefined],
    [{ previous_secret_until: "soon" }, "previous_secret_until", expect.any(String), undefined],
  ])("names what is wrong in %j", (more, field, message, hint) => {
    const found = problemsWith(more);

    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      level: "error",
      file: "webhooks.json",
      entry: "a",
      field,
      message,
    });
    expect(found[0]?.hint).toEqual(hint);
  });

  it("finds a field named __proto__ as unknown", () => {
    const entry: unknown = JSON.parse(
      '{"id":"a","title":"A","mode":"wake","prompt_template":"x","__proto__":{"enabled":false}}',
    );

    const { hook, problems } = parseHookEntry(entry, 0);

    expect(hook).toBeNull();
    expect(problems).toMatchObject([{ field: "__proto__", message: "unknown field" }]);
  });

  it("names all errors of an entry, not only the first", () => {
    expect(problemsWith({ enabled: 1, tokn: "x", session: "old" })).toHaveLength(3);
  });

  it.each(["token", "secret", "previous_secret", "hmac_secret"])(
    "shows nothing of a wrong value in %s",
    (name) => {
      const found = problemsWith({ [name]: ["s3cr3t"] });

      expect(found).toMatchObject([{ field: name, value: "(secret)" }]);
      expect(JSON.stringify(found)).not.toContain("s3cr3t");
    },
  );

  it("shows no value of an unknown field: it may be a mistyped secret", () => {
    expect(JSON.stringify(problemsWith({ hmac_secert: "s3cr3t" }))).not.toContain("s3cr3t");
  });

  it("cuts a long value", () => {
    const [found] = problemsWith({ auth_mode: "x".repeat(500) });

    expect(found?.value).toHaveLength(80);
  });

  it.each([
    ["a text", "x"],
    ["null", null],
    ["a list", []],
  ])("names the entry by its position where it is %s", (_, raw) => {
    expect(parseHookEntry(raw, 2)).toMatchObject({
      label: "#3",
      id: null,
      hook: null,
      problems: [{ entry: "#3", message: "must be an object: { ... }" }],
    });
  });

  it.each([
    ["is missing", undefined, "is missing"],
    ["is a number", 7, "must be a text"],
    ["has capitals", "Deploy", "must be 1 to 64 of a-z, 0-9 and -"],
    ["is too long", "a".repeat(65), "must be 1 to 64 of a-z, 0-9 and -"],
    ["climbs", "../x", "must be 1 to 64 of a-z, 0-9 and -"],
    ["ends in a line break", "a\n", "must be 1 to 64 of a-z, 0-9 and -"],
  ])("names the entry by its position where its id %s", (_, id, message) => {
    expect(parseHookEntry({ ...goodHook("a"), id }, 0)).toMatchObject({
      label: "#1",
      id: null,
      problems: [{ entry: "#1", field: "id", message }],
    });
  });
});
