// What the owner may have forgotten: pauses, and deliveries that wait for a word.

import { explainPause } from "../../core/admission/explain-pause.ts";
import type { LedgerReadPort } from "../../core/ports/ledger-read-port.ts";
import type { CommandContext } from "../command.ts";
import { readLedger } from "../records/open-ledger.ts";
import { printableLine } from "../terminal/printable.ts";
import { failed, ok, type Finding } from "./finding.ts";

const MOST_LOOKED_AT = 1000;

/** What is paused, and what is held for which reasons. */
export async function checkControl({ paths, clock }: CommandContext): Promise<Finding[]> {
  try {
    const now = clock.now();
    return (await readLedger(paths, (ledger) => [...pauses(ledger, now), held(ledger)])) ?? [];
  } catch (error) {
    return [failed("held", error, "ledger_damaged")];
  }
}

function pauses(ledger: LedgerReadPort, now: number): Finding[] {
  return ledger.pauses().map((pause) => {
    const message = printableLine(explainPause(pause, now), 1000);
    return { check: "paused", level: pause.cause === "owner" ? "note" : "warning", message };
  });
}

function held(ledger: LedgerReadPort): Finding {
  const all = ledger.deliveries({ state: "held", limit: MOST_LOOKED_AT });
  if (all.length === 0) return ok("held", "nothing is held");
  const groups = Map.groupBy(all, ({ status }) => status ?? "held");
  const counts = [...groups].map(([status, list]) => `${list.length} ${status}`).join(", ");
  const isAll = all.length < MOST_LOOKED_AT;
  const words = isAll ? counts : `of the newest ${MOST_LOOKED_AT}: ${counts}; there may be more`;
  return { check: "held", level: "note", message: words, hint: "wakehook delivery list --held" };
}
