import type { Command } from "../../command.ts";
import { hookEntries, withEntries } from "../../claude-hooks/hook-entries.ts";
import { programOf } from "../../claude-hooks/look.ts";
import { forbiddenBy } from "../../claude-hooks/policy.ts";
import { readClaudeSettings, writeClaudeSettings } from "../../claude-hooks/settings-file.ts";

/** `wakehook terminal install`. */
export const terminalInstall: Command = {
  options: [["--print", "print the hooks that would be written, and write nothing"]],
  details:
    "Writes five hooks into Claude Code's own settings (CLAUDE_CONFIG_DIR, ~/.claude). Everything else in the file\nstays, and what it held before stands beside it. A session that is open already has them once it is\nstarted anew.",
  examples: ["wakehook terminal install", "wakehook terminal install --print"],
  async run(context, input) {
    const { environment, platform, out } = context;
    const program = programOf(context);
    const settings = await readClaudeSettings(environment);
    const forbidden = await forbiddenBy(settings, platform);
    if (forbidden !== null) out.notice(`hooks do not run: ${forbidden}`);
    const { file } = settings;
    if (input.flag("print") === true) {
      out.notice(`would be written into ${file}:`);
      out.raw(`${JSON.stringify({ hooks: hookEntries(program) }, null, 2)}\n`);
      return;
    }
    const after = withEntries(settings.value, program);
    const isSame = JSON.stringify(after) === JSON.stringify(settings.value);
    const backup = isSame ? null : await writeClaudeSettings(settings, after);
    out.result({ file, changed: !isSame, backup, forbidden }, () => [
      isSame ? `${file} has them already` : `written into ${file}`,
      ...(backup === null ? [] : [`what it held before: ${backup}`]),
      "sessions of Claude Code that are started from now on can be woken: give a wake a target of kind claude_terminal",
    ]);
  },
};
