// Loaded into the daemon before it starts: writes every second what lives on its heap, and what the heap takes.

import { writeFileSync } from "node:fs";

const file = process.env["SOAK_HEAP_FILE"];
if (file !== undefined)
  setInterval(() => {
    const { heapUsed, heapTotal } = process.memoryUsage();
    writeFileSync(file, `${heapUsed} ${heapTotal}`);
  }, 1000).unref();
