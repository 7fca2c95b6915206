// An honest sender that goes on while others do their worst, each time over a new connection.

import { setTimeout as pause } from "node:timers/promises";
import { postSigned, type SignedAnswer } from "./signed-post.ts";

/** What the probe saw. */
export interface Probed {
  readonly answers: readonly SignedAnswer[];
  /** Ids whose 202 was read. */
  readonly accepted: readonly string[];
  readonly p50: number;
  readonly p99: number;
}

/** A probe at work. */
export interface Probe {
  /** Settles when the last answer has come. */
  stop(): Promise<Probed>;
}

let probes = 0;

/** Posts every `everyMs` without waiting for the answer before. */
export function startProbe(url: string, hookId: string, everyMs = 25): Probe {
  const name = `probe-${probes++}`;
  const answers: Array<Promise<SignedAnswer>> = [];
  const stopping = new AbortController();
  const working = work();

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      answers.push(postSigned({ url, hookId, key: `${name}-${answers.length}` }));
      await pause(everyMs);
    }
  }

  return {
    async stop() {
      stopping.abort();
      await working;
      return probed(await Promise.all(answers));
    },
  };
}

/** In words: `212 of 212 answered 202, p50 2 ms, p99 11 ms`. */
export function probeWords({ answers, p50, p99 }: Probed): string {
  const accepted = answers.filter(({ status }) => status === 202).length;
  const others = [...new Set(answers.map(({ status }) => status))].filter((one) => one !== 202);
  const odd = others.length === 0 ? "" : ` (others: ${others.join(", ")})`;
  return `${accepted} of ${answers.length} signed answered 202${odd}, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`;
}

/** Every request was answered 202. */
export function isServed({ answers }: Probed): boolean {
  return answers.length > 0 && answers.every(({ status }) => status === 202);
}

function probed(answers: readonly SignedAnswer[]): Probed {
  const times = answers.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  const at = (share: number): number => times[Math.floor((times.length - 1) * share)] ?? 0;
  const accepted = answers.flatMap(({ deliveryId }) => deliveryId ?? []);
  return { answers, accepted, p50: at(0.5), p99: at(0.99) };
}
