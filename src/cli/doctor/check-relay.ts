// The relay of this home, where there is one: its settings, whether it runs, and what nobody fetched.

import { existsSync } from "node:fs";
import { problemText } from "../../core/settings/problem.ts";
import { relayPaths } from "../../relay/paths.ts";
import { readRelayReport } from "../../relay/report/read-report.ts";
import { findRelay } from "../../relay/running.ts";
import { loadRelayConfig } from "../../relay/settings/load-relay-config.ts";
import type { CommandContext } from "../command.ts";
import { totalsOf } from "../relay/relay-totals.ts";
import { counted } from "../terminal/columns.ts";
import { ok, type Finding } from "./finding.ts";

const CHECK = "relay";

/** Nothing where no relay ever was. */
export async function checkRelay({
  paths,
  environment,
}: Pick<CommandContext, "paths" | "environment">): Promise<Finding[]> {
  const files = relayPaths(paths.root);
  if (!existsSync(files.folder)) return [];
  const { problems } = await loadRelayConfig(files.configFile, environment);
  const running = await findRelay(files);
  const totals = totalsOf(readRelayReport(files.database, running !== null));
  const connected = `${totals.connected} of ${counted(totals.daemons, "daemon")} connected`;
  return [
    ...problems.map((problem): Finding => {
      return { check: CHECK, level: problem.level, message: problemText(problem) };
    }),
    running === null
      ? { check: CHECK, level: "note", message: "does not run", hint: "wakehook relay start" }
      : ok(CHECK, `runs as process ${running.pid}: ${connected}, ${totals.waiting} wait`),
    ...(totals.expired === 0 ? [] : [givenUp(totals.expired)]),
  ];
}

function givenUp(expired: number): Finding {
  return {
    check: CHECK,
    level: "warning",
    message: `${counted(expired, "request")} waited longer than max_age and ${expired === 1 ? "was" : "were"} given up`,
    hint: "see wakehook relay list: which daemon is away?",
  };
}
