// Google Pub/Sub push. https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions

import { jsonSender } from "./json-sender.ts";

/** Push subscriptions with authentication: a token of Google's (OIDC). It does not cover the body; TLS does. The owner gives Google's keys; wakehook fetches none. */
export const googlePubsub = jsonSender({
  name: "google-pubsub",
  title: "Google Cloud Pub/Sub push",
  verifier: {
    kind: "jwt",
    signature: [{ header: "authorization" }],
    credential: "bearer",
    jwt: {
      algorithm: "RS256",
      issuer: ["https://accounts.google.com", "accounts.google.com"],
      claims: { email_verified: true },
      requiredClaims: ["exp", "iat"],
      claimsFromSecret: ["aud", "email"],
    },
  },
  event: [{ json: "message.attributes.eventType" }, { json: "message.attributes.type" }],
  deliveryId: [{ json: "message.messageId" }, { json: "message.message_id" }],
  digestSeconds: 3600,
  entity: ["{{message.orderingKey}}", "{{subscription}}"],
  secretFrom: "sender",
  setup: [
    "In Google Cloud: Pub/Sub > subscription > Push, with Enable authentication and a service account",
    "  Endpoint URL:  {url}",
    "  Audience:      {url}",
    "Put into the hook's `secret`, as JSON: the keys of https://www.googleapis.com/oauth2/v3/certs, the audience and the service account's address:",
    '  {"jwks": {"keys": [...]}, "aud": "{url}", "email": "...@....iam.gserviceaccount.com"}',
    "wakehook fetches no keys, and Google changes them every few days: refresh the file that the secret is read from (secret: file:/path), or push with a token of your own and source generic.",
  ],
});
