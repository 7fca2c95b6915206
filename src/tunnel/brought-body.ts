import type { BodyReader } from "../http/request-info.ts";

/** The reader of a body that is here already: within the same bounds as one that comes by a socket. */
export function broughtBody(bytes: Uint8Array): BodyReader {
  return async ({ maxBytes, largeBytes, enterLarge }) => {
    if (bytes.byteLength > maxBytes) return { kind: "too_large" };
    if (bytes.byteLength >= largeBytes) await enterLarge();
    return { kind: "whole", bytes };
  };
}
