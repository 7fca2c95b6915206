// Postmark. https://postmarkapp.com/developer/webhooks/webhooks-overview

import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";

/** Mail events, with a name and password in the URL. A message has several events, so its id names no delivery. */
export const postmark = jsonSender({
  name: "postmark",
  title: "Postmark",
  verifier: {
    kind: "static",
    signature: [{ header: "authorization" }],
    key: "utf8",
    credential: "basic",
  },
  event: [{ json: "RecordType" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{MessageID}}"],
  setup: [
    "Set the hook's `secret` to NAME:PASSWORD, both of your own choice.",
    "In Postmark: your server > message stream > Webhooks > Add webhook",
    "  Webhook URL:      {url}",
    "  Basic auth:       the same name and password",
  ],
});
