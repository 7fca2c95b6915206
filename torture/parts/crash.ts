// kill -9, at random moments under load and at chosen points. Every 202 that was read is in the ledger, once; all
// end in a status; none runs twice. Controls that break a promise must not pass the same check.

import path from "node:path";
import { buildShim } from "../build-shim.ts";
import { earlyAnswerRow, runAgainRow } from "../crash/controls.ts";
import { openLives } from "../crash/points/lives.ts";
import { dieAtNamedPoints } from "../crash/points/named.ts";
import { sweepPoints } from "../crash/points/sweep.ts";
import { leftRow, loadRows, namedRows, sweepRow } from "../crash/rows.ts";
import { killUnderLoad, type Round } from "../crash/under-load.ts";
import { turnRows } from "../crash/turns.ts";
import type { Part, Row, TortureContext } from "../part.ts";

const SCALES = {
  short: { homes: 1, kills: 8, named: 1, step: 60, early: 2, again: 2, talks: 2 },
  long: { homes: 10, kills: 100, named: 5, step: 1, early: 20, again: 5, talks: 100 },
};
const SHIM = path.join(import.meta.dirname, "../crash/points/kill-at.c");

/** Kills of the daemon. */
export const crash: Part = {
  name: "crash",
  title: "kill -9 at random moments under load, and at chosen points",
  async run(context) {
    const { early, again, talks } = SCALES[context.scale];
    return [
      ...(await killAtRandom(context)),
      await earlyAnswerRow(context, early),
      ...(await killAtPoints(context)),
      await runAgainRow(context, again),
      ...(await turnRows(context, talks)),
    ];
  },
};

async function killAtRandom(context: TortureContext): Promise<Row[]> {
  const { homes, kills } = SCALES[context.scale];
  const rounds: Round[] = [];
  for (let number = 1; number <= homes; number += 1) {
    const round = await killUnderLoad(context, kills);
    rounds.push(round);
    const { acknowledged, findings, extent } = round;
    context.say(`home ${number}: ${kills} kills, ${acknowledged} answered 202`);
    context.say(JSON.stringify({ findings, statuses: extent.statuses }).slice(0, 1000));
  }
  const left = rounds.flatMap((round) => round.left);
  if (left.length > 0) context.say(`left behind: ${left.slice(0, 10).join(", ")}`);
  return loadRows(rounds, homes * kills);
}

async function killAtPoints(context: TortureContext): Promise<Row[]> {
  const { named, step } = SCALES[context.scale];
  const what = "kill -9 at chosen points";
  const shim = buildShim(context, { source: SHIM, folder: await context.folder(), what });
  if (shim === null) return [];
  const lives = () => openLives(context, shim);
  const atNamed = await dieAtNamedPoints(await lives(), named);
  context.say("died at the points between the steps");
  const atWork = await sweepPoints(await lives(), { step, way: "work" });
  context.say(`died before ${atWork.deaths.length} calls of a delivery's way`);
  const inRecovery = await sweepPoints(await lives(), { step, way: "recovery" });
  context.say(`died before ${inRecovery.deaths.length} calls of a recovery`);
  const judgements = [atNamed, atWork, inRecovery].map(({ judgement }) => judgement);
  for (const { left } of judgements)
    if (left.length > 0) context.say(`left behind: ${left.join(", ")}`);
  const rows = [
    ...namedRows(atNamed),
    sweepRow(atWork, "from the request to the report"),
    sweepRow(inRecovery, "from the start to the end of what was interrupted"),
  ];
  const deaths = rows.reduce((sum, { times }) => sum + times, 0);
  return [...rows, leftRow(judgements, deaths)];
}
