// In: the records of opencode, as seen with 1.18.33. Out: what they say about the run.

import type { Failure } from "../outcome/failure.ts";
import { numberOf, recordOf, textOf } from "./fields.ts";
import type { JsonRecord, Transcript, TranscriptReader } from "./provider.ts";
import { addTokens, stepTokens, type TokenCount } from "./token-count.ts";

/** Reads one run. */
export function opencodeReader(): TranscriptReader {
  let sessionId: string | undefined;
  let failure: Failure | null = null;
  let words: string[] = [];
  let lastWords = "";
  let stopped = false;
  let cost = 0;
  let turns = 0;
  let tokens: TokenCount = {};
  let toolsUsed = 0;
  let acted = false;
  const denied = new Set<string>();
  const readTool = (part: JsonRecord): void => {
    acted = true;
    lastWords = words.join("\n") || lastWords;
    words = [];
    const state = recordOf(part["state"]);
    if (state["status"] === "completed") toolsUsed += 1;
    else if (/prevents you from using|rejected permission/i.test(textOf(state["error"]) ?? ""))
      denied.add(textOf(part["tool"]) ?? "?");
  };
  return {
    read(record: JsonRecord) {
      sessionId ??= textOf(record["sessionID"]);
      const part = recordOf(record["part"]);
      switch (record["type"]) {
        case "text":
          words.push(textOf(part["text"]) ?? "");
          break;
        case "tool_use":
          readTool(part);
          break;
        case "step_finish":
          turns += 1;
          tokens = addTokens(tokens, stepTokens(part["tokens"]));
          cost += numberOf(part["cost"]) ?? 0;
          stopped = part["reason"] === "stop";
          break;
        case "error":
          failure = failureOf(recordOf(record["error"]));
          break;
      }
    },
    // There is no record of the end: the last step's reason has to do.
    end(): Transcript {
      const answer = (words.join("\n") || lastWords).trim();
      const finished = stopped && failure === null;
      return {
        finished,
        answer,
        failure,
        sessionId,
        costUsd: cost,
        turns,
        ...tokens,
        deniedTools: [...denied],
        toolsUsed,
        acted: acted || answer !== "" || turns > 0,
      };
    },
  };
}

function failureOf(error: JsonRecord): Failure {
  const data = recordOf(error["data"]);
  const text = textOf(data["message"]) ?? textOf(error["name"]) ?? "no reason given";
  const headers = recordOf(data["responseHeaders"]);
  return { text, httpStatus: numberOf(data["statusCode"]), ...retryAfter(headers) };
}

/** What the service said of its own: seconds, milliseconds, or a date. */
function retryAfter(headers: JsonRecord): Pick<Failure, "retryAt" | "retryAfterMs"> {
  const exact = Number.parseFloat(textOf(headers["retry-after-ms"]) ?? "");
  if (exact > 0) return { retryAfterMs: exact };
  const written = textOf(headers["retry-after"]) ?? "";
  if (/^\d+(\.\d+)?$/.test(written)) return { retryAfterMs: Number(written) * 1000 };
  const at = Date.parse(written);
  return Number.isNaN(at) ? {} : { retryAt: at };
}
