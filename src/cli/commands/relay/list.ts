import { relayPaths } from "../../../relay/paths.ts";
import {
  readRelayReport,
  type DaemonReport,
  type HookReport,
} from "../../../relay/report/read-report.ts";
import { findRelay } from "../../../relay/running.ts";
import type { Command } from "../../command.ts";
import { sizeWords } from "../../relay/relay-totals.ts";
import { columns } from "../../terminal/columns.ts";
import { ago } from "../../terminal/when.ts";

/** `wakehook relay list`. */
export const relayList: Command = {
  details:
    "Reads the relay's database, so it works beside a running relay and without one. What a request holds is\nsealed for its daemon: the relay cannot show it.",
  examples: ["wakehook relay list", "wakehook relay list --json"],
  async run({ paths, out, clock }) {
    const files = relayPaths(paths.root);
    const isRunning = (await findRelay(files)) !== null;
    const daemons = readRelayReport(files.database, isRunning);
    const now = clock.now();
    out.result({ running: isRunning, daemons: daemons.map(wireOf) }, () =>
      daemons.flatMap((daemon) => [
        out.style("bold", daemon.name) + `  ${presence(daemon, now)}`,
        ...columns(daemon.hooks.map((hook) => cells(hook, now))),
      ]),
    );
    if (!isRunning) out.notice("no relay runs here: wakehook relay start");
    else if (daemons.length === 0)
      out.notice("no daemon has been here; make a key for one: wakehook relay key add <daemon>");
  },
};

function presence({ connectedAt, disconnectedAt, version }: DaemonReport, now: number): string {
  if (connectedAt !== null) return `connected ${ago(connectedAt, now)}, wakehook ${version}`;
  return disconnectedAt === null ? "away" : `away, last here ${ago(disconnectedAt, now)}`;
}

function cells(hook: HookReport, now: number): string[] {
  const { waiting, waitingBytes, oldestAt, expired } = hook;
  const oldest = oldestAt === null ? "" : `, oldest ${ago(oldestAt, now)}`;
  return [
    `  ${hook.hook}`,
    hook.source === null ? "no longer registered" : hook.source + (hook.enabled ? "" : " (off)"),
    waiting === 0 ? "nothing waits" : `${waiting} wait (${sizeWords(waitingBytes)})${oldest}`,
    expired === 0 ? "" : `${expired} given up`,
    lastWords(hook, now),
  ];
}

function lastWords({ last }: HookReport, now: number): string {
  if (last === null) return "";
  const { receivedAt, state, answerStatus, resultStatus } = last;
  const end = resultStatus ?? (answerStatus === null ? state : `${state} (${answerStatus})`);
  return `last: ${end}, ${ago(receivedAt, now)}`;
}

function wireOf({ connectedAt, disconnectedAt, hooks, ...daemon }: DaemonReport): unknown {
  return {
    ...daemon,
    connected_at: connectedAt,
    disconnected_at: disconnectedAt,
    hooks: hooks.map(({ waitingBytes, oldestAt, last, ...hook }) => ({
      ...hook,
      waiting_bytes: waitingBytes,
      oldest_at: oldestAt,
      last: last && {
        received_at: last.receivedAt,
        state: last.state,
        answer_status: last.answerStatus,
        result_status: last.resultStatus,
      },
    })),
  };
}
