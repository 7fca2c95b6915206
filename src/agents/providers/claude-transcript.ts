// In: the records of Claude Code, as seen with 2.1.330. Out: what they say about the run.

import type { Failure } from "../outcome/failure.ts";
import { numberOf, recordOf, recordsOf, textOf } from "./fields.ts";
import type { JsonRecord, Transcript, TranscriptReader } from "./provider.ts";
import { claudeTokens } from "./token-count.ts";

/** Reads one run. */
export function claudeReader(): TranscriptReader {
  let result: JsonRecord | null = null;
  let sessionId: string | undefined;
  let lastWords = "";
  let toolsUsed = 0;
  let acted = false;
  let limitEndsAt: number | undefined;
  let costUsd: number | undefined;
  return {
    read(record: JsonRecord) {
      sessionId ??= textOf(record["session_id"]);
      const blocks = recordsOf(recordOf(record["message"])["content"]);
      if (record["type"] === "result") {
        result = record;
        costUsd = costAfter(costUsd, record);
      }
      if (record["type"] === "rate_limit_event") limitEndsAt = limitEndOf(record);
      if (record["type"] === "assistant" && !isOwnError(record)) {
        acted = true;
        lastWords = blocks.map((block) => textOf(block["text"]) ?? "").join("") || lastWords;
      }
      if (record["type"] === "user")
        toolsUsed += blocks.filter(
          (block) => block["type"] === "tool_result" && block["is_error"] !== true,
        ).length;
    },
    end(): Transcript {
      const record = result ?? {};
      const denials = recordsOf(record["permission_denials"]);
      const failure = result === null ? null : failureOf(result, limitEndsAt);
      return {
        finished: result !== null && failure === null,
        answer: failure === null ? (textOf(record["result"]) ?? lastWords) : lastWords,
        failure,
        sessionId,
        costUsd,
        turns: numberOf(record["num_turns"]),
        ...claudeTokens(record["usage"]),
        deniedTools: [...new Set(denials.map((denial) => textOf(denial["tool_name"]) ?? "?"))],
        toolsUsed,
        acted: acted || toolsUsed > 0 || denials.length > 0,
      };
    },
  };
}

/** Its total counts all runs of a continued conversation; newer versions also say what came since the last record. */
function costAfter(before: number | undefined, result: JsonRecord): number | undefined {
  const models = result["model_usage_since_last_result"];
  if (models === undefined) return numberOf(result["total_cost_usd"]);
  const costs = Object.values(recordOf(models)).map((model) =>
    numberOf(recordOf(model)["costUSD"]),
  );
  return costs.reduce<number>((sum, cost) => sum + (cost ?? 0), before ?? 0);
}

/** An error of the model service comes as a message of the assistant too; the model did not say it. */
function isOwnError(record: JsonRecord): boolean {
  return (
    record["is_api_error_message"] === true ||
    recordOf(record["message"])["model"] === "<synthetic>"
  );
}

/** When the usage limit that refused the run ends; undefined where none did. */
function limitEndOf(record: JsonRecord): number | undefined {
  const info = recordOf(record["rate_limit_info"]);
  const seconds = info["status"] === "rejected" ? numberOf(info["resetsAt"]) : undefined;
  return seconds === undefined ? undefined : seconds * 1000;
}

/** An API error comes with subtype `success`: only `is_error` counts. */
function failureOf(result: JsonRecord, retryAt: number | undefined): Failure | null {
  const subtype = textOf(result["subtype"]) ?? "";
  if (result["is_error"] !== true && subtype === "success") return null;
  const errors = Array.isArray(result["errors"]) ? result["errors"].map(String) : [];
  const text = textOf(result["result"]) ?? (errors.join("; ") || subtype);
  if (subtype === "error_max_turns") return { text, kind: "max_turns" };
  if (subtype === "error_max_budget_usd") return { text, kind: "budget" };
  return { text, httpStatus: numberOf(result["api_error_status"]), retryAt };
}
