// Several that make messages of what happens, as one.

import type { Announcer } from "../core/outbound/happening.ts";

/** All of them, in their order; each is asked only for what it wants. */
export function allAnnouncers(announcers: readonly Announcer[]): Announcer {
  return {
    wants: (kind) => announcers.some((one) => one.wants(kind)),
    messagesOf: (happening) =>
      announcers.flatMap((one) => (one.wants(happening.kind) ? one.messagesOf(happening) : [])),
  };
}
