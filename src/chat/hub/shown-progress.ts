// Messages of progress that stand in a chat: a daemon that died leaves "working" behind, and the next one ends it.

import type { Channel } from "../../core/ports/channel-port.ts";
import type { ChatStorePort } from "../../core/ports/chat-store-port.ts";
import { readShownProgress, type ShownProgress } from "../../core/records/shown-progress.ts";
import type { HubDeps } from "./hub-deps.ts";
import { changeProgress } from "./progress-message.ts";

type Store = Pick<ChatStorePort, "channelState" | "remember">;

const STATE = "progress";

/** One more stands there. */
export function rememberShown(
  store: Store,
  target: string,
  {
    key,
    place,
    refs,
  }: { key: string; place: ShownProgress[number]["place"]; refs: readonly string[] },
): void {
  write(store, target, [...read(store, target), { key, place, refs: [...refs] }]);
}

/** One has ended. */
export function forgetShown(store: Store, target: string, key: string): void {
  const all = read(store, target);
  const left = all.filter((one) => one.key !== key);
  if (left.length < all.length) write(store, target, left);
}

/** Ends what an earlier daemon showed. Does not throw for what a platform does. */
export async function endShown(
  deps: Pick<HubDeps, "store" | "clock" | "log">,
  at: { readonly target: string; readonly channel: Channel; readonly goingOn: ReadonlySet<string> },
): Promise<void> {
  const { target, channel, goingOn } = at;
  const left = read(deps.store, target).filter(({ key }) => !goingOn.has(key));
  for (const one of left) {
    forgetShown(deps.store, target, one.key);
    await changeProgress(deps, channel, { ...one, text: "Interrupted: wakehook was restarted." });
  }
}

function read(store: Store, target: string): ShownProgress {
  return readShownProgress(store.channelState(target, STATE));
}

function write(store: Store, target: string, shown: ShownProgress): void {
  store.remember(target, STATE, JSON.stringify(shown));
}
