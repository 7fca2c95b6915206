// `webhooks` in config.json: the hook listener, its bounds, and who stands before it.

import * as z from "zod";
import { meaning, secret } from "./field-marks.ts";
import { PROXY_FIELDS } from "./proxy-fields.ts";
import { snakeObject } from "./snake-object.ts";

/** `webhooks` as it is read. */
export const Webhooks = snakeObject({
  enabled: z.boolean().default(true).meta(meaning("false: the hook listener is not opened")),
  host: z.string().min(1).default("127.0.0.1").meta(meaning("address of the hook listener")),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(8742)
    .meta(meaning("port of the hook listener; 0 takes a free one")),
  token: z
    .string()
    .optional()
    .meta(secret("bearer token of hooks without one of their own; made at the first start")),
  max_body_bytes: z
    .int()
    .min(1024)
    .max(104_857_600)
    .default(1_048_576)
    .meta(meaning("largest body; a preset may raise it")),
  requests_per_minute: z
    .int()
    .positive()
    .default(3000)
    .meta(meaning("verified requests per hook and minute")),
  failures_per_minute: z
    .int()
    .positive()
    .default(300)
    .meta(meaning("refused requests per client address and hook and minute")),
  max_connections: z.int().positive().default(256).meta(meaning("open connections")),
  max_queued: z.int().positive().default(10_000).meta(meaning("deliveries that may wait")),
  dedupe_days: z
    .int()
    .min(1)
    .max(365)
    .default(7)
    .meta(meaning("how long a delivery's id is remembered")),
  uniform_refusals: z
    .boolean()
    .default(false)
    .meta(meaning("answer 401 for 404, 403 and 401 alike")),
  public_base_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta(meaning("how the outside reaches the hook listener")),
  ...PROXY_FIELDS,
});
