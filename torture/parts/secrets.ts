// Secrets that are planted everywhere, and looked for everywhere else; who may open what; which folder a run gets.

import type { Part, Row, TortureContext } from "../part.ts";
import { crashRow } from "../secrets/crash-row.ts";
import { createEvidence } from "../secrets/evidence.ts";
import { folderRows } from "../secrets/folder-rows.ts";
import { controlRow, gatherFiles, leakRows } from "../secrets/leak-rows.ts";
import { playLife } from "../secrets/life.ts";
import { umaskRow, wideRow } from "../secrets/mode-rows.ts";
import { openReceiver } from "../secrets/receiver.ts";
import { openSandbox } from "../secrets/sandbox.ts";

/** The part `secrets`. */
export const secrets: Part = {
  name: "secrets",
  title:
    "planted secrets stay where they may be; files are closed; a run's folder is the allowed one",
  async run(context) {
    return [
      ...(await leaks(context)),
      await wideRow(context),
      await crashRow(context),
      ...(await folderRows(context)),
    ];
  },
};

async function leaks(context: TortureContext): Promise<Row[]> {
  const sandbox = await openSandbox(await context.folder(), await openReceiver(context.after));
  context.after(() => sandbox.platforms.close());
  const evidence = createEvidence();
  const life = await playLife(sandbox, evidence, context.after);
  gatherFiles(sandbox, evidence);
  sandbox.platforms.gather(evidence);
  context.say(
    `${life.requests} deliveries, ${life.reads} reads, ${evidence.bytes.toLocaleString("en")} bytes in ${evidence.places} places`,
  );
  return [
    ...leakRows(sandbox, evidence, life),
    controlRow(Object.values(sandbox.planted)),
    await umaskRow(sandbox),
  ];
}
