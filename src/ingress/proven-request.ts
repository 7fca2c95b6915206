// A request that passed every check up to the claim, and how values in it are read.

import { readPath } from "../core/events/json-path.ts";
import type { ValueSource } from "../core/settings/verifier.ts";
import { readValues } from "../signing/read-value.ts";
import type { SignedRequest } from "../signing/verify.ts";
import type { HookRequest } from "./hook-request.ts";
import type { UsableHook } from "./target-hook.ts";

/** What the claim and the handshakes read. */
export interface ProvenRequest {
  readonly usable: UsableHook;
  readonly request: HookRequest;
  /** The request as it was verified; its body is the raw bytes. */
  readonly signed: SignedRequest;
  readonly contentType: string;
  readonly payload: unknown;
}

/** The value that stands there: text from headers, query and form, any JSON value from the payload; undefined where there is none. */
export function valueIn(
  proven: Pick<ProvenRequest, "signed" | "payload">,
  source: ValueSource,
): unknown {
  // The payload is parsed already; the verifier's own reader would parse the body once more.
  if ("json" in source) return readPath(proven.payload, source.json);
  const found = readValues(proven.signed).read(source, "content");
  return found.ok ? found.value : undefined;
}
