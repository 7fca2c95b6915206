// Who is told what happens, as config.json has it.

import * as z from "zod";
import { outboundPatternProblem } from "../outbound/outbound-pattern.ts";
import { snakeObject } from "./snake-object.ts";
import { VerifierDescription } from "./verifier.ts";

const meaning = (description: string) => ({ description });
const secret = (description: string) => ({ description, secret: true });

/** How a subscription's messages may be signed, beside a description of one's own. */
export const SIGNATURE_SCHEMES = {
  "standard-webhooks": "webhook-id, webhook-timestamp, webhook-signature (Standard Webhooks)",
  timestamped:
    "X-Webhook-Signature: sha256= and the hex HMAC-SHA256 of timestamp.body; X-Webhook-Timestamp",
  github: "X-Hub-Signature-256: sha256= and the hex HMAC-SHA256 of the body",
  none: "no signature; give the receiver another proof in headers",
} as const;

/** The name of a scheme. */
export type SignatureScheme = keyof typeof SIGNATURE_SCHEMES;

/** How what leaves is signed: a scheme by its name, or a description. */
export const Signing = z.union([
  z.enum(Object.keys(SIGNATURE_SCHEMES) as [SignatureScheme, ...SignatureScheme[]]),
  VerifierDescription,
]);

/** What a subscription's id may look like. */
export const SUBSCRIPTION_ID_PATTERN = /^[a-z0-9-]{1,64}$/;

/** Headers that wakehook, or HTTP, sets by itself. */
const OWN_HEADERS =
  /^(?:host|connection|content-.*|transfer-encoding|keep-alive|upgrade|expect|te|trailer|user-agent|accept-encoding|webhook-.*|x-webhook-.*|x-hub-signature.*)$/i;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const headers = z.record(z.string(), z.string()).superRefine((written, context) => {
  for (const name of Object.keys(written)) {
    const own = OWN_HEADERS.test(name) ? "wakehook sets this header itself" : null;
    const message = HEADER_NAME.test(name) ? own : "not a header name";
    if (message !== null) context.addIssue({ code: "custom", message, path: [name] });
  }
});

const url = z.url({ protocol: /^https?$/ }).refine((written) => {
  // Asked of what is no URL too; that is said already.
  if (!URL.canParse(written)) return true;
  const { username, password, hash } = new URL(written);
  return username === "" && password === "" && hash === "";
}, "must hold no user, password or fragment; give credentials in headers");

const events = z
  .array(
    z.string().superRefine((pattern, context) => {
      const message = outboundPatternProblem(pattern);
      if (message !== null) context.addIssue({ code: "custom", message });
    }),
  )
  .min(1);

/** One entry of `subscriptions`. */
export const Subscription = snakeObject({
  id: z.string().regex(SUBSCRIPTION_ID_PATTERN).meta(meaning("what the commands call it")),
  url: url.meta(meaning("where events are posted to")),
  secret: z
    .string()
    .optional()
    .meta(secret("key of the signature; wakehook subscription add makes one and seals it")),
  previous_secret: z
    .string()
    .optional()
    .meta(secret("signs too until previous_secret_until, with standard-webhooks")),
  previous_secret_until: z.iso
    .datetime({ offset: true })
    .optional()
    .meta(meaning("end of the rotation")),
  events: events
    .default(["run.*"])
    .meta(meaning("which: an event, a family as run or run.*, or * for all")),
  sign: Signing.default("standard-webhooks").meta(
    meaning("how messages are signed: a scheme by its name, or a description as verify has"),
  ),
  headers: headers
    .default({})
    .meta(secret("further headers, as X-API-Key; values may be file:/path or env:NAME")),
  enabled: z.boolean().default(true).meta(meaning("false: it is told nothing")),
  ordered: z
    .boolean()
    .default(false)
    .meta(meaning("one after the other, in the order in which things happened")),
  at_once: z
    .int()
    .min(1)
    .max(16)
    .default(4)
    .meta(meaning("messages that are under way at a time; one where ordered")),
});
/** One entry of `subscriptions`. */
export type Subscription = z.output<typeof Subscription>;

/** One entry of `callbacks`: a URL and a bearer token, without a signature. */
export const Callback = snakeObject({
  url: url.meta(meaning("where events are posted to")),
  token: z.string().optional().meta(secret("sent as Authorization: Bearer")),
  events: events.default(["run.*"]).meta(meaning("as in subscriptions")),
  enabled: z.boolean().default(true).meta(meaning("false: it is told nothing")),
});
/** One entry of `callbacks`. */
export type Callback = z.output<typeof Callback>;

/** How all subscriptions are sent to. */
export const Outbound = snakeObject({
  attempts: z.int().min(1).max(100).default(12).meta(meaning("tries before a message is given up")),
  first_delay_seconds: z
    .number()
    .min(1)
    .max(86_400)
    .default(5)
    .meta(meaning("wait after the first failure; doubled after each")),
  longest_delay_seconds: z
    .number()
    .min(1)
    .max(86_400)
    .default(3600)
    .meta(meaning("longest wait between two tries")),
  timeout_seconds: z
    .number()
    .min(1)
    .max(600)
    .default(30)
    .meta(meaning("how long one try may take, the answer included")),
  max_body_bytes: z
    .int()
    .min(1024)
    .max(104_857_600)
    .default(10_485_760)
    .meta(meaning("a larger message is not sent, and fails")),
  user_agent: z
    .string()
    .regex(/^[\x20-\x7e]{1,200}$/)
    .default("wakehook")
    .meta(meaning("the header User-Agent")),
  disable_after_hours: z
    .number()
    .min(1)
    .max(8760)
    .default(120)
    .meta(
      meaning("a subscription that has taken nothing for so long is disabled, and you are told"),
    ),
});
/** How all subscriptions are sent to. */
export type Outbound = z.output<typeof Outbound>;

/** A subscription as it is in force, its secrets resolved and kept apart. */
export interface LoadedSubscription {
  readonly id: string;
  /** Secret fields read `(secret)` where they are set. */
  readonly subscription: Subscription;
  /** The current one first; none where it cannot be had. */
  readonly secrets: readonly string[];
  /** The older secret signs too until then, epoch milliseconds; null: for as long as it is there. */
  readonly previousUntil: number | null;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** Why nothing can be sent: a secret that cannot be had. null: it can. */
  readonly problem: string | null;
}

/** The name of a subscription's sink in the outbox. */
export function subscriptionSink(id: string): string {
  return `subscription:${id}`;
}
