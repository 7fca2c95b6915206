// What a repair did, for a person and for a program.

import type { Repaired } from "../../ledger/guards/repair.ts";
import type { RepairReport, SequenceRange } from "../../ledger/salvage/report.ts";

/** Most ids on a line; `--json` has them all. */
const MOST_SHOWN = 20;

/** The report of a repair in lines. */
export function repairLines({ old, report, resumed }: Repaired): string[] {
  const { salvaged, lost } = report;
  return [
    ...(resumed ? ["an earlier repair was cut off at its last steps; they are done now"] : []),
    `salvaged: ${salvaged.deliveries} deliveries, ${salvaged.bodies} bodies, ${salvaged.claims} claims, ${salvaged.runs} runs, ${salvaged.reports} reports`,
    ...lostLines(lost),
    ...stateLines(report),
    `the old database is kept: ${old}`,
    "next: wakehook start",
  ];
}

/** The report of a repair as JSON. */
export function repairToWire({ old, report, resumed }: Repaired) {
  const { orphanBodies, unreadableRows, logFrames, ...lost } = report.lost;
  const { salvaged, statesInDoubt, held, ended, interrupted } = report;
  return {
    resumed,
    salvaged,
    lost: {
      ...lost,
      orphan_bodies: orphanBodies,
      unreadable_rows: unreadableRows,
      log_frames: logFrames,
    },
    states_in_doubt: statesInDoubt,
    held,
    ended,
    interrupted,
    old,
  };
}

function lostLines(lost: RepairReport["lost"]): string[] {
  const { deliveries, bodies } = lost;
  const unreadable = Object.entries(lost.unreadableRows).map(
    ([table, count]) => `${count} of ${table}`,
  );
  const lines = [
    ...counted(deliveries.count, "deliveries", [
      ...(deliveries.sequences.length === 0
        ? []
        : [`number ${deliveries.sequences.map(rangeWords).join(", ")}`]),
      ...idWords(deliveries.ids),
    ]),
    ...counted(bodies.count, "bodies of deliveries that are there", idWords(bodies.ids)),
    ...(lost.bodiless === 0
      ? []
      : [`without a body: ${lost.bodiless} ended deliveries, emptied by retention or lost`]),
    ...counted(lost.orphanBodies, "bodies whose delivery is lost (the old database has them)"),
    ...counted(lost.claims, "claims of lost deliveries: a repeat of those is taken as new"),
    ...counted(unreadable.length, "tables with rows that cannot be read", [unreadable.join(", ")]),
    ...counted(lost.pages, "pages that cannot be read"),
    ...counted(lost.logFrames, "pages of the write-ahead log that are not what was written"),
  ];
  return lines.length === 0 ? ["lost: nothing that is known of"] : lines;
}

function stateLines({ statesInDoubt, held, ended, interrupted }: RepairReport): string[] {
  const release = "look at each, then wakehook delivery release ID, or discard";
  return [
    ...(held > 0
      ? [`${held} that waited are held:salvaged, since they may have run: ${release}`]
      : []),
    ...(ended > 0
      ? [
          `${ended} that waited are error:exception: their body is lost; let the sender deliver again`,
        ]
      : []),
    ...(interrupted > 0 ? [`${interrupted} that ran are error:interrupted`] : []),
    ...(statesInDoubt
      ? [
          "rows may be older than the last that was written of them; what is done may have been reported already",
        ]
      : []),
  ];
}

function counted(count: number, what: string, details: readonly string[] = []): string[] {
  if (count === 0) return [];
  const words = details.filter((detail) => detail !== "");
  return [`lost: ${count} ${what}${words.length === 0 ? "" : ` (${words.join("; ")})`}`];
}

function idWords(ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const more =
    ids.length > MOST_SHOWN ? ` and ${ids.length - MOST_SHOWN} more, all with --json` : "";
  return [`${ids.slice(0, MOST_SHOWN).join(", ")}${more}`];
}

function rangeWords({ first, last }: SequenceRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}
