// The route about what keeps wakehook from working.

import type { DoctorReport } from "../../core/ports/doctor-port.ts";
import { refusal, type Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";

/** Its handler. */
export function createDoctorHandlers(
  { doctor }: Pick<AdminDeps, "doctor">,
  answers: Answers,
): Handlers<"doctor"> {
  return {
    async doctor({ query }) {
      if (query.last === true) {
        const { report, isLooking } = doctor.last();
        return answers.json(wireReport(report, isLooking));
      }
      const looked = await doctor.look();
      if (looked.ok) return answers.json(wireReport(looked.report, false));
      return refusal("internal", looked.message, "run it yourself: wakehook doctor");
    },
  };
}

function wireReport(report: DoctorReport | null, isLooking: boolean) {
  return {
    looking: isLooking,
    examined_at: report?.examinedAt ?? null,
    duration_ms: report?.durationMs ?? null,
    findings: report?.findings ?? null,
  };
}
