// Files of tests share a process (`isolate: false`), so each has to leave it as it found it. vitest loads this
// before each of them; the file that leaves something behind fails, not the one that comes after it.

import { afterAll, expect } from "vitest";

const before = seen();

afterAll(() => expect(seen(), "what this file leaves behind in its process").toEqual(before));

function seen() {
  const mask = process.umask(0);
  process.umask(mask);
  return {
    environment: { ...process.env },
    workingFolder: process.cwd(),
    umask: mask,
    // Some packages listen to the end of the process from their first use on.
    listeners: process
      .eventNames()
      .filter((name) => name !== "exit")
      .map((name) => `${String(name)}: ${process.listenerCount(name)}`)
      .toSorted(),
    hasRealTimers: setTimeout.name === "setTimeout",
    exitCode: process.exitCode,
  };
}
