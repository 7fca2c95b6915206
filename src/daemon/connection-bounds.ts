// In: the connections that the owner wants, and how many files may be open. Out: what each listener may have.

/** Connections of both listeners. */
export interface ConnectionBounds {
  readonly hooks: number;
  readonly admin: number;
}

/** For the database, the settings, the log, and what runs and sweeps open: a connection never takes these. */
const KEPT_FILES = 64;
/** The owner's own: a dashboard, a few commands, those who watch. */
const ADMIN_CONNECTIONS = 64;
/** Also where the limit is so low that something will fail. */
const FEWEST_CONNECTIONS = 4;

/** Fits both listeners into the limit; the owner's gets a quarter of what is scarce. */
export function connectionBounds(
  maxConnections: number,
  openFiles: number | null,
): ConnectionBounds {
  const room = (openFiles ?? Number.POSITIVE_INFINITY) - KEPT_FILES;
  const admin = atLeast(Math.min(ADMIN_CONNECTIONS, Math.floor(room / 4)));
  return { admin, hooks: atLeast(Math.min(maxConnections, room - admin)) };
}

function atLeast(connections: number): number {
  return Math.max(FEWEST_CONNECTIONS, connections);
}
