// In: how deep a delivery stands in a chain of wakehook's own runs. Out: whether it goes on.

import type { Hook } from "../settings/hook.ts";

/** Depth of `chain: true`. */
const DEEPEST_CHAIN = 10;

/** The depth to which a hook lets wakehook's own work come back; 0: not at all. */
export function chainDepth({ chain }: Pick<Hook, "chain">): number {
  if (typeof chain === "number") return chain;
  return chain ? DEEPEST_CHAIN : 0;
}

/** Why a delivery is a loop; null where it is none. Depth 0: nothing of wakehook's own caused it. */
export function loopReason(hook: Pick<Hook, "chain">, depth: number): string | null {
  if (depth <= chainDepth(hook)) return null;
  const allowed = chainDepth(hook);
  return allowed === 0
    ? "one of wakehook's own runs caused it, and chain is off"
    : `one of wakehook's own runs caused it: depth ${depth}, chain allows ${allowed}`;
}
