import type { Command } from "../../command.ts";
import { withoutEntries } from "../../claude-hooks/hook-entries.ts";
import { readClaudeSettings, writeClaudeSettings } from "../../claude-hooks/settings-file.ts";

/** `wakehook terminal uninstall`. */
export const terminalUninstall: Command = {
  details: "Takes wakehook's own hooks out of Claude Code's settings, and nothing else.",
  examples: ["wakehook terminal uninstall"],
  async run({ environment, out }) {
    const settings = await readClaudeSettings(environment);
    const after = withoutEntries(settings.value);
    const { file } = settings;
    const isSame = after === settings.value;
    const backup = isSame ? null : await writeClaudeSettings(settings, after);
    out.result({ file, changed: !isSame, backup }, () => [
      isSame ? `nothing of wakehook's is in ${file}` : `taken out of ${file}`,
      ...(backup === null ? [] : [`what it held before: ${backup}`]),
    ]);
  },
};
