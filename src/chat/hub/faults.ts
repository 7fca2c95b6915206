// A chat that is broken until its owner acts: the owner is told by another chat or the log, once, also over restarts.

import type { ChannelResult } from "../../core/ports/channel-port.ts";
import type { NewReport } from "../../core/ports/ledger-port.ts";
import type { ChatTarget } from "../../core/settings/target.ts";
import type { HubDeps } from "./hub-deps.ts";

/** Knows which chats are broken. */
export interface Faults {
  /** What came of a try. */
  note(target: ChatTarget, result: ChannelResult): void;
  /** Why a chat is broken; null: it is not, as far as is known. */
  of(target: string): string | null;
  /** Its owner did something, or somebody spoke there: that may have mended it, and a fault is news again. */
  forget(target: string): void;
}

/** Since when a chat is broken, as long as it is. */
const STATE = "broken_since";

/** Creates the book of faults. */
export function createFaults(
  deps: Pick<HubDeps, "clock" | "store" | "ledger" | "log" | "noticesOf" | "wakeOutbox"> & {
    readonly onChange: (target: string) => void;
  },
): Faults {
  const { store, clock } = deps;
  const broken = new Map<string, string>();

  function tell({ name, kind }: ChatTarget, error: string): void {
    const known = store.channelState(name, STATE) ?? "";
    const since = known === "" ? String(clock.now()) : known;
    if (known === "") store.remember(name, STATE, since);
    const text = `${error}. What is said meanwhile waits for it. When it is mended: wakehook channel test ${name}`;
    const notice = {
      notice: "channel",
      title: `${kind} chat ${name} is broken`,
      text,
      hook_id: null,
    };
    const others = deps.noticesOf(notice).filter(({ sink }) => sink !== `target:${name}`);
    const log: NewReport = { sink: "log", payload: JSON.stringify(notice) };
    const told = others.some(({ sink }) => sink !== "target:local") ? others : [...others, log];
    deps.ledger.notify(`channel:${name}:${since}`, told);
    deps.log.warn("a chat is broken", { target: name, error });
    deps.wakeOutbox();
  }

  function forget(target: string): void {
    broken.delete(target);
    if ((store.channelState(target, STATE) ?? "") !== "") store.remember(target, STATE, "");
  }

  return {
    note(target, result) {
      const was = broken.get(target.name);
      if (result.ok) forget(target.name);
      else if (result.broken === true && was !== result.error) {
        broken.set(target.name, result.error);
        if (was === undefined) tell(target, result.error);
      }
      if (was !== broken.get(target.name)) deps.onChange(target.name);
    },
    of: (target) => broken.get(target) ?? null,
    forget,
  };
}
