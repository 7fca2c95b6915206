import { relayPaths } from "../../../relay/paths.ts";
import { loadRelayConfig } from "../../../relay/settings/load-relay-config.ts";
import type { Command } from "../../command.ts";
import { reportProblems } from "../../settings/report-problems.ts";

/** `wakehook relay check`. */
export const relayCheck: Command = {
  options: [["--strict", "warnings count as errors"]],
  examples: ["wakehook relay check"],
  async run(context, input) {
    const { paths, environment } = context;
    const { configFile } = relayPaths(paths.root);
    const { problems } = await loadRelayConfig(configFile, environment);
    return reportProblems(context, input, { problems, about: "relay.json: " });
  },
};
