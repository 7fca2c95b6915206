// The chats, as the running daemon has them.

import type { ChannelView } from "../../core/ports/channels-port.ts";
import type { SnakeKeys } from "../../core/wire/wire-keys.ts";
import type { AdminClient } from "../daemon/admin-client.ts";

/** One chat on the wire. */
export type WireChannel = Omit<ChannelView, "people"> & {
  readonly people: ReadonlyArray<SnakeKeys<ChannelView["people"][number]>>;
};

/** All of them. @throws WakehookError `daemon_unreachable`. */
export async function readChannels(admin: AdminClient): Promise<readonly WireChannel[]> {
  const answer = (await admin.get("/channels")) as { channels: readonly WireChannel[] };
  return answer.channels;
}
