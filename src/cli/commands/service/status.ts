import { readFile } from "node:fs/promises";
import { EXIT_CODES } from "../../../core/records/errors.ts";
import { fields } from "../../terminal/columns.ts";
import type { Command } from "../../command.ts";
import { serviceFacts } from "../../service/facts.ts";
import { partOf, RELAY_OPTION } from "../../service/part-option.ts";
import { storedPath } from "../../service/service-file.ts";
import { createServiceTool } from "../../service/service-tool.ts";

/** `wakehook service status`. */
export const serviceStatus: Command = {
  options: [RELAY_OPTION],
  details: "Exit code 5 where no service is installed.",
  examples: ["wakehook service status"],
  async run(context, input) {
    const { out } = context;
    const facts = serviceFacts(context, partOf(input));
    const text = await readFile(facts.file, "utf8").catch(() => null);
    const installed = text !== null;
    const tool = createServiceTool(context, facts);
    const active = installed ? await tool.isActive() : false;
    const path = text === null ? null : storedPath(text);
    const wire = { name: facts.name, file: facts.file, installed, active, path };
    out.result(wire, () =>
      fields([
        ["service", facts.name],
        ["file", installed ? facts.file : `${facts.file} (not installed)`],
        [
          "runs",
          active === null ? "unknown: the service manager does not answer" : active ? "yes" : "no",
        ],
        ["PATH", path],
      ]),
    );
    return installed ? EXIT_CODES.done : EXIT_CODES.not_found;
  },
};
