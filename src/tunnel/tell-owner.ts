// A tunnel that is down for long: its owner is told once, and when it is up again. A laptop that comes and goes is no
// news; events wait at the other end meanwhile.

import type { LedgerPort, NewReport } from "../core/ports/ledger-port.ts";
import type { TunnelHealth } from "../core/ports/tunnels-port.ts";
import type { Notice } from "../core/outbound/report.ts";
import type { Clock, Timer } from "../system/clock.ts";

/** What telling needs. */
export interface TellOwnerDeps {
  readonly clock: Pick<Clock, "now" | "setTimer">;
  readonly ledger: Pick<LedgerPort, "notify">;
  readonly noticesOf: (notice: Notice) => NewReport[];
  readonly onTold: () => void;
}

/** Follows one tunnel. */
export interface OwnerWatch {
  changed(health: TunnelHealth): void;
  close(): void;
}

/** By a clock that stands still while the machine sleeps. */
export const LONG_MS = 600_000;
const DAY_MS = 86_400_000;

/** Watches the tunnel of a name. */
export function watchForOwner(deps: TellOwnerDeps, name: string): OwnerWatch {
  const { clock } = deps;
  let health: TunnelHealth | null = null;
  let timer: Timer | null = null;
  let told: string | null = null;

  function tell(key: string, title: string, text: string): boolean {
    const notice = { notice: "tunnel", title, text, hook_id: null };
    const isNew = deps.ledger.notify(key, deps.noticesOf(notice));
    if (isNew) deps.onTold();
    return isNew;
  }

  function tellDown(): void {
    timer = null;
    if (health?.state !== "down") return;
    // Once a day, also where the daemon is started again and again.
    const day = String(Math.floor(clock.now() / DAY_MS));
    const minutes = String(Math.round((clock.now() - health.since) / 60_000));
    const text = `Down for ${minutes} minutes: ${health.detail ?? "no reason is known"}. What is sent to your hooks meanwhile waits at the other end. How it does: wakehook tunnel list`;
    if (tell(`tunnel:${name}:down:${day}`, `The tunnel ${name} is down`, text)) told = day;
  }

  function forget(): void {
    timer?.clear();
    timer = null;
  }

  return {
    changed(now) {
      health = now;
      if (now.state === "down") timer ??= clock.setTimer(tellDown, LONG_MS, { unref: true });
      if (now.state === "up" || now.state === "off") forget();
      if (now.state !== "up" || told === null) return;
      const text = "It is connected again, and what waited comes in.";
      tell(`tunnel:${name}:up:${told}`, `The tunnel ${name} is up again`, text);
      told = null;
    },
    close: forget,
  };
}
