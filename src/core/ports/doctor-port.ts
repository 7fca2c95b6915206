// What `wakehook doctor` found, as it goes from one process to another, and who looks.

import * as z from "zod";
import { lazy } from "../wire/lazy.ts";

/** How a check came out. `note`: worth knowing, nothing to do. */
export const FINDING_LEVELS = ["ok", "note", "warning", "error"] as const;

/** A level of the closed list. */
export type FindingLevel = (typeof FINDING_LEVELS)[number];

/** What one check found. */
export interface DoctorFinding {
  readonly check: string;
  readonly level: FindingLevel;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

/** What `wakehook doctor --json` prints. */
export const doctorFindings = lazy(() =>
  z.object({
    findings: z.array(
      z.object({
        check: z.string(),
        level: z.enum(FINDING_LEVELS),
        message: z.string(),
        hint: z.string().optional(),
      }),
    ),
  }),
);

/** What all checks found. */
export interface DoctorReport {
  /** When the last check was done, epoch milliseconds. */
  readonly examinedAt: number;
  readonly durationMs: number;
  readonly findings: readonly DoctorFinding[];
}

/** Looks for what keeps wakehook from working. */
export interface DoctorPort {
  /** What was found last, null where nothing was yet; and whether it looks just now. */
  last(): { readonly report: DoctorReport | null; readonly isLooking: boolean };
  /** Looks. Who asks meanwhile, or shortly after, gets the same answer. Never rejects. */
  look(): Promise<
    | { readonly ok: true; readonly report: DoctorReport }
    | { readonly ok: false; readonly message: string }
  >;
}
