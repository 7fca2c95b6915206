import type { Source } from "../core/events/source.ts";
import { jsonSender } from "./json-sender.ts";

/** Nothing is signed, so no id is; a repeat without an id of its own is one delivery within this time. */
const DIGEST_SECONDS = 300;

/** A sender that lets its user add the header `Authorization: Bearer <secret>`. */
export function bearerSender(
  row: Pick<Source, "name" | "title" | "event" | "setup"> & Partial<Source>,
): Source {
  return jsonSender({
    verifier: {
      kind: "static",
      signature: [{ header: "authorization" }],
      key: "utf8",
      credential: "bearer",
    },
    digestSeconds: DIGEST_SECONDS,
    ...row,
  });
}
