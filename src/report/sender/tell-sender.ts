// In: a message of the outbox to a hook's sender. Out: what came of telling it: by the report as it is written now,
// with the delivery as it was received, and not at all where the delivery has gone on meanwhile.

import type { OutboxEntry } from "../../core/records/outbox-entry.ts";
import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import type { SenderReport } from "../../core/outbound/sender-report.ts";
import { SenderMessage, tells } from "../../core/outbound/sender-report-message.ts";
import { reportMarker, reportRecord, runMark } from "../../core/outbound/sender-report-text.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { Source } from "../../core/events/source.ts";
import { templateContext } from "../../core/text/template-context.ts";
import type { SendDeps } from "../../outbound/send-checked.ts";
import type { Clock } from "../../system/clock.ts";
import type { SinkResult } from "../sink.ts";
import { createAsk } from "../../outbound/ask-api.ts";
import { findReport, lackingSecret } from "./find-report.ts";
import { tellGithub } from "./tell-github.ts";
import { tellGitlab } from "./tell-gitlab.ts";
import { tellHttp } from "./tell-http.ts";
import { tellMcp } from "./tell-mcp.ts";
import { never, type Telling } from "./telling.ts";

/** What telling needs from around it. */
export interface TellDeps extends SendDeps {
  readonly clock: Clock;
  readonly settings: () => Pick<SettingsSnapshot, "config" | "hooks" | "unread">;
  readonly ledger: Pick<LedgerPort, "delivery" | "content" | "runs">;
  readonly findSource: (name: string) => Source | undefined;
  /** What wakehook's own work is marked with. */
  readonly markKey: Uint8Array;
  /** Replaces every secret in a text: a receiver may say what it was sent. */
  readonly mask: (text: string) => string;
}

/** A try of whatever kind. */
type AnyTelling = Omit<Telling<never>, "report"> & { readonly report: SenderReport };
/** What is known of the delivery, and told of its run. */
type Known = Pick<AnyTelling, "message" | "delivery" | "context" | "mark">;

/** Tells it once. */
export async function tellSender(
  deps: TellDeps,
  entry: OutboxEntry,
  signal: AbortSignal,
): Promise<SinkResult> {
  const { config, hooks } = deps.settings();
  if (!config.features.sender_reports)
    return never("features.sender_reports is off in config.json");
  const found = findReport({ hooks }, entry.sink);
  if (found === null || entry.deliveryId === null) return never("the report was removed meanwhile");
  const lacking = lackingSecret(found);
  if (lacking !== null) return { ok: false, error: `${lacking} cannot be had`, final: false };
  const known = readKnown(deps, entry, found.report);
  if ("ok" in known) return known;
  const { messageId, deliveryId } = entry;
  const marker = reportMarker(deliveryId, found.position, deps.markKey);
  const tokenField = "report_to_sender";
  const ask = createAsk({ ...deps, allowed: config.forwardAllow, signal, tokenField });
  return byKind({ ...found, ...known, messageId, marker, ask, mask: deps.mask });
}

const OVERTAKEN = "not sent: the delivery has gone on meanwhile, and what came of that is told";

/** What there is to tell; or the end of it: there is nothing, or nothing any more. */
function readKnown(
  { ledger, markKey, findSource }: TellDeps,
  { payload, runId, deliveryId }: OutboxEntry,
  report: SenderReport,
): Known | SinkResult {
  const delivery = deliveryId === null ? null : ledger.delivery(deliveryId);
  const content = delivery === null ? null : ledger.content(delivery.id);
  if (delivery === null || content === null) return never("its delivery is no longer kept");
  const message = SenderMessage.parse(JSON.parse(payload));
  // Its place in the list may be another report's by now: `done` is not what a start is told with.
  if (!tells(report, message))
    return never("the report was changed meanwhile and tells this no more");
  const [last] = ledger.runs({ deliveryId: delivery.id, limit: 1 });
  // What is told later than something newer would take its place at the sender: the newer one has its own message.
  const isGoing = message.stage === "start" ? last?.state === "running" : true;
  const isLast = runId === null ? delivery.state === "done" : last?.id === runId;
  if (last !== undefined && !(isGoing && isLast)) return { ok: true, note: OVERTAKEN };
  const mark = runMark(last?.id ?? null, markKey);
  const isComment = report.kind === "github" || report.kind === "gitlab";
  // A comment gets its hidden lines by itself.
  const record = reportRecord(message, isComment ? "" : mark);
  const source = findSource(delivery.source);
  const found = templateContext({ delivery, content, source, report: record });
  if (!found.ok) return never(found.reason);
  return { message, delivery: { delivery, content, source }, context: found.context, mark };
}

function byKind({ report, ...telling }: AnyTelling): Promise<SinkResult> {
  switch (report.kind) {
    case "github":
      return tellGithub({ ...telling, report });
    case "gitlab":
      return tellGitlab({ ...telling, report });
    case "http":
      return tellHttp({ ...telling, report });
    default:
      return tellMcp({ ...telling, report });
  }
}
