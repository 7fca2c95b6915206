// Part `fuzz`: what must hold for whatever is made up; each property with a stand-in that it must find wanting.

import { chain } from "../fuzz/chain.ts";
import { commandLines } from "../fuzz/command-lines.ts";
import { moreRuns } from "../fuzz/existing-tests.ts";
import { ledgerCrashes } from "../fuzz/ledger-crashes.ts";
import { rowOf } from "../fuzz/property.ts";
import { quietHours } from "../fuzz/quiet-hours.ts";
import { rawBytes } from "../fuzz/raw-bytes.ts";
import { settingsFile } from "../fuzz/settings-file.ts";
import { templates } from "../fuzz/templates.ts";
import { verifiers } from "../fuzz/verifiers.ts";
import type { Part, Row, TortureContext } from "../part.ts";

/** Properties against models. */
export const fuzz: Part = {
  name: "fuzz",
  title: "made-up input against models",
  run,
};

async function run(context: TortureContext): Promise<Row[]> {
  const seed = Number(process.env["WAKEHOOK_PROPERTY_SEED"] ?? Date.now() % 2 ** 31);
  context.say(`seed ${seed}; the same again: WAKEHOOK_PROPERTY_SEED=${seed}`);
  const folder = await context.folder();
  const properties = [
    chain,
    verifiers,
    templates,
    quietHours,
    settingsFile(folder),
    commandLines(folder),
    ledgerCrashes(folder),
    rawBytes,
  ];
  const rows: Row[] = [];
  for (const property of properties) {
    rows.push(await rowOf(property, context.scale, seed));
    context.say(`${property.fault}: ${rows.at(-1)?.seen}`);
  }
  if (context.scale === "long") rows.push(await moreRuns(context, seed));
  return rows;
}
