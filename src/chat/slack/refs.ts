// How a message on Slack is named: its time; the time of its thread's root and its own, where it stands in a thread;
// or the id of a file.

const FILE = "file:";

/** A message. */
export function refOf(thread: string | null, ts: string): string {
  return thread === null || thread === ts ? ts : `${thread}/${ts}`;
}

/** A file: it is no message that could be changed. */
export function refOfFile(id: string): string {
  return `${FILE}${id}`;
}

/** Tells whether a ref is a file's. */
export function isFileRef(ref: string): boolean {
  return ref.startsWith(FILE);
}

/** The message that answers to this one stand below; null: none. */
export function rootOf(ref: string | null): string | null {
  return ref === null || isFileRef(ref) ? null : (ref.split("/")[0] ?? null);
}

/** The time of the message itself. */
export function timeOf(ref: string): string {
  return ref.split("/").at(-1) ?? ref;
}
