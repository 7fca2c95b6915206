// In: what the ledger has just written. Out: one message for each subscription that wants to know. Called within the
// transaction, so it reads nothing and must not throw.

import type { Announcer, Happening } from "../../core/outbound/happening.ts";
import type { NewReport } from "../../core/ports/ledger-port.ts";
import { OUTBOUND_EVENT_NAMES, type OutboundEvent } from "../../core/outbound/outbound-events.ts";
import { matchesOutbound } from "../../core/outbound/outbound-pattern.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import { subscriptionSink } from "../../core/settings/subscription.ts";
import { bodiesOf } from "./event-bodies.ts";

type Snapshot = Pick<SettingsSnapshot, "config" | "subscriptions">;

/** Which sinks want an event; none of those that are switched off. */
type Wanted = ReadonlyMap<OutboundEvent, readonly string[]>;

/** Which events can come of which change. */
const EVENTS_OF: Readonly<Record<Happening["kind"], RegExp>> = {
  accepted: /^(?:delivery\.accepted|task\.created)$/,
  moved: /^(?:delivery\.(?!accepted$)|approval\.|task\.(?!created$|started$))/,
  run: /^(?:run\.|task\.started$)/,
  pause: /^(?:agent|hook)\./,
  session: /^session\./,
};

/** Creates it over the settings, which may change at any time. */
export function createAnnouncer(settings: () => Snapshot): Announcer {
  let seen: Snapshot | null = null;
  let wanted: Wanted = new Map();
  let kinds: ReadonlySet<Happening["kind"]> = new Set();

  function look(): void {
    const now = settings();
    if (now === seen) return;
    seen = now;
    wanted = wantedBy(now);
    const events = [...wanted.keys()];
    const all = Object.keys(EVENTS_OF) as Array<Happening["kind"]>;
    kinds = new Set(all.filter((kind) => events.some((event) => EVENTS_OF[kind].test(event))));
  }

  return {
    wants(kind) {
      look();
      return kinds.has(kind);
    },
    messagesOf(happening): NewReport[] {
      look();
      return bodiesOf(happening).flatMap((body) => {
        const sinks = wanted.get(body.event) ?? [];
        if (sinks.length === 0) return [];
        const payload = JSON.stringify(body);
        return sinks.map((sink) => ({ sink, event: body.event, payload }));
      });
    },
  };
}

/** In safe mode nobody is told anything: what is decided stands on record. */
function wantedBy({ config, subscriptions = [] }: Snapshot): Wanted {
  const wanted = new Map<OutboundEvent, string[]>();
  if (config.safeMode) return wanted;
  for (const { id, subscription } of subscriptions) {
    if (!subscription.enabled) continue;
    for (const event of OUTBOUND_EVENT_NAMES)
      if (matchesOutbound(subscription.events, event))
        wanted.set(event, [...(wanted.get(event) ?? []), subscriptionSink(id)]);
  }
  return wanted;
}
