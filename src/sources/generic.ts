// Any sender of JSON: a script, a form, an automation. The hook's own bearer token or hmac_* options authenticate it.

import type { Source } from "../core/events/source.ts";

/** The source of a hook that names none. */
export const generic: Source = {
  name: "generic",
  title: "Any sender of JSON",
  contentTypes: ["application/json", "+json"],
  bodyShapes: ["object"],
  event: [
    { header: "x-github-event" },
    { header: "x-gitlab-event" },
    { header: "x-event-type" },
    { header: "x-webhook-event" },
    { json: "event" },
    { json: "type" },
  ],
  deliveryId: [{ header: "idempotency-key" }, { header: "webhook-id" }],
  deliveryIdSigned: false,
  // No digest: two identical events of a script may both be meant.
  redelivers: false,
  entity: [],
  successStatus: 202,
  handshakes: [],
  setup: [
    "From a script, or whatever can send a header: POST any JSON object",
    "  URL:     {url}",
    "  Header:  Content-Type: application/json",
    "  Header:  Authorization: Bearer {secret}",
    "A header `Idempotency-Key` with an id of your own makes a repeat safe.",
  ],
  // Who wrote the text that a script passes on is not known here.
  strangersWrite: true,
};
