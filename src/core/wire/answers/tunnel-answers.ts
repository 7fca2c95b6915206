// What the routes about tunnels answer.

import * as z from "zod";
import type { TunnelHealth } from "../../ports/tunnels-port.ts";
import { amount, count, flag, instant, list, text, textOrNull } from "./shapes.ts";

/** How a tunnel does. */
export const TunnelState = z.strictObject({
  state: z.enum(["up", "connecting", "down", "off"]),
  since: instant,
  detail: textOrNull,
}) satisfies z.ZodType<TunnelHealth>;

/** Every tunnel of config.json. */
export const TunnelList = z.strictObject({
  tunnels: list(
    z.strictObject({
      tunnel: text,
      kind: text,
      url: text,
      health: TunnelState,
      waiting: count.nullable(),
      base_url: textOrNull,
      clock_ahead_ms: z.number().nullable(),
      version: textOrNull,
      lanes: list(z.strictObject({ hook_id: text, reason: text })),
    }),
  ),
});

/** How a try went. */
export const TunnelTest = z.strictObject({
  ok: flag,
  error: textOrNull,
  milliseconds: amount.nullable(),
});
