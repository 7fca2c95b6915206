// relay.json: everything that an owner may say of a relay.

import * as z from "zod";
import { HOOK_ID_PATTERN } from "../records/ids.ts";
import { Duration } from "./duration.ts";
import { meaning, secret } from "./field-marks.ts";
import { PROXY_FIELDS } from "./proxy-fields.ts";
import { snakeObject } from "./snake-object.ts";
import { VerifierDescription } from "./verifier.ts";
import { DAEMON_NAME } from "../tunnel/daemon-key.ts";

const DAY_SECONDS = 86_400;

const Tls = snakeObject({
  cert: z.string().min(1).meta(meaning("file with the certificate and those above it, PEM")),
  key: z.string().min(1).meta(meaning("file with its key, PEM")),
});

const Door = snakeObject({
  daemon: z.string().regex(DAEMON_NAME, "not the name of a daemon").meta(meaning("whose hook")),
  id: z.string().regex(HOOK_ID_PATTERN, "not a hook's id").meta(meaning("the hook's id")),
  source: z.string().optional().meta(meaning("the preset that verifies")),
  verify: VerifierDescription.optional().meta(meaning("a verifier as data, in its place")),
  secret: z.string().min(1).meta(secret("the sender's secret: plain, file:/path or env:NAME")),
  previous_secret: z.string().optional().meta(secret("a second one that is taken as well")),
  public_url: z.string().optional().meta(meaning("the URL as registered, where it is signed")),
});

/** The fields of relay.json as written on disk. */
export const RELAY_FIELDS = {
  host: z.string().min(1).default("127.0.0.1").meta(meaning("address of the listener")),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(8744)
    .meta(meaning("port of the listener; 0 takes a free one")),
  public_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta(
      meaning("how the outside reaches it, without a daemon's name: https://relay.example.org"),
    ),
  tls: Tls.optional().meta(
    meaning("its own certificate; absent: plain HTTP, for a proxy on the same machine"),
  ),
  ...PROXY_FIELDS,
  max_connections: z
    .int()
    .positive()
    .default(256)
    .meta(meaning("open connections of senders; daemons are not counted")),
  max_body_bytes: z
    .int()
    .min(1024)
    .max(26_214_400)
    .default(1_048_576)
    .meta(meaning("largest body; a preset may raise it")),
  requests_per_minute: z
    .int()
    .positive()
    .default(3000)
    .meta(
      meaning(
        "requests per hook and minute; where nothing is verified here, per hook and client address",
      ),
    ),
  failures_per_minute: z
    .int()
    .positive()
    .default(300)
    .meta(meaning("refused requests per client address and hook and minute")),
  max_waiting_bytes: z
    .int()
    .positive()
    .default(5_368_709_120)
    .meta(meaning("bytes that may wait on disk, all daemons together")),
  max_waiting_bytes_per_hook: z
    .int()
    .positive()
    .default(1_073_741_824)
    .meta(meaning("bytes of one hook that may wait")),
  max_waiting_per_hook: z
    .int()
    .positive()
    .default(20_000)
    .meta(meaning("requests of one hook that may wait")),
  max_age: Duration.refine(
    (seconds) => seconds >= DAY_SECONDS && seconds <= 30 * DAY_SECONDS,
    "must be from 1d to 30d",
  )
    .prefault("7d")
    .meta(
      meaning(
        "what waited longer is given up, and told; not above webhooks.dedupe_days of the daemons",
      ),
    ),
  answer_wait_ms: z
    .int()
    .min(0)
    .max(30_000)
    .default(2000)
    .meta(meaning("how long a sender waits for its daemon's own answer; 0: not at all")),
  hooks: z
    .array(Door)
    .max(10_000)
    .default([])
    .meta(meaning("hooks whose requests are verified here as well: junk gets 401 at once")),
} as const;

/** relay.json, as checked and with its defaults. */
export const RelayConfig = snakeObject(RELAY_FIELDS);
/** relay.json, as checked and with its defaults. */
export type RelayConfig = z.output<typeof RelayConfig>;
