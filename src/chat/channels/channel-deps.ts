// What every chat platform is made with.

import type { Channel, ChannelInbound } from "../../core/ports/channel-port.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { ChatKind, TargetOf } from "../../core/settings/target.ts";
import type { Clock } from "../../system/clock.ts";
import type { Randomness } from "../../system/randomness.ts";

/** What a channel may use. */
export interface ChannelDeps {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  /** Where the files of messages lie: their `path` is below it. */
  readonly home: string;
  readonly inbound: ChannelInbound;
}

/** Kinds of target that are platforms of others: all chats but the local one. */
export type PlatformKind = Exclude<ChatKind, "local">;

/** Makes the channel of a target whose secrets are resolved; nothing happens before its `start`. */
export type CreateChannel<Kind extends PlatformKind> = (
  deps: ChannelDeps,
  target: TargetOf<Kind>,
) => Channel;

/** How each platform is loaded. A kind that is absent is not at work in this version. */
export type ChannelTable = {
  readonly [Kind in PlatformKind]?: () => Promise<CreateChannel<Kind>>;
};
