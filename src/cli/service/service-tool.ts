// What is asked of systemctl or launchctl, in words of this program.

import { askProgram, type ProgramAnswer } from "../../agents/process/ask-program.ts";
import { createRunProcess } from "../../agents/process/run-process.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { Clock } from "../../system/clock.ts";
import type { Environment } from "../../system/environment.ts";
import { printableLine } from "../terminal/printable.ts";
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

type Ask = (argv: Argv) => Promise<ProgramAnswer>;

/** The service manager of this system. */
export function createServiceTool(
  deps: { clock: Clock; environment: Environment },
  facts: ServiceFacts,
): ServiceTool {
  const runProcess = createRunProcess({ clock: deps.clock });
  const environment = Object.fromEntries(
    Object.entries(deps.environment).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    ),
  );
  const ask: Ask = (argv) => askProgram(runProcess, { argv, environment, timeoutMs: TOOL_MS });
  const must = async (argv: Argv): Promise<void> => {
    const answer = await ask(argv);
    if (answer.end.cause === "exit" && answer.end.exitCode === 0) return;
    throw new WakehookError("refused", `${argv.join(" ")}: ${words(answer)}`, {
      hint: `the file is ${facts.file}; without a service manager, run: wakehook start`,
    });
  };
  return facts.kind === "systemd" ? systemd(facts, ask, must) : launchd(facts, ask, must);
}

function systemd(
  { name }: ServiceFacts,
  ask: Ask,
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
    forget: async () => void (await ask(call("daemon-reload"))),
    async isActive() {
      const { end, text } = await ask(call("is-active", unit));
      const state = /^[a-z]+$/m.exec(text)?.[0];
      return end.cause !== "exit" || state === undefined ? null : state === "active";
    },
  };
}

function launchd(
  { name, file, userId }: ServiceFacts,
  ask: Ask,
  must: (argv: Argv) => Promise<void>,
): ServiceTool {
  const domain = `gui/${userId}`;
  return {
    async enable() {
      // One that is loaded already would refuse the new file.
      await ask(["launchctl", "bootout", `${domain}/${name}`]);
      await must(["launchctl", "bootstrap", domain, file]);
    },
    disable: () => must(["launchctl", "bootout", `${domain}/${name}`]),
    forget: () => Promise.resolve(),
    async isActive() {
      const { end, text } = await ask(["launchctl", "print", `${domain}/${name}`]);
      return end.cause === "exit" ? end.exitCode === 0 && /state = running/.test(text) : null;
    },
  };
}

function words({ end, text }: ProgramAnswer): string {
  if (end.cause === "not_found") return "there is no such program on the PATH";
  if (end.cause === "timeout") return `no answer within ${TOOL_MS / 1000} s`;
  if (end.cause !== "exit") return printableLine(end.error ?? end.cause);
  const said = text.trim();
  return `exit code ${end.exitCode}${said === "" ? "" : `: ${printableLine(said, 500)}`}`;
}
