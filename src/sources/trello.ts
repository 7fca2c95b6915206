// Trello. https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";

/** Webhooks of boards and cards; the URL is part of what is signed, and SHA-1 is what Trello signs with. */
export const trello = jsonSender({
  name: "trello",
  title: "Trello",
  verifier: hmacVerifier({
    header: "x-trello-webhook",
    algorithm: "sha1",
    encoding: "base64",
    content: ["body", "url"],
  }),
  event: [{ json: "action.type" }],
  deliveryId: [{ json: "action.id" }],
  deliveryIdSigned: true,
  entity: ["{{action.data.card.id}}", "{{action.data.board.id}}"],
  names: { card_title: "action.data.card.name", board_title: "action.data.board.name" },
  signsUrl: true,
  handshakes: [{ name: "URL check", method: "HEAD", authenticated: false, when: [], status: 200 }],
  secretFrom: "sender",
  setup: [
    "In Trello (trello.com/power-ups/admin): your Power-Up > API key: copy the secret beside it into the hook's `secret`.",
    "Set the hook's `public_url` to exactly the URL below: Trello signs it.",
    "Then create the webhook through Trello's API (POST /1/webhooks):",
    "  callbackURL:  {url}",
    "Trello checks the URL at once; wakehook answers.",
  ],
});
