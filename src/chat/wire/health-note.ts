import type { ChannelHealth } from "../../core/ports/channel-port.ts";
import type { ChannelDeps } from "../channels/channel-deps.ts";

/** How a channel does, told when it changes. */
export interface HealthNote {
  current(): ChannelHealth;
  become(state: ChannelHealth["state"], detail?: string | null): void;
}

/** Begins as connecting. */
export function createHealthNote({
  clock,
  inbound,
}: Pick<ChannelDeps, "clock" | "inbound">): HealthNote {
  let health: ChannelHealth = { state: "connecting", since: clock.now(), detail: null };
  return {
    current: () => health,
    become(state, detail = null) {
      if (health.state === state && health.detail === detail) return;
      const since = health.state === state ? health.since : clock.now();
      health = { state, since, detail };
      inbound.changed();
    },
  };
}
