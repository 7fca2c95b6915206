// What the owner says to a subscription: try it, send to it again.

import { WakehookError } from "../../core/records/errors.ts";
import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import type { OutboundEvent } from "../../core/outbound/outbound-events.ts";
import { subscriptionSink } from "../../core/settings/subscription.ts";
import type { Randomness } from "../../system/randomness.ts";
import type { Outbox } from "../outbox.ts";
import { sampleBody } from "./sample-body.ts";
import { sendMessage } from "./send-message.ts";
import { findSubscription, type SubscriptionSinkDeps } from "./subscription-sinks.ts";

/** What a try with an example came to. */
export interface SubscriptionTest {
  readonly ok: boolean;
  readonly messageId: string;
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly durationMs: number;
}

/** What the owner may say. */
export interface SubscriptionCommands {
  /** Sends an example once, at once. @throws WakehookError `not_found`, `refused` in safe mode or where it cannot be signed. */
  test(id: string, event: OutboundEvent): Promise<SubscriptionTest>;
  /** Sends to it again after it was disabled; false where it was not. @throws WakehookError `not_found`. */
  enable(id: string): boolean;
}

type Deps = Omit<SubscriptionSinkDeps, "ledger"> & {
  readonly ledger: Pick<LedgerPort, "resumeSink">;
  readonly randomness: Pick<Randomness, "bytes">;
  readonly outbox: Pick<Outbox, "wake">;
};

/** Builds the commands. */
export function createSubscriptionCommands(deps: Deps): SubscriptionCommands {
  const { clock } = deps;

  function find(id: string) {
    const settings = deps.settings();
    const loaded = findSubscription(settings, subscriptionSink(id));
    if (loaded !== undefined) return { loaded, config: settings.config };
    const name = JSON.stringify(id.slice(0, 80));
    throw new WakehookError("not_found", `there is no subscription ${name}`, {
      hint: "see: wakehook subscription list",
    });
  }

  return {
    async test(id, event) {
      const { loaded, config } = find(id);
      if (config.safeMode)
        throw new WakehookError("refused", "safe_mode is on: nothing is sent", {
          hint: "wakehook config set safe_mode false",
        });
      const messageId = `msg_${deps.randomness.bytes(16).toString("hex")}`;
      const payload = JSON.stringify(sampleBody(event, clock.now()));
      const begun = clock.monotonic();
      const { signal } = new AbortController();
      const how = { clock, outbound: config.outbound, signal, mask: deps.mask };
      const result = await sendMessage(how, loaded, { messageId, event, payload });
      return {
        ok: result.ok,
        messageId,
        httpStatus: result.httpStatus ?? null,
        error: result.ok ? null : deps.mask(result.error),
        durationMs: Math.round(clock.monotonic() - begun),
      };
    },
    enable(id) {
      find(id);
      const wasStopped = deps.ledger.resumeSink(subscriptionSink(id));
      deps.outbox.wake();
      return wasStopped;
    },
  };
}
