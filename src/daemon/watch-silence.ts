// In: the parts of a daemon. Out: a look at the hooks that expect events, every half minute.

import { askPublicUrl } from "../canary/ask-public-url.ts";
import { publicUrlOf } from "../core/settings/public-url.ts";
import type { LoadedHook } from "../core/settings/settings.ts";
import { createSilenceWatch } from "../dispatch/silence/silence.ts";
import { noticesOf } from "../report/report.ts";
import { findSource } from "../sources/table.ts";
import type { Timer } from "../system/clock.ts";
import { systemRandomness } from "../system/randomness.ts";
import type { Base } from "./base.ts";
import type { DaemonContext } from "./context.ts";
import type { Work } from "./work.ts";

const LOOK_AGAIN_MS = 30_000;
const NONCE_BYTES = 16;

/** Begins to watch; a message that is due after the start waits half a minute, until what waits is taken up. */
export function watchSilence(
  { clock, closers }: DaemonContext,
  { hub, ledger, log, settings, markKey }: Base,
  { dispatcher, outbox }: Pick<Work, "dispatcher" | "outbox">,
): void {
  const config = () => settings.current().config;
  const watch = createSilenceWatch({
    clock,
    ledger,
    log,
    settings: () => settings.current(),
    pauses: () => dispatcher.pauses(),
    noticesOf: (notice) => noticesOf(config(), notice),
    onTold: () => outbox.wake(),
    askPublicUrl: ask,
  });
  const stopping = new AbortController();
  let look: Promise<void> = Promise.resolve();
  let timer: Timer = clock.setTimer(keepLooking, LOOK_AGAIN_MS, { unref: true });
  closers.add(
    hub.subscribe((event) => watch.note(event)),
    async () => {
      timer.clear();
      stopping.abort();
      await look;
    },
  );

  function keepLooking(): void {
    timer = clock.setTimer(keepLooking, LOOK_AGAIN_MS, { unref: true });
    look = watch.look();
  }

  async function ask(loaded: LoadedHook): Promise<string | null> {
    const { hook } = loaded;
    const source = hook === null ? undefined : findSource(hook.source);
    const url = hook === null ? null : publicUrlOf(hook, config().webhooks);
    // Safe mode sends nothing, not even to oneself.
    if (config().safeMode) return null;
    if (source === undefined || url === null) return null;
    const random = systemRandomness.bytes(NONCE_BYTES);
    const order = { loaded, source, url, key: markKey, now: clock.now(), random };
    const { text } = await askPublicUrl(order, stopping.signal);
    // What an interrupted request has found is not told.
    stopping.signal.throwIfAborted();
    return text;
  }
}
