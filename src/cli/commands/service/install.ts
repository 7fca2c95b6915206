import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { toError, WakehookError } from "../../../core/records/errors.ts";
import type { Command } from "../../command.ts";
import { withProgress } from "../../terminal/progress.ts";
import { serviceFacts } from "../../service/facts.ts";
import { partOf, RELAY_OPTION } from "../../service/part-option.ts";
import { serviceFile } from "../../service/service-file.ts";
import { createServiceTool } from "../../service/service-tool.ts";

/** `wakehook service install`. */
export const serviceInstall: Command = {
  options: [
    RELAY_OPTION,
    ["--print", "print the file and change nothing"],
    ["--no-start", "write the file, but leave starting to you"],
  ],
  details:
    "A systemd user unit, or a launchd agent on macOS. It keeps your PATH as it is now, since services\ndo not see the shell's; install again when it changes.",
  examples: ["wakehook service install", "wakehook service install --print"],
  async run(context, input) {
    const { out } = context;
    const facts = serviceFacts(context, partOf(input));
    const text = serviceFile(facts);
    if (input.flag("print") === true)
      return out.result({ file: facts.file, text }, () => [text.trimEnd()]);
    await write(facts.file, text);
    const start = input.flag("start") !== false;
    if (start) {
      const tool = createServiceTool(context, facts);
      await withProgress(context, "waiting for the service manager", () => tool.enable());
    }
    const wire = { name: facts.name, file: facts.file, started: start, path: facts.path };
    out.result(wire, () => [`wrote ${facts.file}`, ...(start ? [`${facts.name} is started`] : [])]);
    if (facts.kind === "systemd")
      out.notice("to keep it running while you are logged out: loginctl enable-linger");
  },
};

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    throw new WakehookError("refused", `${file} cannot be written: ${toError(error).message}`, {
      hint: "wakehook service install --print shows what belongs there",
      cause: error,
    });
  }
}
