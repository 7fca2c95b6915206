// CircleCI outbound webhooks. https://circleci.com/docs/outbound-webhooks/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";

/** Finished workflows and jobs. */
export const circleci = jsonSender({
  name: "circleci",
  title: "CircleCI",
  verifier: hmacVerifier({
    header: "circleci-signature",
    syntax: { itemSeparator: ",", keySeparator: "=", key: "v1" },
  }),
  event: [{ json: "type" }],
  deliveryId: [{ json: "id" }],
  deliveryIdSigned: true,
  entity: ["{{project.slug}}#{{pipeline.number}}", "{{pipeline.id}}"],
  handshakes: [
    {
      name: "test ping",
      method: "POST",
      authenticated: true,
      when: [{ value: { json: "type" }, equals: "ping" }],
      status: 200,
    },
  ],
  setup: pasteSecret("In CircleCI: Project Settings > Webhooks > Add Webhook"),
});
