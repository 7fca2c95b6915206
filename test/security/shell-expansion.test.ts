// No shell stands between a payload and a program.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { aHook, createHome } from "../e2e/daemon-home.ts";
import { agentHook, ended, SWITCHED_ON } from "../e2e/endings.ts";
import { claudeResult, putAgent, putProgram } from "../e2e/programs.ts";

describe("GHSA-fffq-vg6f-gxqm: a placeholder was put into `sh -c`", () => {
  // What went wrong: the name of a branch stood in a command line, and the shell ran what was in it.
  it.each(["agent", "target"])("hands everything to an %s as data", async (kind) => {
    const home = await createHome();
    const pwned = path.join(home.folder, "pwned");
    const note = [`printf '%s\\n' "$@" > "$HOME/arguments"`, `cat > "$HOME/input"`];
    putAgent(home.bin, "claude", [...note, claudeResult("done")]);
    const program = putProgram(path.join(home.bin, "target"), [...note, "echo done"]);
    const prompt = { prompt_template: "Branch {{ref}} of {{$headers.x-branch}}." };
    await home.putConfig({
      ...SWITCHED_ON,
      targets: [
        { name: "me", kind: "command", command: [program, "--branch", "{{ref}}", "$HOME"] },
      ],
    });
    await home.putHooks([
      agentHook("agent", { ...prompt, model: "m" }),
      aHook("target", { ...prompt, to: ["me"] }),
    ]);
    const daemon = await home.start();
    const evil = [
      `; touch ${pwned}`,
      `$(touch ${pwned})`,
      `\`touch ${pwned}\``,
      `| touch ${pwned}`,
      `' ; touch ${pwned} ; '`,
      `" && touch ${pwned} && "`,
      `--upload-pack=touch ${pwned}`,
      "${IFS}",
    ].join(" ");

    const { id } = await daemon.post(kind, { ref: `${evil}\n${evil}` }, { "x-branch": evil });

    expect(await ended(home, daemon, id)).toMatchObject({ status: "success" });
    const given = readFileSync(path.join(home.folder, "arguments"), "utf8");
    expect(given).not.toContain(pwned);
    // Not even the owner's own words are looked through: an argument list is what it is.
    if (kind === "target") expect(given).toBe("--branch\n{{ref}}\n$HOME\n");
    expect(readFileSync(path.join(home.folder, "input"), "utf8")).toContain(`touch ${pwned}`);
    expect(existsSync(pwned)).toBe(false);
  });

  // The one file that names a shell writes the start of an MCP server: the owner's own words, each quoted.
  it("has no shell in the place that starts programs", () => {
    const folder = path.resolve(import.meta.dirname, "../../src");
    const shells = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .filter((name) =>
        /\bshell:|execSync|(?<!\.)\bexec\(|"(?:\/bin\/)?(?:ba|z)?sh"|execaCommand/.test(
          readFileSync(path.join(folder, name), "utf8"),
        ),
      );

    expect(shells).toEqual(["agents/mcp/mcp-start-file.ts"]);
  });
});
