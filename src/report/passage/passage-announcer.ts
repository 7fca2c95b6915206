// In: what the ledger has just written of a delivery that came by a tunnel. Out: its end, for the other end of that
// tunnel. Called within the transaction, so it reads nothing and must not throw.

import type { Announcer, Happening } from "../../core/outbound/happening.ts";
import type { NewReport } from "../../core/ports/ledger-port.ts";
import { tunnelVia, type LoadedTunnel } from "../../core/settings/tunnel.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import { writePassageResult } from "../../core/outbound/passage-message.ts";

/** Words in place of an answer that its agent wants nobody to see. */
const SILENT = "[SILENT]";
const LONGEST_ANSWER = 60_000;

/** Creates it over the settings, which may change at any time. */
export function createPassageAnnouncer(
  settings: () => Pick<SettingsSnapshot, "tunnels">,
): Announcer {
  return {
    wants: (kind) => (kind === "run" || kind === "moved") && (settings().tunnels?.length ?? 0) > 0,
    messagesOf(happening): NewReport[] {
      if (!isEnd(happening)) return [];
      const { delivery, at } = happening;
      const { via, viaRef, status } = delivery;
      const tunnel = (settings().tunnels ?? []).find(
        ({ tunnel: { name } }) => tunnelVia(name) === via,
      );
      if (tunnel === undefined || viaRef === null || status === null) return [];
      const payload = writePassageResult({
        ref: viaRef,
        hookId: delivery.hookId,
        deliveryId: delivery.id,
        status,
        ...wordsOf(happening, tunnel),
        endedAt: at,
      });
      return [{ sink: tunnelVia(tunnel.tunnel.name), payload }];
    },
  };
}

type End = Extract<Happening, { kind: "run" | "moved" }>;

/** The end of a run is the run's own change; a delivery that ends without another one is told by its move. */
function isEnd(happening: Happening): happening is End {
  if (happening.kind === "run")
    return happening.run.state !== "running" && happening.delivery.state === "done";
  if (happening.kind !== "moved" || happening.before.state === "running") return false;
  return happening.delivery.state === "done" && happening.before.state !== "done";
}

/** A relay is told the status alone: what an agent says is nothing that it has to know. */
function wordsOf(happening: End, { tunnel }: LoadedTunnel) {
  if (tunnel.kind === "relay") return { reason: null, answer: null };
  const run = happening.kind === "run" ? happening.run : null;
  const answer = run?.answer?.trim() ?? "";
  const isTold = answer !== "" && !answer.startsWith(SILENT);
  return {
    reason: run?.reason ?? happening.delivery.reason,
    answer: isTold ? answer.slice(0, LONGEST_ANSWER).toWellFormed() : null,
  };
}
