// What a busy day brings, paced: deliveries of all kinds, repeats, junk, and an owner who edits.

import { setTimeout as pause } from "node:timers/promises";
import { Agent } from "node:http";
import type { DaemonHome } from "../../test/e2e/open-home.ts";
import { postSigned, signedHook } from "../load/signed-post.ts";

/** Per second. */
export interface Pace {
  readonly filtered: number;
  readonly runs: number;
  readonly junk: number;
}

/** What was sent, and what was answered. */
export interface Sent {
  readonly accepted: string[];
  readonly odd: Map<number, number>;
  junk: number;
  reloads: number;
}

const BODY_BYTES = [200, 1000, 4000] as const;
const RELOAD_EVERY_MS = 3000;

/** The hooks of the soak; `version` makes the file another one. */
export function soakHooks(version: number): Array<Record<string, unknown>> {
  return [
    signedHook("filtered", { description: `version ${version}` }),
    signedHook("runs", { events: null, max_concurrent: 4 }),
  ];
}

/** Sends until the signal is aborted; settles when all was answered. */
export async function sendAll(
  at: { readonly url: string; readonly home: DaemonHome; readonly signal: AbortSignal },
  pace: Pace,
): Promise<Sent> {
  const { url, home, signal } = at;
  const sent: Sent = { accepted: [], odd: new Map(), junk: 0, reloads: 0 };
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const post = async (hookId: string, number: number): Promise<void> => {
    const bytes = BODY_BYTES[number % BODY_BYTES.length] ?? 0;
    const answer = await postSigned({ url, hookId, key: `${hookId}-${number}`, bytes, agent });
    if (answer.deliveryId !== null) sent.accepted.push(answer.deliveryId);
    else sent.odd.set(answer.status, (sent.odd.get(answer.status) ?? 0) + 1);
  };
  await Promise.all([
    paced(signal, pace.filtered, (number) => post("filtered", number)),
    // Every third is a repeat.
    paced(signal, pace.runs, (number) => post("runs", number - (number % 3 === 0 ? 1 : 0))),
    paced(signal, pace.junk, async (number) => {
      const hook = number % 2 === 0 ? "filtered" : `unknown-${number}`;
      const answer = await fetch(`${url}/hooks/${hook}`, { method: "POST", body: "{}" });
      await answer.arrayBuffer();
      sent.junk += 1;
    }),
    paced(signal, 1000 / RELOAD_EVERY_MS, async (number) => {
      await home.putHooks(soakHooks(number));
      sent.reloads += 1;
    }),
  ]);
  agent.destroy();
  return sent;
}

/** Calls so often per second; on a machine that is too slow for that, as often as it can. */
async function paced(
  signal: AbortSignal,
  perSecond: number,
  work: (number: number) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  for (let number = 1; !signal.aborted; number++) {
    await work(number);
    const due = started + (number * 1000) / perSecond;
    const left = due - performance.now();
    if (left > 0) await pause(left, undefined, { signal }).catch(() => {});
  }
}
