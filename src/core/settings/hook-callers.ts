// Fields of a hook: who may call, and how they prove it.

import * as z from "zod";
import { meaning, secret } from "./field-marks.ts";
import { VerifierDescription } from "./verifier.ts";

const text = z.string();
const names = z.array(z.string().min(1));

/** Fields of a hook: who may call, and how they prove it. */
export const CALLER_FIELDS = {
  source: z.string().min(1).default("generic").meta(meaning("the sender preset")),
  auth_mode: z
    .enum(["bearer", "hmac", "source"])
    .optional()
    .meta(meaning("how the sender proves itself; default bearer for generic, source for a preset")),
  token: text
    .optional()
    .meta(
      secret(
        "bearer token: plain, sha256:<hex>, file:/path or env:NAME; empty: webhooks.token of config.json",
      ),
    ),
  secret: text.optional().meta(secret("the key of a preset or of verify")),
  previous_secret: text.optional().meta(secret("still valid during a rotation")),
  previous_secret_until: z.iso
    .datetime({ offset: true })
    .optional()
    .meta(meaning("when previous_secret stops")),
  hmac_secret: text.optional().meta(secret("the key of auth_mode hmac")),
  hmac_header: text.optional().meta(meaning("the header with the signature")),
  hmac_algorithm: z
    .enum(["sha256", "sha1", "sha512"])
    .default("sha256")
    .meta(meaning("the hash of auth_mode hmac")),
  hmac_encoding: z
    .enum(["hex", "base64"])
    .default("hex")
    .meta(meaning("how the signature is written")),
  hmac_sig_prefix: text
    .optional()
    .meta(
      meaning(
        "must stand before the signature; default sha256= (or the algorithm's name) in hex, none in base64; an empty text means the default",
      ),
    ),
  hmac_sig_regex: text
    .optional()
    .meta(meaning("group 1 is the signature; takes the place of the prefix")),
  hmac_payload_prefix_regex: text
    .optional()
    .meta(meaning("group 1 and a dot stand before the body in the signed bytes")),
  verify_token: text
    .optional()
    .meta(secret("the token that the sender repeats when it checks the URL (Meta)")),
  verify: VerifierDescription.optional().meta(
    meaning("a verifier as data, for a sender without a preset"),
  ),
  public_url: text
    .optional()
    .meta(
      meaning(
        "the URL as registered with the sender, where that is not webhooks.public_base_url and /hooks/ID",
      ),
    ),
  allowed_origins: names
    .optional()
    .meta(meaning("origins of CloudEvents senders: one that asks first (OPTIONS) is told so")),
} as const;
