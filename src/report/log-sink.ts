import type { Log } from "../core/log-port.ts";
import { toMessage } from "./message.ts";
import type { Sink } from "./sink.ts";

/** Reports into the daemon's log: the owner who has no chat yet reads them there and in `wakehook tail`. */
export function createLogSink(log: Log): Sink {
  return (report) => {
    log.info("report", {
      hook: report.hook_id,
      delivery: report.delivery_id,
      run: report.run_id,
      status: report.status,
      message: toMessage(report),
    });
    return Promise.resolve({ ok: true });
  };
}
