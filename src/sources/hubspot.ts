// HubSpot. https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

const SETUP = copySecret(
  "In HubSpot: your app > Webhooks > Target URL",
  "client secret (app > Auth)",
  "Set the hook's `public_url` to exactly the same URL: HubSpot signs it.",
);

/** Webhooks of an app, signature version 3: the body is a list. */
export const hubspotV3 = jsonSender({
  name: "hubspot-v3",
  title: "HubSpot",
  verifier: hmacVerifier({
    header: "x-hubspot-signature-v3",
    encoding: "base64",
    timestamp: {
      from: { header: "x-hubspot-request-timestamp" },
      unit: "milliseconds",
      toleranceSeconds: 300,
    },
    content: ["method", "url", "body", "timestamp"],
  }),
  bodyShapes: ["array", "object"],
  event: [{ json: "0.subscriptionType" }],
  deliveryId: [{ json: "0.eventId" }],
  deliveryIdSigned: true,
  entity: ["{{0.objectId}}"],
  signsUrl: true,
  secretFrom: "sender",
  setup: SETUP,
});

/** Webhooks of an app, signature version 1: a plain hash of secret and body. */
export const hubspotV1 = jsonSender({
  name: "hubspot-v1",
  title: "HubSpot (signature v1)",
  verifier: {
    kind: "hash",
    algorithm: "sha256",
    signature: [{ header: "x-hubspot-signature" }],
    encoding: "hex",
    content: ["secret", "body"],
    key: "utf8",
  },
  bodyShapes: ["array", "object"],
  event: [{ json: "0.subscriptionType" }],
  deliveryId: [{ json: "0.eventId" }],
  deliveryIdSigned: true,
  entity: ["{{0.objectId}}"],
  secretFrom: "sender",
  setup: copySecret("In HubSpot: your app > Webhooks > Target URL", "client secret (app > Auth)"),
});

/** Requests of workflows and older cards, signature version 2: a plain hash that begins with the secret. */
export const hubspotV2 = jsonSender({
  name: "hubspot-v2",
  title: "HubSpot (signature v2)",
  verifier: {
    kind: "hash",
    algorithm: "sha256",
    signature: [{ header: "x-hubspot-signature" }],
    encoding: "hex",
    content: ["secret", "method", "url", "body"],
    key: "utf8",
  },
  bodyShapes: ["array", "object"],
  event: [{ json: "0.subscriptionType" }, { json: "subscriptionType" }],
  deliveryId: [{ json: "0.eventId" }, { json: "eventId" }],
  deliveryIdSigned: true,
  entity: ["{{0.objectId}}", "{{objectId}}"],
  signsUrl: true,
  secretFrom: "sender",
  setup: SETUP,
});
