// Twilio: messages, calls and their status. https://www.twilio.com/docs/usage/webhooks

import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Forms, or JSON with bodySHA256 in the URL. An answer with a body would be read as TwiML. */
export const twilio = jsonSender({
  name: "twilio",
  title: "Twilio",
  verifier: { kind: "scheme", scheme: "twilio" },
  contentTypes: ["application/x-www-form-urlencoded", "application/json"],
  bodyShapes: ["form", "object", "array"],
  event: [{ json: "EventType" }, { json: "SmsStatus" }, { json: "CallStatus" }, { json: "0.type" }],
  // A message reports each of its states under one id.
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{ConversationSid}}", "{{From}}", "{{MessageSid}}", "{{CallSid}}"],
  names: { text: "Body", sender_login: "From" },
  successStatus: 204,
  emptyAnswer: true,
  signsUrl: true,
  secretFrom: "sender",
  setup: copySecret(
    "In Twilio's console: the number, service or sink > Webhook",
    "account's Auth Token (Account > API keys & tokens)",
    "Set the hook's `public_url` to exactly the same URL: Twilio signs it.",
  ),
});
