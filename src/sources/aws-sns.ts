// Amazon SNS. https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html

import { jsonSender } from "./json-sender.ts";

const TYPE = { header: "x-amz-sns-message-type" };

/** Messages of one topic, sent as JSON in text/plain. The owner gives AWS's certificate and confirms the subscription; wakehook fetches nothing. */
export const awsSns = jsonSender({
  name: "aws-sns",
  title: "Amazon SNS",
  aliases: ["sns"],
  verifier: { kind: "scheme", scheme: "aws-sns" },
  contentTypes: ["text/plain", "application/json"],
  event: [{ json: "Type" }],
  deliveryId: [{ json: "MessageId" }],
  deliveryIdSigned: true,
  entity: ["{{TopicArn}}"],
  names: { subject: "Subject", text: "Message" },
  handshakes: [
    {
      // Nothing is granted by the answer: the subscription counts once its owner has opened the address.
      name: "subscription confirmation",
      method: "POST",
      authenticated: false,
      when: [{ value: TYPE, equals: "SubscriptionConfirmation" }],
      tell: {
        value: { json: "SubscribeURL" },
        pattern: /^https:\/\/sns\.[a-z0-9-]{3,40}\.amazonaws\.com(\.cn)?\/[\x21-\x7e]{1,1000}$/,
      },
      status: 200,
    },
    {
      name: "unsubscribe confirmation",
      method: "POST",
      authenticated: false,
      when: [{ value: TYPE, equals: "UnsubscribeConfirmation" }],
      status: 200,
    },
  ],
  secretFrom: "sender",
  setup: [
    "In AWS: SNS > topic > Create subscription, protocol HTTPS, raw message delivery off",
    "  Endpoint:  {url}",
    "`wakehook tail` shows the address that confirms the subscription: open it.",
    "Download the certificate that SigningCertURL of a message names (sns.<region>.amazonaws.com), and put it with the topic's ARN into the hook's `secret`, as JSON:",
    '  {"topic_arn": "arn:aws:sns:...", "certificate": "-----BEGIN CERTIFICATE-----\\n..."}',
    "wakehook fetches no certificates: when AWS changes it, requests are refused until you put the new one there.",
  ],
});
