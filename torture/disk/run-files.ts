// The files of a run cannot be written: its prompt, its output, its result.

import type { Row, TortureContext } from "../part.ts";
import { openDiskHome } from "./disk-home.ts";
import type { FaultSwitch } from "./fault-switch.ts";
import { endOf } from "./full.ts";

const FILES = ["/runs/", "prompt.md", "result.md"];

/** Each of them once; after it a run that nothing is wrong with. */
export async function runFileRow(context: TortureContext, faults: FaultSwitch): Promise<Row> {
  const home = await openDiskHome(context);
  faults.set("none", "");
  const daemon = await home.spawn({ prefix: faults.prefix });
  const seen: string[] = [];
  let ended = 0;
  for (const file of FILES) {
    faults.set("a write fails (ENOSPC)", file);
    const { id } = await daemon.post("short", { file });
    const status = await endOf(home, id);
    const { hits } = faults.counts();
    faults.set("none", "");
    const { id: next } = await daemon.post("short", { after: file });
    const after = await endOf(home, next);
    seen.push(`${file} ${status}`);
    if (hits > 0 && /^(error:|success$)/.test(status) && after === "success") ended += 1;
  }
  await daemon.kill("SIGKILL");
  return {
    fault: "no room for a run's files: folder, prompt, result",
    times: FILES.length,
    promised: "the run ends in a status, the next one works",
    seen: seen.join(", "),
    kept: ended === FILES.length,
  };
}
