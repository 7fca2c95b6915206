// What the routes about the way in from outside answer.

import * as z from "zod";
import type { ExposeStatus } from "../../ports/expose-port.ts";
import type { SnakeKeys } from "../wire-keys.ts";
import { count, instant, instantOrNull, text, textOrNull } from "./shapes.ts";

/** How the program that makes the hooks reachable does. */
export const Expose = z.strictObject({
  program: z.enum(["cloudflared", "tailscale", "ngrok"]).nullable(),
  state: z.enum(["off", "starting", "up", "down", "refused"]).meta({
    description: "refused: it needs the owner; down: it is tried again by itself",
  }),
  since: instant,
  url: textOrNull,
  detail: textOrNull,
  hint: textOrNull,
  version: text.nullable(),
  pid: count.nullable(),
  ended: count.meta({ description: "how often it has ended since the daemon started" }),
  next_try_at: instantOrNull,
  base_url: z.enum(["written", "kept", "not_written"]).nullable().meta({
    description: "kept: webhooks.public_base_url is the owner's own, and another one",
  }),
}) satisfies z.ZodType<SnakeKeys<ExposeStatus>>;
