// Cases come in; what is wrong with each answer goes out. Those of which nothing may be recorded go out together.

import { deliveriesOf, type HttpCase } from "./case.ts";
import type { DaemonTarget } from "./daemon.ts";
import { exchange, type Seen } from "./exchange.ts";

/** A case that was tried. */
export interface Verdict {
  readonly what: string;
  /** What was seen in place of what should have been; null: all as it should be. */
  readonly trouble: string | null;
}

/** Tries cases on a daemon. */
export async function judgeCases(
  cases: readonly HttpCase[],
  target: DaemonTarget,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const one of cases.filter((each) => deliveriesOf(each) > 0)) {
    const seen = await ask(one, target);
    const recorded = wrongRecord(one, seen, target);
    verdicts.push({ what: one.what, trouble: wrongAnswer(one, seen) ?? recorded });
  }
  const refused = cases.filter((each) => deliveriesOf(each) === 0);
  const all = await Promise.all(refused.map(async (one) => [one, await ask(one, target)] as const));
  const surplus = target.newDeliveries().length;
  for (const [one, seen] of all) {
    const recorded = surplus === 0 ? null : `${surplus} deliveries were recorded meanwhile`;
    verdicts.push({ what: one.what, trouble: wrongAnswer(one, seen) ?? recorded });
  }
  return verdicts;
}

/** What is wrong with an answer; null: nothing. */
export function wrongAnswer({ answers, connection }: HttpCase, seen: Seen): string | null {
  const wanted = `${answers.join(", ")}; ${connection}`;
  const got = `${seen.answers.join(", ")}; ${seen.connection}`;
  return wanted === got ? null : `got [${got}] in place of [${wanted}]`;
}

function ask(one: HttpCase, target: DaemonTarget): Promise<Seen> {
  const { place, timeoutMs } = target;
  return exchange(one, { port: target.ports[one.door], place, timeoutMs });
}

/** Exactly what was promised is on disk, byte for byte. */
function wrongRecord(one: HttpCase, { promised }: Seen, target: DaemonTarget): string | null {
  const fresh = target.newDeliveries();
  const expected = deliveriesOf(one);
  if (fresh.length !== expected) return `recorded ${fresh.length} deliveries, not ${expected}`;
  const lost = promised.filter((id) => !fresh.includes(id));
  if (lost.length > 0) return `promised ${lost.join(", ")}, which is not in the ledger`;
  if (one.body === undefined) return null;
  const [id = ""] = fresh;
  return target.body(id)?.equals(one.body) === true ? null : "the body was changed";
}
