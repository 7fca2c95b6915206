// What is known of each daemon in, sums out.

import type { DaemonReport } from "../../relay/report/read-report.ts";

/** One relay in numbers. */
export interface RelayTotals {
  readonly daemons: number;
  readonly connected: number;
  readonly waiting: number;
  readonly waitingBytes: number;
  readonly oldestAt: number | null;
  readonly expired: number;
}

/** Adds it all up. */
export function totalsOf(daemons: readonly DaemonReport[]): RelayTotals {
  const hooks = daemons.flatMap((daemon) => daemon.hooks);
  const sum = (count: (hook: (typeof hooks)[number]) => number): number =>
    hooks.reduce((all, hook) => all + count(hook), 0);
  const ages = hooks.flatMap(({ oldestAt }) => oldestAt ?? []);
  return {
    daemons: daemons.length,
    connected: daemons.filter(({ connectedAt }) => connectedAt !== null).length,
    waiting: sum(({ waiting }) => waiting),
    waitingBytes: sum(({ waitingBytes }) => waitingBytes),
    oldestAt: ages.length === 0 ? null : Math.min(...ages),
    expired: sum(({ expired }) => expired),
  };
}

const KIB = 1024;
const UNITS = ["KiB", "MiB", "GiB"];

/** `812 bytes`, `1.4 MiB`. */
export function sizeWords(bytes: number): string {
  if (bytes < KIB) return `${bytes} bytes`;
  let [size, at] = [bytes / KIB, 0];
  while (size >= KIB && at < UNITS.length - 1) {
    size /= KIB;
    at += 1;
  }
  return `${size.toFixed(size < 10 ? 1 : 0)} ${UNITS[at]}`;
}
