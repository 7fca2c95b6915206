// What an owner sees: the start that is refused, doctor, the repair, and the daemon that goes on.

import { readFileSync } from "node:fs";
import { call } from "../disk/disk-home.ts";
import type { Row, TortureContext } from "../part.ts";
import type { DeadHome } from "./dead-home.ts";
import { LEDGER_DAMAGES, type LedgerDamage } from "./ledger-damages.ts";

/** One damage in a short run. */
const SHORT = new Set(["log cut off"]);
const START_MS = 20_000;
const PLACE = 0.5;

interface Way {
  readonly fault: string | null;
  readonly refused: boolean;
}

/** Each damage once: start, doctor, doctor --repair, start. */
export async function throughDaemonRow(context: TortureContext, dead: DeadHome): Promise<Row> {
  const isTried = ({ name, harmless }: LedgerDamage): boolean =>
    harmless !== true && (context.scale === "long" || SHORT.has(name));
  const faults: string[] = [];
  let refused = 0;
  const damages = LEDGER_DAMAGES.filter(isTried);
  for (const damage of damages) {
    const way = await walk(dead, damage);
    if (way.refused) refused += 1;
    if (way.fault !== null) faults.push(`${damage.name}: ${way.fault}`);
    context.say(`${damage.name}: ${way.fault ?? "the way on leads on"}`);
  }
  return {
    fault: "each of these, as the owner meets it",
    times: damages.length,
    promised:
      "start ends with code 6 and changes nothing, or doctor says it; --repair; start, 202, nothing runs",
    seen: `${refused} starts refused; ${faults.length === 0 ? "all went on" : faults.slice(0, 3).join("; ")}`,
    kept: faults.length === 0 && refused > 0,
  };
}

async function walk(dead: DeadHome, damage: LedgerDamage): Promise<Way> {
  const { home } = dead;
  dead.restore();
  damage.harm(home.paths, PLACE);
  const before = bytesOf(home.paths.database);
  const doctor = call(home, ["doctor"]);
  if (![3, 6].includes(doctor.code) || !doctor.stdout.includes("doctor --repair"))
    return { refused: false, fault: `doctor: ${doctor.code}` };
  const start = await home.runToItsEnd({ killAfterMs: START_MS });
  // Where not even the home can be looked at, it is the home that is refused.
  const refused = /ledger_damaged|home_unusable/.test(start.stdout);
  // Damage within pages that a start does not read is found by doctor and where it is met.
  if (!refused && start.signal !== "SIGKILL") return { refused, fault: `start: ${start.code}` };
  if (refused && bytesOf(home.paths.database) !== before)
    return { refused, fault: "the start changed the database" };
  const repair = call(home, ["doctor", "--repair", "--yes", "--json"]);
  if (repair.code !== 0) return { refused, fault: `repair: ${repair.stdout.slice(0, 80)}` };
  const daemon = await home.spawn();
  const { status } = await daemon.post("filtered", { after: damage.name });
  await daemon.kill("SIGKILL");
  await daemon.close();
  return { refused, fault: status === 202 ? null : `answers ${status}` };
}

function bytesOf(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    return String(error);
  }
}
