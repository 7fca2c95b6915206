// Every damage at many places: each is noticed, and a repair accounts for all that was promised.

import type { HomePaths } from "../../src/system/home.ts";
import type { Row, TortureContext } from "../part.ts";
import type { DeadHome, Promised } from "./dead-home.ts";
import { judge, judgeBare, judgeRepair, type Judged } from "./judge.ts";
import { LEDGER_DAMAGES, type LedgerDamage } from "./ledger-damages.ts";

const SHORT_PLACES = 4;

/** A row for each damage, and one for the control. */
export function fileRows(context: TortureContext, dead: DeadHome): Row[] {
  const rows = LEDGER_DAMAGES.map((damage) => {
    const row = damageRow(dead, damage, placesOf(context, damage));
    context.say(`${row.fault}: ${row.seen}`);
    return row;
  });
  return [...rows, controlRow(context, dead)];
}

function placesOf({ scale }: TortureContext, { places }: LedgerDamage): number[] {
  const count = scale === "long" ? places : Math.min(places, SHORT_PLACES);
  return Array.from({ length: count }, (_, index) => (index + Math.random()) / count);
}

function damageRow(dead: DeadHome, damage: LedgerDamage, places: readonly number[]): Row {
  const { promised } = dead;
  const judged = places.map((place) => judge(harmed(dead, damage, place), promised));
  const repaired = places.map((place) => judgeRepair(harmed(dead, damage, place), promised));
  const silent = judged.reduce((sum, { silentlyLost }) => sum + silentlyLost, 0);
  const noticed = judged.filter((one) => one.noticed).length;
  const loose = repaired.reduce((sum, one) => sum + one.loose + one.unaccounted, 0);
  const fault = repaired.find((one) => one.fault !== null)?.fault ?? null;
  const salvaged = repaired.reduce((sum, one) => sum + one.salvaged, 0);
  const share = ((100 * salvaged) / (places.length * promised.size)).toFixed(1);
  return {
    fault: damage.name,
    times: places.length,
    promised:
      damage.harmless === true
        ? "no row is lost"
        : "nothing lost in silence; a repair accounts for all",
    seen: `${noticed} noticed, ${silent} lost in silence; repair: ${share} % whole, ${loose} unaccounted${fault === null ? "" : `; ${fault.slice(0, 80)}`}`,
    kept: silent === 0 && loose === 0 && fault === null,
  };
}

function controlRow(context: TortureContext, dead: DeadHome): Row {
  const isTold = ({ name }: LedgerDamage): boolean =>
    name.startsWith("log") || name.includes("body");
  const judged: Judged[] = [];
  for (const damage of LEDGER_DAMAGES.filter(isTold))
    for (const place of placesOf(context, damage).slice(0, 20))
      judged.push(judgeBare(harmed(dead, damage, place), dead.promised));
  const silent = judged.reduce((sum, { silentlyLost }) => sum + silentlyLost, 0);
  return {
    fault: "control: SQLite by itself, of the same files",
    times: judged.length,
    promised: "fails this check",
    seen: `${silent} lost in silence`,
    kept: silent > 0,
  };
}

function harmed(
  dead: { copy(): HomePaths; promised: Promised },
  damage: LedgerDamage,
  place: number,
) {
  const paths = dead.copy();
  damage.harm(paths, place);
  return paths;
}
