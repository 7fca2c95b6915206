// What the routes about chat platforms and open terminals answer.

import * as z from "zod";
import type { ChannelHealth } from "../../ports/channel-port.ts";
import { count, done, flag, instant, list, text, textOrNull } from "./shapes.ts";

/** How a chat platform does. */
export const PlatformHealth = z.strictObject({
  state: z.enum(["up", "connecting", "down", "send_only", "unpaired"]),
  since: instant,
  detail: textOrNull,
}) satisfies z.ZodType<ChannelHealth>;

/** Every chat of config.json. */
export const ChannelList = z.strictObject({
  channels: list(
    z.strictObject({
      target: text,
      kind: text,
      chat: text,
      health: PlatformHealth,
      people: list(
        z.strictObject({
          sender: text,
          name: text,
          role: z.enum(["owner", "viewer"]),
          paired_at: instant,
        }),
      ),
      waiting: count,
    }),
  ),
});

/** A window in which somebody may become known. */
export const Pairing = z.strictObject({
  code: text.meta({ description: "shown this once" }),
  link: textOrNull,
  words: text,
  expires_at: instant,
});

/** Whether somebody was known. */
export const Unpaired = z.strictObject({ unpaired: flag });

/** How a message at once went. */
export const ChannelTest = z.strictObject({ ok: flag, error: textOrNull });

/** Nothing is kept of it. */
export const Forgotten = z.strictObject({ id: text, forgotten: done });

const terminalState = z.enum(["idle", "busy"]);

/** Every open session. */
export const TerminalList = z.strictObject({
  terminals: list(
    z.strictObject({
      id: text,
      folder: text,
      pid: count,
      state: terminalState,
      state_at: instant,
      waits: flag,
    }),
  ),
});

/** Whether a hook program waits in the session. */
export const TerminalTold = z.strictObject({ waits: flag });

/** What a hook program is to do. */
export const TerminalWake = z.union([
  z.strictObject({ kind: z.enum(["none", "leave"]) }),
  z.strictObject({ kind: z.literal("text"), key: text, text }),
]);

/** Whether it may hand the wake over. */
export const TerminalTaken = z.strictObject({ taken: flag });
