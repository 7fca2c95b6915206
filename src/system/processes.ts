// The only file outside src/agents that looks at other processes by their id.

/** Tells whether a process of this id lives, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Who started this process, or who has it since that one has gone. */
export function parentPid(): number {
  return process.ppid;
}
