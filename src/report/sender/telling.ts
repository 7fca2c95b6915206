// What there is to be told in one try, and to whom: what every kind of report starts from.

import type { KnownDelivery } from "../../core/text/template-context.ts";
import type { TemplateContext } from "../../core/text/placeholder.ts";
import type {
  SenderReport,
  SenderReportOf,
  SenderReportSecrets,
} from "../../core/outbound/sender-report.ts";
import type { SenderMessage } from "../../core/outbound/sender-report-message.ts";
import type { SinkResult } from "../sink.ts";
import type { Ask } from "../../outbound/ask-api.ts";

/** One try. */
export interface Telling<Kind extends SenderReport["kind"]> {
  readonly report: SenderReportOf<Kind>;
  readonly secrets: SenderReportSecrets;
  readonly message: SenderMessage;
  readonly delivery: KnownDelivery & { readonly delivery: { readonly receivedAt: number } };
  readonly context: TemplateContext;
  /** `report_to_sender.0`: what reasons call the report. */
  readonly field: string;
  /** The hidden line of a comment by which it is found again. */
  readonly marker: string;
  /** The hidden line by which wakehook knows its own work; empty without a run. */
  readonly mark: string;
  /** The same at every try. */
  readonly messageId: string;
  readonly ask: Ask;
  /** Replaces every secret; asked before a text is cut. */
  readonly mask: (text: string) => string;
}

/** Tells it. Idempotent where the receiver lets it be. */
export type Tell<Kind extends SenderReport["kind"]> = (
  telling: Telling<Kind>,
) => Promise<SinkResult>;

/** A result that no further try can change. */
export function never(error: string): SinkResult {
  return { ok: false, error, final: true };
}
