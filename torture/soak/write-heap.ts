// Loaded into the daemon before it starts: writes what lives on the heap, every second.

import { writeFileSync } from "node:fs";

const file = process.env["SOAK_HEAP_FILE"];
if (file !== undefined)
  setInterval(() => writeFileSync(file, String(process.memoryUsage().heapUsed)), 1000).unref();
