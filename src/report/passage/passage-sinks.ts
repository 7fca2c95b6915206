// The other ends of tunnels as sinks of the outbox: what waits leaves while the tunnel is up, and waits while it is
// down; a connection that breaks is no fault of a message.

import type { PassageResult } from "../../core/records/passage.ts";
import { tunnelVia } from "../../core/settings/tunnel.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { SinkKind } from "../join-sinks.ts";
import { reportRules } from "../report-rules.ts";
import type { SinkResult } from "../sink.ts";
import { readPassageResult } from "../../core/outbound/passage-message.ts";

/** What the sinks need. */
export interface PassageSinkDeps {
  readonly settings: () => Pick<SettingsSnapshot, "tunnels">;
  readonly isUp: (tunnel: string) => boolean;
  readonly tell: (
    tunnel: string,
    result: PassageResult,
  ) => Promise<
    { readonly kind: "noted" | "gone" } | { readonly kind: "never"; readonly why: string }
  >;
}

const PREFIX = tunnelVia("");
const AT_ONCE = 16;
/** A tunnel may break again and again; each time one try of each is lost. */
const MOST_TRIES = 1000;
const RETRY_MS = 5000;

/** Finds sinks by their names; none where the tunnel is no more. */
export function createPassageSinks({ settings, isUp, tell }: PassageSinkDeps): SinkKind {
  const nameOf = (sink: string): string => sink.slice(PREFIX.length);
  return {
    has: (sink) => sink.startsWith(PREFIX),
    sinkOf(sink) {
      const name = nameOf(sink);
      const isThere = settings().tunnels?.some(({ tunnel }) => tunnel.name === name);
      if (isThere !== true) return null;
      return async ({ payload }): Promise<SinkResult> => {
        const told = await tell(name, readPassageResult(payload));
        if (told.kind === "noted") return { ok: true };
        if (told.kind === "never") return { ok: false, error: told.why, final: true };
        return { ok: false, error: "the connection ended before it was noted", final: false };
      };
    },
    rulesOf(sink) {
      const name = nameOf(sink);
      const isThere = settings().tunnels?.some(({ tunnel }) => tunnel.name === name);
      return {
        ...reportRules(sink),
        // Of a tunnel that is no more it is given up at once, with these words.
        isHeldBack: isThere === true && !isUp(name),
        atOnce: AT_ONCE,
        mostTries: MOST_TRIES,
        delayMs: () => RETRY_MS,
      };
    },
  };
}
