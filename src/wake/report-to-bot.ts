// A report for a bot with an address: signed, and taken where it answers 2xx.

import type { TargetOf } from "../core/settings/target.ts";
import type { Lookup } from "../outbound/resolve-target.ts";
import type { Clock } from "../system/clock.ts";
import { postToBot } from "./post-to-bot.ts";

/** What is told. */
export interface BotReport {
  /** The same at every try. */
  readonly key: string;
  /** What happened, in words. */
  readonly text: string;
  /** The report's fields. */
  readonly report: object;
  readonly signal: AbortSignal;
}

/** What came of a try. `final`: another is of no use. */
export type ReportedToBot =
  | { readonly ok: true; readonly httpStatus: number }
  | {
      readonly ok: false;
      readonly error: string;
      readonly final: boolean;
      readonly httpStatus?: number;
    };

const DEFAULT_TIMEOUT_S = 60;

/** Tells a bot once. Never throws for what can be expected. */
export async function reportToBot(
  deps: { readonly clock: Clock; readonly lookup: Lookup },
  target: TargetOf<"http">,
  { key, text, report, signal }: BotReport,
): Promise<ReportedToBot> {
  const body = JSON.stringify({
    type: "report.posted",
    timestamp: new Date(deps.clock.now()).toISOString(),
    data: { text, report },
  });
  const timeoutMs = (target.timeoutSeconds ?? DEFAULT_TIMEOUT_S) * 1000;
  const answer = await postToBot(deps, target, { key, body, timeoutMs, signal });
  const name = `target ${target.name}`;
  if (answer.kind !== "answer")
    return { ok: false, error: `${name}: ${answer.fault}`, final: false };
  const { status } = answer;
  if (status >= 200 && status <= 299) return { ok: true, httpStatus: status };
  const isPassing = status === 408 || status === 429 || status >= 500;
  return { ok: false, error: `${name} answered ${status}`, final: !isPassing, httpStatus: status };
}
