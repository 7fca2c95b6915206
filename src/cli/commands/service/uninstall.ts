import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { toError, WakehookError } from "../../../core/records/errors.ts";
import type { Command } from "../../command.ts";
import { withProgress } from "../../terminal/progress.ts";
import { serviceFacts } from "../../service/facts.ts";
import { partOf, RELAY_OPTION } from "../../service/part-option.ts";
import { createServiceTool } from "../../service/service-tool.ts";

/** `wakehook service uninstall`. */
export const serviceUninstall: Command = {
  options: [RELAY_OPTION],
  details: "Stops the service and removes its file; the home folder stays as it is.",
  examples: ["wakehook service uninstall"],
  async run(context, input) {
    const { out } = context;
    const facts = serviceFacts(context, partOf(input));
    if (!existsSync(facts.file))
      throw new WakehookError("not_found", `there is no service: ${facts.file} does not exist`);
    const tool = createServiceTool(context, facts);
    await withProgress(context, "waiting for the service to stop", async () => {
      try {
        await tool.disable();
      } catch (error) {
        // The file goes all the same: a manager that cannot be asked must not keep it there.
        out.notice(toError(error).message);
      }
    });
    await rm(facts.file, { force: true });
    await tool.forget();
    out.result({ name: facts.name, file: facts.file, removed: true }, () => [
      `removed ${facts.file}`,
    ]);
  },
};
