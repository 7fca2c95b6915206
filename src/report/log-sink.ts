import type { Log } from "../core/ports/log-port.ts";
import { toMessage } from "./message.ts";
import type { ReportSink } from "./sink.ts";

/** Reports into the daemon's log: the owner who has no chat yet reads them there and in `wakehook tail`. */
export function createLogSink(log: Log): ReportSink {
  return (report, { messageId }) => {
    const about =
      "notice" in report
        ? { notice: report.notice }
        : { delivery: report.delivery_id, run: report.run_id, status: report.status };
    log.info("report", {
      hook: report.hook_id,
      ...about,
      id: messageId,
      message: toMessage(report),
    });
    return Promise.resolve({ ok: true });
  };
}
