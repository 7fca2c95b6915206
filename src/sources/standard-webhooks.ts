// Standard Webhooks, and the senders that follow it. https://www.standardwebhooks.com

import type { Source } from "../core/events/source.ts";
import type { VerifierDescription } from "../core/settings/verifier.ts";
import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** The verifier of symmetric signatures (v1). `family`: the headers are `<family>-id`, `<family>-timestamp` and `<family>-signature`. */
export function signedBy(
  family: "webhook" | "svix",
  key: VerifierDescription["key"] = "whsec",
): VerifierDescription {
  return hmacVerifier({
    header: `${family}-signature`,
    encoding: "base64",
    syntax: { itemSeparator: " ", keySeparator: ",", key: "v1" },
    timestamp: {
      from: { header: `${family}-timestamp` },
      unit: "seconds",
      toleranceSeconds: 300,
    },
    content: [{ header: `${family}-id` }, { literal: "." }, "timestamp", { literal: "." }, "body"],
    key,
  });
}

function follower(
  row: Pick<Source, "name" | "title" | "verifier" | "setup"> & Partial<Source>,
  family: "webhook" | "svix" = "webhook",
): Source {
  return jsonSender({
    event: [{ json: "type" }],
    deliveryId: [{ header: `${family}-id` }],
    deliveryIdSigned: true,
    entity: ["{{data.id}}"],
    secretFrom: "sender",
    ...row,
  });
}

/** Any sender that follows the specification. */
export const standardWebhooks = follower({
  name: "standard-webhooks",
  title: "Standard Webhooks",
  verifier: signedBy("webhook"),
  setup: copySecret("In the sender's settings: add a webhook endpoint", "secret (whsec_...)"),
});

/** The asymmetric form (v1a): signed with the sender's Ed25519 key. */
export const standardWebhooksV1a = follower({
  name: "standard-webhooks-v1a",
  title: "Standard Webhooks (asymmetric)",
  aliases: ["standard-webhooks-asymmetric", "standard-webhooks-ed25519"],
  verifier: {
    ...signedBy("webhook"),
    kind: "public_key",
    algorithm: "ed25519",
    syntax: { itemSeparator: " ", keySeparator: ",", key: "v1a" },
    key: "whpk",
  },
  unproved: true,
  setup: copySecret("In the sender's settings: add a webhook endpoint", "public key (whpk_...)"),
});

/** Supabase Auth hooks. */
export const supabaseAuthHook = follower({
  name: "supabase-auth-hook",
  title: "Supabase Auth hooks",
  aliases: ["supabase-auth-hooks", "supabase-auth"],
  verifier: signedBy("webhook"),
  event: [{ json: "type" }, { json: "metadata.name" }],
  entity: ["{{user.id}}"],
  setup: copySecret(
    "In Supabase: Authentication > Hooks > Add hook, HTTPS",
    "secret (v1,whsec_...)",
  ),
});

/** Senders that deliver through Svix. */
export const svix = follower(
  {
    name: "svix",
    title: "Svix",
    verifier: signedBy("svix"),
    setup: copySecret(
      "In the sender's webhook portal: Endpoints > Add Endpoint",
      "signing secret (whsec_...)",
    ),
  },
  "svix",
);

/** Resend: mail events. */
export const resend = follower(
  {
    name: "resend",
    title: "Resend",
    verifier: signedBy("svix"),
    entity: ["{{data.email_id}}"],
    setup: copySecret("In Resend: Webhooks > Add Webhook", "signing secret (whsec_...)"),
  },
  "svix",
);

/** OpenAI: finished batches, responses and jobs. */
export const openai = follower({
  name: "openai",
  title: "OpenAI",
  verifier: signedBy("webhook"),
  setup: copySecret(
    "In OpenAI's platform: project settings > Webhooks > Create",
    "signing secret (whsec_...)",
  ),
});

/** Anthropic. */
export const anthropic = follower({
  name: "anthropic",
  title: "Anthropic",
  verifier: signedBy("webhook"),
  event: [{ json: "data.type" }, { json: "type" }],
  setup: copySecret("In Anthropic's console: Webhooks", "signing secret (whsec_...)"),
});

/** Polar: the secret's own bytes are the key. */
export const polar = follower({
  name: "polar",
  title: "Polar",
  verifier: signedBy("webhook", "utf8"),
  setup: copySecret("In Polar: Settings > Webhooks > Add Endpoint", "secret"),
});

/** Clerk: users and sessions. */
export const clerk = follower(
  {
    name: "clerk",
    title: "Clerk",
    verifier: signedBy("svix"),
    setup: copySecret(
      "In Clerk's dashboard: Configure > Webhooks > Add Endpoint",
      "signing secret (whsec_...)",
    ),
  },
  "svix",
);

/** Replicate: the body is the prediction itself, and its status says what happened. */
export const replicate = follower({
  name: "replicate",
  title: "Replicate",
  verifier: signedBy("webhook"),
  event: [{ json: "status" }],
  entity: ["{{id}}"],
  setup: [
    "Copy the signing secret (GET https://api.replicate.com/v1/webhooks/default/secret) into the hook's `secret`.",
    "Then create predictions with:",
    '  {"webhook": "{url}", "webhook_events_filter": ["completed"], ...}',
  ],
});
