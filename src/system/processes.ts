// The only file that looks at other processes by their id, or signals the daemon.

/** Tells whether a process of this id lives (whoever owns it). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Asks a process to stop; false where it is gone already or belongs to somebody else. */
export function askToStop(pid: number): boolean {
  try {
    process.kill(pid, "SIGTERM");
    return true;
  } catch {
    return false;
  }
}
