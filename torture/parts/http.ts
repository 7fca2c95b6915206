// Part `http`: the table of answers, sent to the real daemon over raw sockets.

import { askBareServer } from "../http/bare-server.ts";
import { judgeCases } from "../http/judge.ts";
import { openTarget } from "../http/daemon.ts";
import { CASE_GROUPS } from "../http/cases/table.ts";
import type { Part, Row, TortureContext } from "../part.ts";

/** Every shape of request that is known to have fooled a server. */
export const http: Part = {
  name: "http",
  title: "raw requests that no well-behaved sender sends",
  run,
};

async function run(context: TortureContext): Promise<Row[]> {
  const target = await openTarget(context);
  const rows: Row[] = [];
  const wrong: string[] = [];
  for (const { title, cases } of CASE_GROUPS) {
    const verdicts = await judgeCases(cases, target);
    for (const { what, trouble } of verdicts)
      if (trouble !== null) {
        wrong.push(what);
        context.say(`${title}: ${what}: ${trouble}`);
      }
    const right = verdicts.filter(({ trouble }) => trouble === null).length;
    rows.push({
      fault: `${title[0]?.toLowerCase() ?? ""}${title.slice(1)}: raw requests`,
      times: cases.length,
      promised: "each its own answer, kept or closed, and nothing recorded but what got a 202",
      seen: `${right} of ${cases.length} as in docs/http-answers.md`,
      kept: right === cases.length,
    });
  }
  rows.push(await target.afterwards());
  rows.push(await askBareServer(CASE_GROUPS.flatMap(({ cases }) => cases)));
  return rows;
}
