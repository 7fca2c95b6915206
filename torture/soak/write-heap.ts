// Loaded into the daemon before it starts: writes every second what has lived on its heap for a while, and what the
// heap takes. What is young has not been looked at yet: it says how long ago that was, and not what is kept.

import { writeFileSync } from "node:fs";
import { getHeapSpaceStatistics, getHeapStatistics } from "node:v8";

const file = process.env["SOAK_HEAP_FILE"];
if (file !== undefined)
  setInterval(() => {
    const old = getHeapSpaceStatistics().filter(({ space_name: name }) => !name.startsWith("new"));
    const kept = old.reduce((sum, { space_used_size: used }) => sum + used, 0);
    writeFileSync(file, `${kept} ${getHeapStatistics().total_heap_size}`);
  }, 1000).unref();
