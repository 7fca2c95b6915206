// kill -9, at random moments under load and at chosen points. Every 202 that was read is in the ledger, once; all
// end in a status; none runs twice. A control that answers before the commit must not pass the same check.

import { killEarlyAnswer } from "../crash/early-answer.ts";
import { bundleLauncher } from "../crash/launcher.ts";
import { killUnderLoad, type Round } from "../crash/under-load.ts";
import type { Part, Row, TortureContext } from "../part.ts";

const SCALES = {
  short: { homes: 1, kills: 40, control: 4 },
  long: { homes: 10, kills: 100, control: 20 },
};

/** Kills of the daemon. */
export const crash: Part = {
  name: "crash",
  title: "kill -9 at random moments under load, and at chosen points",
  async run(context) {
    const counts = SCALES[context.scale];
    const launcher = await bundleLauncher(await context.folder());
    const rounds: Round[] = [];
    for (let number = 1; number <= counts.homes; number += 1) {
      const round = await killUnderLoad(context, launcher, counts.kills);
      rounds.push(round);
      const { acknowledged, findings, extent } = round;
      context.say(`home ${number}: ${counts.kills} kills, ${acknowledged} answered 202`);
      context.say(JSON.stringify({ findings, extent }).slice(0, 1000));
    }
    return [...loadRows(rounds, counts.homes * counts.kills), await controlRow(context)];
  },
};

function loadRows(rounds: readonly Round[], kills: number): Row[] {
  const count = (of: (round: Round) => number): number =>
    rounds.reduce((sum, round) => sum + of(round), 0);
  const fault = "kill -9 at a random moment under load";
  const row = (promised: string, broken: number, among: number, what: string): Row => ({
    fault,
    times: kills,
    promised,
    seen: `${broken} of ${among.toLocaleString("en")} ${what}`,
    // What was checked is worth a check.
    kept: broken === 0 && among > kills / 4,
  });
  const acknowledged = count((round) => round.acknowledged);
  const starts = count(({ extent }) => extent.starts);
  const wrong = count(
    ({ findings: { lost, twice, misnamed } }) => lost.length + twice.length + misnamed.length,
  );
  const interrupted = count(({ extent }) => extent.statuses["long error:interrupted"] ?? 0);
  const again = count(({ extent }) => extent.toldTwice);
  const reports = row(
    "every end is reported",
    count((one) => one.findings.untold.length),
    starts,
    "unreported",
  );
  return [
    row("what got 202 is in the ledger, once", wrong, acknowledged, "answers with 202"),
    row(
      "no program is started twice",
      count((one) => one.findings.ranTwice.length),
      starts,
      "started programs",
    ),
    row(
      "every delivery ends in a status that is true",
      count(({ findings: { unended, neverRan } }) => unended.length + neverRan.length),
      count(({ extent }) => extent.deliveries),
      "deliveries",
    ),
    { ...reports, seen: `${reports.seen}; ${again} arrived twice` },
    row(
      "a dead daemon's programs are ended",
      count(({ living }) => living.length),
      interrupted,
      "still ran",
    ),
  ];
}

async function controlRow(context: TortureContext): Promise<Row> {
  const kills = SCALES[context.scale].control;
  const { acknowledged, lost } = await killEarlyAnswer(context, kills);
  return {
    fault: "control: answers before the commit",
    times: kills,
    promised: "fails this check",
    seen: `${lost} of ${acknowledged.toLocaleString("en")} answers with 202 lost`,
    kept: lost > 0 && acknowledged > 20,
  };
}
