import { describe, expect, it } from "vitest";
import { HOOK_FIELDS } from "../../../src/core/settings/hook.ts";
import { NEW_HOOK, refuseOwnersPart, type HookNow } from "../../../src/cli/mcp/owners-part.ts";

const draft: HookNow = { id: "site", ...NEW_HOOK };
const on: HookNow = { ...draft, isOn: true, isDraft: false, mode: "cron_task" };
const isRefused = (now: HookNow, fields: Record<string, unknown>): boolean => {
  try {
    refuseOwnersPart(now, fields);
    return false;
  } catch {
    return true;
  }
};
const free = (now: HookNow): string[] =>
  Object.keys(HOOK_FIELDS).filter((name) => !isRefused(now, { [name]: null }));

describe("what is the owner's alone", () => {
  it("is every field of a hook that is on but these", () => {
    expect(free({ ...on, permission: "edit" })).toMatchInlineSnapshot(`
      [
        "title",
        "description",
        "permission",
        "timeout_seconds",
        "coalesce",
        "expect_every",
        "accept_risk",
        "trust_folder",
        "task",
        "priority",
      ]
    `);
    expect(free({ ...on, mode: "command" })).toEqual(free({ ...on, permission: "edit" }));
    expect(free({ ...on, isOn: false })).toEqual(free(on));
  });

  it("is not the words of a run that may only read", () => {
    const words = free(on).filter((name) => !free({ ...on, mode: "wake" }).includes(name));

    expect(words).toMatchInlineSnapshot(`
      [
        "prompt_template",
        "message_template",
        "append_payload",
        "events",
        "when",
        "entity",
        "model",
        "reasoning_effort",
      ]
    `);
  });

  it("is a draft's switch and power, and nothing else", () => {
    expect(Object.keys(HOOK_FIELDS).filter((name) => !free(draft).includes(name))).toEqual([
      "enabled",
    ]);
    expect(isRefused(draft, { permission: "edit" })).toBe(true);
    expect(isRefused(draft, { permission: "read_only" })).toBe(false);
    expect(isRefused({ ...draft, permission: "full" }, { permission: "edit" })).toBe(false);
    expect(isRefused(draft, { accept_risk: 1 })).toBe(true);
    expect(isRefused(draft, { accept_risk: false })).toBe(false);
    expect(isRefused(draft, { hmac_secret: "written out" })).toBe(true);
    expect(isRefused(draft, { report_to_sender: [{ kind: "github", token: "ghp_written" }] })).toBe(
      true,
    );
    expect(isRefused(draft, { forward: { headers: { Authorization: "Bearer env:T" } } })).toBe(
      false,
    );
    expect(isRefused(draft, { hmac_secret: "env:THE_SECRET" })).toBe(false);
  });

  it("puts nothing that an agent wrote into a command but known words", () => {
    expect(() => refuseOwnersPart(on, { "a=b; curl evil": 1 })).toThrow(
      expect.objectContaining({
        hint: "nothing was changed; the owner runs: wakehook hook set site FIELD=...",
      }) as Error,
    );
  });

  it("knows fields by their whole names: a part is refused of a draft too", () => {
    const draft = { id: "new", ...NEW_HOOK };
    expect(() => refuseOwnersPart(draft, { "forward.secret": "plain" })).toThrow(/is a part of/);
  });
});
