import { mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { TargetOf } from "../core/settings/target.ts";
import type { RunId } from "../core/records/ids.ts";
import { toMessage } from "./message.ts";
import type { ReportSink, SinkResult } from "./sink.ts";
import type { SinkDeps } from "./sinks.ts";

const DEFAULT_TIMEOUT_MS = 60_000;
const OUTPUT_LIMIT_BYTES = 1_048_576;

/**
 * Reports to a program of the owner: the message on standard input; exit code 0 says that it took it. By
 * WAKEHOOK_MESSAGE_ID it knows a message that it gets again.
 */
export function createCommandSink(deps: SinkDeps, target: TargetOf<"command">): ReportSink {
  return async (report, { id, messageId, signal }) => {
    if (!deps.config().features.commands)
      return { ok: false, error: "features.commands is off", final: true };
    // The target's name is part of it: what ends this program must not sweep away another target's.
    const subject = "notice" in report ? `notice_${id}` : report.delivery_id;
    const runId = `report_${subject}.${target.name}` as RunId;
    // A daemon that died while it reported left its program running; two at a time would tell it twice.
    await deps.sweep(runId);
    const folder = await mkdtemp(path.join(deps.paths.runsFolder, ".report-"));
    try {
      const stdinFile = path.join(folder, "message.txt");
      await writeFile(stdinFile, `${toMessage(report)}\n`, { mode: 0o600 });
      const end = await deps.runProcess({
        runId,
        argv: target.command,
        folder: target.folder ?? deps.paths.root,
        environment: { ...deps.environment(), WAKEHOOK_MESSAGE_ID: messageId },
        stdinFile,
        stdoutFile: path.join(folder, "stdout.log"),
        stderrFile: path.join(folder, "stderr.log"),
        timeoutMs:
          target.timeoutSeconds === undefined ? DEFAULT_TIMEOUT_MS : target.timeoutSeconds * 1000,
        outputLimitBytes: OUTPUT_LIMIT_BYTES,
        signal,
        onStarted: () => {},
      });
      return toResult(target, end.cause, end.exitCode, end.signal);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

function toResult(
  target: TargetOf<"command">,
  cause: string,
  exitCode: number | null,
  signal: string | null,
): SinkResult {
  if (cause === "exit" && exitCode === 0) return { ok: true };
  const how =
    cause === "exit"
      ? `ended with ${exitCode === null ? `signal ${String(signal)}` : `exit code ${String(exitCode)}`}`
      : cause;
  return { ok: false, error: `target ${target.name}: ${how}`, final: false };
}
