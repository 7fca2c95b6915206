import { readFile } from "node:fs/promises";
import type { Config } from "../../core/settings/config.ts";
import { toError } from "../../core/records/errors.ts";
import { minuteOfDay } from "../../core/admission/quiet-hours.ts";
import { systemTimezone } from "../../system/clock.ts";
import type { CommandContext } from "../command.ts";
import { serviceFacts } from "../service/facts.ts";
import { storedPath } from "../service/service-file.ts";
import { ok, type Finding } from "./finding.ts";

/** This program is younger than no clock may be. Epoch milliseconds. */
const MADE_AT = Date.UTC(2026, 0, 1);

/** The clock, and the zone of quiet hours. */
export function checkClock({ clock }: CommandContext, config: Config): Finding {
  const check = "clock";
  const now = clock.now();
  const zone = config.timezone ?? systemTimezone();
  if (now < MADE_AT)
    return {
      check,
      level: "error",
      message: `the clock says ${new Date(now).toISOString()}`,
      hint: "set it: signatures with a time would be refused",
      code: "refused",
    };
  const minute = minuteOfDay(now, zone);
  const time = `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
  return ok(check, `${time} in ${zone}, for quiet hours`);
}

/** The PATH that the service keeps, and what is to be said of it; null where no service is installed. */
export interface ServicePath {
  readonly path: string | null;
  readonly finding: Finding;
}

/** Looks at the service. */
export async function readServicePath(context: CommandContext): Promise<ServicePath> {
  const check = "service";
  try {
    const facts = serviceFacts(context);
    const text = await readFile(facts.file, "utf8").catch(() => null);
    if (text === null)
      return { path: null, finding: { check, level: "note", message: "not installed" } };
    const path = storedPath(text);
    const same = path === (context.environment["PATH"] ?? "");
    const words = `${facts.file}, with ${same ? "your PATH" : "an older PATH than yours"}`;
    return { path, finding: same ? ok(check, words) : { check, level: "note", message: words } };
  } catch (error) {
    return { path: null, finding: { check, level: "note", message: toError(error).message } };
  }
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
