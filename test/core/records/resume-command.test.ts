import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { resumeCommand } from "../../../src/core/records/resume-command.ts";

describe("resumeCommand", () => {
  it.each([
    ["claude", "cd /srv/site && claude --resume id-1"],
    ["codex", "cd /srv/site && codex resume id-1"],
    ["gemini", "cd /srv/site && gemini --resume id-1"],
    ["opencode", "cd /srv/site && opencode --session id-1"],
    ["example", ""],
  ] as const)("says how to go on with %s by hand", (provider, command) => {
    expect(resumeCommand(provider, "id-1", "/srv/site")).toBe(command);
  });

  it("quotes what a shell would read in another way", () => {
    const folder = `/srv/it's "$(touch ran)" \`x\``;
    const command = resumeCommand("codex", "a b;c", folder);

    const shown = command.replace("cd ", "printf '%s|' ").replace("&& codex resume", "");
    expect(execFileSync("/bin/sh", ["-c", shown], { encoding: "utf8" })).toBe(`${folder}|a b;c|`);
  });
});
