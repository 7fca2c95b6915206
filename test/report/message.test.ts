import { describe, expect, it } from "vitest";
import type { Report } from "../../src/core/outbound/report.ts";
import { toMessage } from "../../src/report/message.ts";

const REPORT: Report = {
  hook_id: "site",
  title: "The site",
  delivery_id: "dlv_1",
  run_id: "run_1",
  event: "issues.opened",
  entity: "octo/site#42",
  status: "success",
  reason: null,
  answer: "Done.",
  duration_ms: 61_000,
  cost_usd: 0.0123,
  denied_tools: [],
};

describe("a message", () => {
  it("of a run says what, how long, what it cost, and the answer", () => {
    expect(toMessage(REPORT)).toBe(
      "The site: success · issues.opened octo/site#42 · 1 min 1 s · $0.0123 · run_1\n\nDone.",
    );
  });

  it("of a task says which, and calls nobody by it", () => {
    expect(toMessage({ ...REPORT, task: "ask @everyone" })).toMatch(/\nTask: ask @\S+veryone\n/);
    expect(toMessage({ ...REPORT, task: "ask @everyone" })).not.toContain("@everyone");
  });

  it("names denied tools, and where changes are kept", () => {
    const worktree = { branch: "wakehook/run_1", folder: "/w/run_1", changes: "1 file changed" };

    expect(toMessage({ ...REPORT, denied_tools: ["Bash"], worktree, answer: null })).toContain(
      "\nDenied tools: Bash\nKept for you: 1 file changed, on branch wakehook/run_1 in /w/run_1",
    );
  });

  it.each([
    ["held:approval", "wakehook delivery approve dlv_1"],
    ["held:paused", "wakehook delivery release dlv_1"],
    ["held:todo", "wakehook delivery release dlv_1"],
  ])("of %s says what the owner can do", (status, command) => {
    const held = {
      ...REPORT,
      status,
      run_id: null,
      duration_ms: null,
      cost_usd: null,
      answer: null,
    };

    expect(toMessage(held)).toContain(command);
  });

  it("of a notice is its title and its text", () => {
    const notice = {
      notice: "agent",
      title: "Claude Code is paused",
      text: "Its limit.",
      hook_id: null,
    };

    expect(toMessage(notice)).toBe("Claude Code is paused\nIts limit.");
  });
});
