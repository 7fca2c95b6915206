// A request with an Idempotency-Key in; its handler is called once, with the same bytes.

import type { AdminRefusal } from "../answer.ts";
import { largestEnvelope } from "../largest-envelope.ts";
import { readBytes } from "../body.ts";
import type { Caller } from "./caller.ts";
import type { AdminDeps } from "../deps.ts";
import { createOnce } from "./idempotency.ts";

/** A call and the key that it came with. */
export interface KeyedCall {
  readonly key: string;
  /** The route's name. */
  readonly name: string;
  readonly caller: Caller;
  readonly request: Request;
}

/** Reads the body first: it is what the key stands for. */
export function createDoOnce(deps: Pick<AdminDeps, "clock" | "settings" | "once" | "log">) {
  const { clock, settings } = deps;
  const once = createOnce(deps);

  return async (
    { key, name, caller, request }: KeyedCall,
    work: (request: Request) => Promise<Response>,
  ): Promise<Response | AdminRefusal> => {
    const read = await readBytes(clock, request.body, largestEnvelope(settings()));
    if ("ok" in read) return read;
    // Not the name: another token may get it later.
    const about = `${caller.kind} ${caller.tokenId ?? ""} ${name} ${new URL(request.url).pathname}`;
    const { method, headers, url } = request;
    const again = () =>
      new Request(url, { method, headers, body: read.length === 0 ? null : new Uint8Array(read) });
    return once({ key, about, body: read }, () => work(again()));
  };
}
