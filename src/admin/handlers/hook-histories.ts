// What the ledger counts of hooks in, their pasts out; a piece at a time.

import type { HookTotal } from "../../core/ports/ledger-pieces-port.ts";
import type { HookHistory } from "../../core/ports/ledger-read-port.ts";
import { breathe } from "../../system/breathe.ts";
import type { AdminDeps } from "../deps.ts";
import { listInPieces } from "../../system/list-pieces.ts";

/** The pasts of hooks; of all where none is named. */
export async function hookHistories(
  { ledger }: Pick<AdminDeps, "ledger">,
  only?: string,
): Promise<HookHistory[]> {
  const totals = await countAll(ledger);
  const wanted = totals.filter(({ hookId }) => only === undefined || hookId === only);
  const histories: HookHistory[] = [];
  for (const { newest, ...total } of wanted)
    histories.push({ ...total, lastStatus: await lastStatus(ledger, total.hookId, newest) });
  return histories;
}

async function countAll({ pieces }: AdminDeps["ledger"]): Promise<HookTotal[]> {
  for (;;) {
    const totals = pieces.hookTotals();
    if (totals !== null) return totals;
    await breathe();
  }
}

/** Of its newest delivery that has ended. */
async function lastStatus(
  { pieces }: AdminDeps["ledger"],
  hookId: HookTotal["hookId"],
  newest: number,
): Promise<string | null> {
  const { rows } = await listInPieces(1, (below, limit) =>
    pieces.deliveries({ hookId, state: "done", limit }, below ?? newest + 1),
  );
  return rows[0]?.status ?? null;
}
