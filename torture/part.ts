// What one part of the torture is: faults that are done to the real daemon, and what was seen of each promise.

/** One line of the table. */
export interface Row {
  /** What was done: "kill -9 between spawn and exit". */
  readonly fault: string;
  /** How often it was done. */
  readonly times: number;
  /** What wakehook promises: "no acknowledged delivery is lost". */
  readonly promised: string;
  /** What was seen, with figures: "0 of 4,711 lost". */
  readonly seen: string;
  /** Whether the promise was kept. A control keeps its promise by failing the check. */
  readonly kept: boolean;
}

/** `short` runs inside `npm test`; `long` is the proof, and writes docs/reliability.md. */
export type Scale = "short" | "long";

/** What a part gets. */
export interface TortureContext {
  readonly scale: Scale;
  /** A new temporary folder; it is removed after the part, whatever happens. */
  folder(): Promise<string>;
  /** Registers what has to be undone after the part (children ended, mounts taken away), last first. */
  readonly after: (undo: () => unknown) => void;
  /** Says how far the part is, for a person who watches. */
  say(line: string): void;
  /** Says loudly that something cannot be tried on this machine, and why. */
  skip(what: string, why: string): void;
}

/** A part of `npm run torture`. */
export interface Part {
  /** One word, as it is asked for: `npm run torture -- crash`. */
  readonly name: string;
  /** One sentence for the list of parts. */
  readonly title: string;
  /** Does its faults one after the other; resolves with one row per fault. Throws only when the harness breaks. */
  run(context: TortureContext): Promise<readonly Row[]>;
}
