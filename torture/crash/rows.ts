// What was found comes in; the lines of the table go out.

import type { Row } from "../part.ts";
import type { Findings } from "./check-ledger.ts";
import type { Judgement } from "./points/lives.ts";
import { NAMED_POINTS, type NamedResult } from "./points/named.ts";
import { deathsByKind, type Sweep } from "./points/sweep.ts";
import type { Round } from "./under-load.ts";

const SHOWN = 3;
const ONCE = "kept once, no program twice, a status, a report";

/** One line per promise, over all homes. */
export function loadRows(rounds: readonly Round[], kills: number): Row[] {
  const count = (of: (round: Round) => number): number =>
    rounds.reduce((sum, round) => sum + of(round), 0);
  const row = (
    promised: string,
    broken: number,
    [among, what]: readonly [number, string],
  ): Row => ({
    fault: "kill -9 at a random moment under load",
    times: kills,
    promised,
    seen: `${broken} of ${among.toLocaleString("en")} ${what}`,
    // What was checked is worth a check.
    kept: broken === 0 && among > kills / 4,
  });
  const broken = (...names: readonly (keyof Findings)[]): number =>
    count(({ findings }) => names.reduce((sum, name) => sum + findings[name].length, 0));
  const acknowledged = count((round) => round.acknowledged);
  const deliveries = count(({ extent }) => extent.deliveries);
  const starts = count(({ extent }) => extent.starts);
  const interrupted = count(({ extent }) => extent.statuses["long error:interrupted"] ?? 0);
  const reports = row("every end is reported", broken("untold"), [starts, "not reported"]);
  return [
    row("what got 202 is in the ledger, once", broken("lost", "twice", "misnamed"), [
      acknowledged,
      "answers with 202 lost or doubled",
    ]),
    row("no program is started twice", broken("ranTwice"), [starts, "programs started again"]),
    row("every delivery ends in a status that is true", broken("unended", "neverRan"), [
      deliveries,
      "without",
    ]),
    { ...reports, seen: `${reports.seen}; ${count(({ extent }) => extent.toldTwice)} told twice` },
    row(
      "no program and no file is left behind",
      count(({ left }) => left.length),
      [interrupted, "left, of interrupted programs"],
    ),
  ];
}

/** One line per point. */
export function namedRows({ died, keysOf, judgement }: NamedResult): Row[] {
  return NAMED_POINTS.map((point) => {
    const times = died.get(point) ?? 0;
    const keys = new Set(keysOf.get(point));
    const wrong = faultsOf(judgement, (key) => keys.has(key));
    const statuses = [...keys].flatMap((key) => judgement.extent.statusOf.get(key) ?? []);
    const ends = [...new Set(statuses)].join(", ");
    const kept = ends === "" ? "kept" : `kept; ended as ${ends}`;
    return {
      fault: `kill -9: ${point.fault}`,
      times,
      promised: ONCE,
      seen: wrong.length === 0 ? kept : wrong.slice(0, SHOWN).join(", "),
      kept: wrong.length === 0 && times > 0,
    };
  });
}

/** One line for all points of a way. */
export function sweepRow({ deaths, step, judgement }: Sweep, way: string): Row {
  const wrong = faultsOf(judgement, () => true);
  return {
    fault: `kill -9 before ${step === 1 ? "each" : `every ${step}th`} call to the system, ${way}`,
    times: deaths.length,
    promised: ONCE,
    seen: wrong.length === 0 ? `kept; ${deathsByKind(deaths)}` : wrong.slice(0, SHOWN).join(", "),
    kept: wrong.length === 0 && deaths.length > 0,
  };
}

/** What is left of all the daemons that died at points. */
export function leftRow(judgements: readonly Judgement[], deaths: number): Row {
  const left = judgements.flatMap((judgement) => judgement.left);
  return {
    fault: "kill -9 at all these points",
    times: deaths,
    promised: "no program and no file is left behind",
    seen: left.length === 0 ? "nothing is left" : left.slice(0, SHOWN).join(", "),
    kept: left.length === 0,
  };
}

function faultsOf({ findings }: Judgement, isMeant: (key: string) => boolean): string[] {
  return Object.entries(findings).flatMap(([what, keys]) =>
    (keys as readonly string[]).filter((key) => isMeant(key)).map((key) => `${what}: ${key}`),
  );
}
