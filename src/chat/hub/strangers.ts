// Who is not known is never answered. The owner finds them in the log, each once and not endlessly many.

import type { InboundText } from "../../core/ports/channel-port.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { ChatTarget } from "../../core/settings/target.ts";

const MOST_REMEMBERED = 200;

/** Writes strangers down. */
export function createStrangerLog(
  log: Log,
): (target: ChatTarget, words: InboundText, why: string) => void {
  const seen = new Set<string>();
  return ({ name }, { sender, place }, why) => {
    const key = `${name} ${sender.id} ${place.chat} ${why}`;
    if (seen.has(key) || seen.size >= MOST_REMEMBERED) return;
    seen.add(key);
    log.warn("somebody was not answered", {
      target: name,
      sender: sender.id.slice(0, 100),
      name: sender.name.slice(0, 100),
      chat: place.chat.slice(0, 100),
      why,
    });
  };
}
