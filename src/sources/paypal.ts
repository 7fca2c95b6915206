// PayPal. https://developer.paypal.com/api/rest/webhooks/rest/

import { jsonSender } from "./json-sender.ts";

/** Events of an app. The owner gives PayPal's certificate; wakehook fetches none. */
export const paypal = jsonSender({
  name: "paypal",
  title: "PayPal",
  verifier: { kind: "scheme", scheme: "paypal" },
  event: [{ json: "event_type" }],
  deliveryId: [{ json: "id" }],
  deliveryIdSigned: true,
  entity: ["{{resource.id}}"],
  secretFrom: "sender",
  setup: [
    "In PayPal (developer.paypal.com): your app > Webhooks > Add Webhook",
    "  Webhook URL:  {url}",
    "Download the certificate that the header PAYPAL-CERT-URL of a request names (api.paypal.com), and put it with the webhook's id into the hook's `secret`, as JSON:",
    '  {"webhook_id": "...", "certificate": "-----BEGIN CERTIFICATE-----\\n..."}',
    "wakehook fetches no certificates: when PayPal changes it, requests are refused until you put the new one there.",
  ],
});
