// All parts, in the order in which they run.

import type { Part } from "../part.ts";
import { corruption } from "./corruption.ts";
import { crash } from "./crash.ts";
import { disk } from "./disk.ts";
import { fuzz } from "./fuzz.ts";
import { http } from "./http.ts";
import { load } from "./load.ts";
import { power } from "./power.ts";
import { processes } from "./processes.ts";
import { relay } from "./relay.ts";
import { secrets } from "./secrets.ts";
import { soak } from "./soak.ts";
import { time } from "./time.ts";

/** One line per part; a new part is a file beside this one and a line here. */
export const PARTS: readonly Part[] = [
  crash,
  power,
  processes,
  disk,
  relay,
  corruption,
  http,
  fuzz,
  secrets,
  time,
  load,
  soak,
];
