import type { DoctorFinding } from "../../core/ports/doctor-port.ts";
import { toError, WakehookError, type ErrorCode } from "../../core/records/errors.ts";

/** What one check of `doctor` found. */
export interface Finding extends DoctorFinding {
  /** Decides the exit code, for errors. */
  readonly code?: ErrorCode;
}

/** All is well. */
export function ok(check: string, message: string): Finding {
  return { check, level: "ok", message };
}

/** What was thrown, as a finding. */
export function failed(check: string, thrown: unknown, code: ErrorCode): Finding {
  const error = toError(thrown);
  if (!(error instanceof WakehookError))
    return { check, level: "error", message: error.message, code };
  return { check, level: "error", message: error.message, hint: error.hint, code: error.code };
}
