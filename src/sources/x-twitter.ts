// X (Twitter). https://docs.x.com/x-api/webhooks/quickstart

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";

/** Account activity. The type of an event is the name of the payload's field that holds it. */
export const xTwitter = jsonSender({
  name: "x-twitter",
  aliases: ["x", "twitter"],
  title: "X (Twitter)",
  verifier: hmacVerifier({
    header: "x-twitter-webhooks-signature",
    encoding: "base64",
    syntax: { prefix: "sha256=" },
  }),
  event: [],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{for_user_id}}"],
  challenges: [
    {
      // Asked every hour; anyone may ask, and learns nothing that signs a body.
      name: "crc",
      method: "GET",
      authenticated: false,
      when: [{ value: { query: "crc_token" }, present: true }],
      question: { query: "crc_token" },
      answer: { as: "hmac", encoding: "base64", prefix: "sha256=", key: "response_token" },
      status: 200,
    },
  ],
  secretFrom: "sender",
  setup: [
    "In X's developer portal: your app > Keys and tokens: copy the API Key Secret (consumer secret) into the hook's `secret` first.",
    "Then register the URL through X's API (POST /2/webhooks):",
    '  {"url": "{url}"}',
    "X checks the URL at once, and every hour; wakehook answers.",
  ],
});
