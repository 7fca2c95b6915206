// In: what a running program tells, line by line. Out: whether the way in is open, and at which address.

import type { Clock } from "../system/clock.ts";
import { baseOf } from "./base-of.ts";
import type { Fault, Told } from "./program.ts";
import type { StatusBoard } from "./status-board.ts";

/** One life of a program. */
export interface Life {
  hear(told: Told): void;
  /** What stands in its way, as far as it has told. */
  fault(): Fault | null;
  /** How long it was up. */
  upMs(): number;
}

/** Begins one; `onUp` is told each address once, and once more after it was down. */
export function createLife(
  { clock, board }: { readonly clock: Pick<Clock, "monotonic">; readonly board: StatusBoard },
  onUp: (url: string) => void,
): Life {
  const links = new Set<string>();
  let url: string | null = null;
  let fault: Fault | null = null;
  let upSince: number | null = null;
  let upMs = 0;

  function goUp(address: string): void {
    fault = null;
    upSince ??= clock.monotonic();
    const { url: shown, state } = board.current();
    if (shown === address && state === "up") return;
    board.show({ state: "up", url: address, detail: null, hint: null, nextTryAt: null });
    onUp(address);
  }

  function goDown(): void {
    const wasUp = upSince !== null;
    if (upSince !== null) upMs += clock.monotonic() - upSince;
    upSince = null;
    if (fault !== null)
      board.show({
        state: fault.needsOwner ? "refused" : "down",
        detail: fault.message,
        hint: fault.hint ?? null,
      });
    else if (wasUp)
      board.show({ state: "down", detail: "its connection outward is lost; it tries again" });
  }

  return {
    hear(told) {
      if (told.link?.isUp === true) links.add(told.link.id);
      if (told.link?.isUp === false) links.delete(told.link.id);
      if (told.url !== undefined) url = baseOf(told.url);
      // The first word about it is the fullest, unless it was one that may pass.
      if (told.fault !== undefined && fault?.needsOwner !== true) ({ fault } = told);
      if (told.hint !== undefined && fault !== null) fault = { ...fault, hint: told.hint };
      if (url !== null && links.size > 0) goUp(url);
      else goDown();
    },
    fault: () => fault,
    upMs: () => upMs + (upSince === null ? 0 : clock.monotonic() - upSince),
  };
}
