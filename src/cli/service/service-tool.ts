// What is asked of systemctl or launchctl, in words of this program.

import type { RunTool, ToolEnd } from "../../agents/run-tool.ts";
import { WakehookError } from "../../core/errors.ts";
import type { Environment } from "../../system/environment.ts";
import { printableLine } from "../printable.ts";
import type { ServiceFacts } from "./facts.ts";

const TOOL_MS = 30_000;

type Argv = readonly [program: string, ...args: string[]];

/** The system's service manager, for one service. */
export interface ServiceTool {
  /** Starts it now and with the machine. @throws WakehookError `refused`. */
  enable(): Promise<void>;
  /** Stops it, and with the machine no more. @throws WakehookError `refused`. */
  disable(): Promise<void>;
  /** Reads its files again after one has gone. */
  forget(): Promise<void>;
  /** null: the service manager cannot be asked. */
  isActive(): Promise<boolean | null>;
}

/** The service manager of this system. */
export function createServiceTool(
  deps: { runTool: RunTool; environment: Environment },
  facts: ServiceFacts,
): ServiceTool {
  const run = (argv: Argv): Promise<ToolEnd> =>
    deps.runTool(argv, { environment: deps.environment, timeoutMs: TOOL_MS });
  const must = async (argv: Argv): Promise<void> => {
    const end = await run(argv);
    if (end.kind === "ended" && end.exitCode === 0) return;
    throw new WakehookError("refused", `${argv.join(" ")}: ${words(end)}`, {
      hint: `the file is ${facts.file}; without a service manager, run: wakehook start`,
    });
  };
  return facts.kind === "systemd" ? systemd(facts, run, must) : launchd(facts, run, must);
}

function systemd(
  { name }: ServiceFacts,
  run: (argv: Argv) => Promise<ToolEnd>,
  must: (argv: Argv) => Promise<void>,
): ServiceTool {
  const unit = `${name}.service`;
  const call = (...args: string[]): Argv => ["systemctl", "--user", ...args];
  return {
    async enable() {
      await must(call("daemon-reload"));
      await must(call("enable", unit));
      // A service that runs already takes the new file up too.
      await must(call("restart", unit));
    },
    disable: () => must(call("disable", "--now", unit)),
    forget: async () => void (await run(call("daemon-reload"))),
    async isActive() {
      const end = await run(call("is-active", unit));
      if (end.kind !== "ended" || end.stdout.trim() === "") return null;
      return end.stdout.trim() === "active";
    },
  };
}

function launchd(
  { name, file, userId }: ServiceFacts,
  run: (argv: Argv) => Promise<ToolEnd>,
  must: (argv: Argv) => Promise<void>,
): ServiceTool {
  const domain = `gui/${userId}`;
  return {
    async enable() {
      // One that is loaded already would refuse the new file.
      await run(["launchctl", "bootout", `${domain}/${name}`]);
      await must(["launchctl", "bootstrap", domain, file]);
    },
    disable: () => must(["launchctl", "bootout", `${domain}/${name}`]),
    forget: () => Promise.resolve(),
    async isActive() {
      const end = await run(["launchctl", "print", `${domain}/${name}`]);
      if (end.kind !== "ended") return null;
      return end.exitCode === 0 && /state = running/.test(end.stdout);
    },
  };
}

function words(end: ToolEnd): string {
  if (end.kind === "timeout") return `no answer within ${TOOL_MS / 1000} s`;
  if (end.kind === "not_started") return printableLine(end.error);
  const said = end.stderr.trim() || end.stdout.trim();
  return `exit code ${end.exitCode}${said === "" ? "" : `: ${printableLine(said, 500)}`}`;
}
