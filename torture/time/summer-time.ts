// The two days of the year on which the clock is put forward and back, minute by minute, and over midnight.

import { isQuiet, minuteOfDay } from "../../src/core/admission/quiet-hours.ts";
import { aHook, aTarget, openHome } from "../../test/e2e/open-home.ts";
import { waitUntil } from "../load/wait-until.ts";
import type { Row, TortureContext } from "../part.ts";

const ZONE = "Europe/Berlin";
const HOUR = 60;
const DAY = 24 * HOUR;
const MINUTE_MS = 60_000;
const SOON_MS = 15_000;

interface Night {
  readonly what: string;
  /** Midnight of the zone before the clock changes. */
  readonly midnight: number;
  /** Minutes of that day that are quiet from 22:00 to 06:00, and from 02:00 to 03:00. */
  readonly quiet: readonly [overMidnight: number, inTheNight: number];
  /** When the clock says 06:00. */
  readonly sixOClock: number;
}

const NIGHTS: readonly Night[] = [
  {
    what: "the day on which the clock is put forward",
    midnight: Date.UTC(2026, 2, 28, 23),
    quiet: [7 * HOUR, 0],
    sixOClock: Date.UTC(2026, 2, 29, 4),
  },
  {
    what: "the day on which the clock is put back",
    midnight: Date.UTC(2026, 9, 24, 22),
    quiet: [9 * HOUR, 2 * HOUR],
    sixOClock: Date.UTC(2026, 9, 25, 5),
  },
];

/** Every minute of both days, and a daemon that holds a delivery through the night. */
export async function summerTime(context: TortureContext): Promise<Row[]> {
  const rows: Row[] = [];
  for (const night of NIGHTS) rows.push(countMinutes(night), await holdOverNight(context, night));
  return rows;
}

/** From midnight to midnight; the hours of the day are 23 or 25. */
function countMinutes({ what, midnight, quiet }: Night): Row {
  const windows = [
    { startMinute: 22 * HOUR, endMinute: 6 * HOUR },
    { startMinute: 2 * HOUR, endMinute: 3 * HOUR },
  ];
  const minutes: number[] = [];
  const isOfDay = (at: number): boolean => dateOf(at) === dateOf(midnight);
  for (let at = midnight; isOfDay(at); at += MINUTE_MS) minutes.push(minuteOfDay(at, ZONE));
  const seen = windows.map((window) => minutes.filter((one) => isQuiet(window, one)).length);
  return {
    fault: what,
    times: minutes.length,
    promised: `quiet from 22:00 to 06:00: ${quiet[0]} minutes; from 02:00 to 03:00: ${quiet[1]}`,
    seen: `${seen.join(" and ")} minutes of ${minutes.length}`,
    kept: seen.join() === quiet.join() && minutes.length !== DAY,
  };
}

async function holdOverNight(context: TortureContext, night: Night): Promise<Row> {
  const home = await openHome({
    hooks: [aHook("night", { quiet_start: 22, quiet_end: 6, quiet_policy: "defer" })],
    config: {
      timezone: ZONE,
      features: { commands: true },
      targets: [aTarget("echo", "cat >/dev/null; echo ok")],
    },
  });
  context.after(() => home.close());
  home.clock.setTo(night.midnight - 30 * MINUTE_MS);
  const daemon = await home.start();
  const { id } = await daemon.post("night");
  const statusIs = (status: string) =>
    waitUntil(SOON_MS, () => home.delivery(id)?.status === status);
  const isHeld = await statusIs("held:quiet_hours");
  home.clock.skip(night.sixOClock - MINUTE_MS - home.clock.now());
  await daemon.admin("GET", "/status");
  const isHeldStill = home.delivery(id)?.status === "held:quiet_hours";
  home.clock.skip(2 * MINUTE_MS);
  const isRun = await statusIs("success");
  return {
    fault: `${night.what}: held from 23:30 on`,
    times: 1,
    promised: "held until the clock says 06:00, then it runs",
    seen: `${isHeld ? "held" : "NOT held"}; at 05:59 ${isHeldStill ? "held" : "NOT held"}; at 06:01 ${isRun ? "it ran" : "it did NOT run"}`,
    kept: isHeld && isHeldStill && isRun,
  };
}

function dateOf(at: number): string {
  return new Date(at).toLocaleDateString("sv-SE", { timeZone: ZONE });
}
