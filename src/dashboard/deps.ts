// What the dashboard needs of the rest of the program: the API as the owner calls it, what happens, a clock.

import type { DashboardNeeds } from "../core/ports/dashboard-port.ts";
import type { Log } from "../core/ports/log-port.ts";
import type { Source } from "../core/events/source.ts";
import type { Clock } from "../system/clock.ts";
import type { Randomness } from "../system/randomness.ts";

/** Everything that `createDashboard` needs. */
export interface DashboardDeps extends DashboardNeeds {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  readonly findSource: (name: string) => Source | undefined;
  /** Replaces every secret value in a text. */
  readonly mask: (text: string) => string;
  /** Where the folders of wakehook's own tasks lie. */
  readonly tasksFolder: string;
  /** The database's file. */
  readonly database: string;
  readonly version: string;
  /** When the daemon started, epoch milliseconds. */
  readonly startedAt: number;
  /** The machine's zone, for a config.json that names none. */
  readonly timezone: string;
}
