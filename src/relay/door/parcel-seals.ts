// A request comes in; sealed for its daemon alone it goes out. What the relay writes down it cannot read itself.

import type { HookRequest } from "../../ingress/hook-request.ts";
import { pathOf } from "../../ingress/hook-request.ts";
import { pack, type RequestHead } from "../../core/tunnel/parcel.ts";
import { boxKeyOf, createSealer } from "../../signing/parcel-seal.ts";
import type { Clock } from "../../system/clock.ts";
import type { Randomness } from "../../system/randomness.ts";
import type { OpenHook } from "./door-target.ts";

/** Seals a request with its whole body. */
export type SealRequest = (
  target: Pick<OpenHook, "daemon" | "publicKey" | "hook">,
  request: HookRequest,
  body: Uint8Array,
) => Uint8Array;

const RENEWED_MS = 86_400_000;
const SEED_BYTES = 32;
const NONCE_BYTES = 12;

/** Makes the sealing. Its own keys are new at each start and each day, and nowhere written down. */
export function createSealRequest(deps: {
  readonly clock: Pick<Clock, "monotonic">;
  readonly randomness: Randomness;
}): SealRequest {
  const { clock, randomness } = deps;
  const sealers = new Map<string, ReturnType<typeof createSealer>>();
  let madeAt = clock.monotonic();

  function sealerFor(publicKey: string): ReturnType<typeof createSealer> {
    if (clock.monotonic() - madeAt > RENEWED_MS) {
      sealers.clear();
      madeAt = clock.monotonic();
    }
    const sealer =
      sealers.get(publicKey) ?? createSealer(boxKeyOf(randomness.bytes(SEED_BYTES)), publicKey);
    sealers.set(publicKey, sealer);
    return sealer;
  }

  return ({ daemon, publicKey, hook }, request, body) =>
    sealerFor(publicKey)(
      pack(headOf(request, daemon), body),
      { daemon, hook: hook.id },
      randomness.bytes(NONCE_BYTES),
    );
}

/** The path without the daemon's name: what comes home reads as if it had come there. */
function headOf(request: HookRequest, daemon: string): RequestHead {
  return {
    method: request.method,
    path: pathOf(request.url).slice(daemon.length + 1),
    headers: request.headers.map(([name, value]) => [name, value]),
    remote_address: request.remoteAddress.slice(0, 100),
  };
}
