// A way in that is closed for long, or leads to another address than before: its owner is told, once each. Senders are
// refused meanwhile, and nobody notices silence.

import type { ExposeStatus } from "../core/ports/expose-port.ts";
import type { Clock, Timer } from "../system/clock.ts";

/** What telling needs. */
export interface TellOwnerDeps {
  readonly clock: Pick<Clock, "now" | "setTimer">;
  /** Tells the owner; what was told under a key is not told again. */
  readonly notify: (notice: {
    readonly key: string;
    readonly title: string;
    readonly text: string;
  }) => void;
}

/** Follows the way in. */
export interface OwnerWatch {
  changed(status: ExposeStatus): void;
  /** Senders know the old address. */
  moved(from: string, to: string): void;
  close(): void;
}

/** By a clock that stands still while the machine sleeps. */
export const LONG_MS = 600_000;
const DAY_MS = 86_400_000;

/** Begins to follow it. */
export function watchForOwner({ clock, notify }: TellOwnerDeps): OwnerWatch {
  let status: ExposeStatus | null = null;
  let timer: Timer | null = null;
  let told: string | null = null;

  function isClosed(): boolean {
    return status !== null && status.state !== "up" && status.state !== "off";
  }

  function tellClosed(): void {
    timer = null;
    if (status === null || !isClosed()) return;
    const { program, detail, hint } = status;
    told = `${String(program)}:${String(Math.floor(clock.now() / DAY_MS))}`;
    const mend = hint === null ? "" : ` ${hint}.`;
    notify({
      key: `expose:${told}:closed`,
      title: `Nothing reaches your hooks by ${String(program)}`,
      text: `For ten minutes: ${detail ?? "no reason is known"}.${mend} Senders are refused meanwhile. How it does: wakehook expose status`,
    });
  }

  function forget(): void {
    timer?.clear();
    timer = null;
  }

  return {
    changed(now) {
      status = now;
      if (isClosed()) {
        timer ??= clock.setTimer(tellClosed, LONG_MS, { unref: true });
        return;
      }
      forget();
      if (now.state !== "up" || told === null) return;
      const text = "Senders reach your hooks again. What was missed: wakehook gap list";
      notify({ key: `expose:${told}:open`, title: `${String(now.program)} is up again`, text });
      told = null;
    },
    moved(from, to) {
      notify({
        key: `expose:moved:${to}`,
        title: "Your hooks have another address",
        text: `It is ${to} now, and no longer ${from}: senders must be told. An address that stays: docs/reach.md`,
      });
    },
    close: forget,
  };
}
