// What the owner may know and ask of the program that makes the hook listener reachable from outside.

import type { ExposeProgramName } from "../settings/expose.ts";

/** `refused`: it needs the owner; `down`: it is tried again by itself. */
export type ExposeState = "off" | "starting" | "up" | "down" | "refused";

/** How the way in does. */
export interface ExposeStatus {
  /** null: config.json names none. */
  readonly program: ExposeProgramName | null;
  readonly state: ExposeState;
  /** Since when, epoch milliseconds. */
  readonly since: number;
  /** The address outside; null: it is not known now. */
  readonly url: string | null;
  /** What is wrong, and what to do about it. */
  readonly detail: string | null;
  readonly hint: string | null;
  /** The program's own; null: not asked yet. */
  readonly version: string | null;
  readonly pid: number | null;
  /** How often it has ended since the daemon started. */
  readonly ended: number;
  /** Epoch milliseconds; null: it runs, or is off. */
  readonly nextTryAt: number | null;
  /** `kept`: webhooks.public_base_url is the owner's own and another one; null: there was no address yet. */
  readonly baseUrl: "written" | "kept" | "not_written" | null;
}

/** Implemented by the supervisor. */
export interface ExposePort {
  status(): ExposeStatus;
  /** Tries at once what waits for its next try. */
  retry(): void;
}
