// wakehook's own example agent, for the demo: no model, started only by its own name.

import { numberOf, textOf } from "./fields.ts";
import type { JsonRecord, Provider, Transcript } from "./provider.ts";
import { UUID } from "./session-id.ts";

/** The example agent. It has no tools, so a permission changes nothing. */
export const example: Provider = {
  id: "example",
  environmentNames: [],
  keyNames: [],
  loginFiles: [],
  credentialFiles: () => [],
  helpParameters: [],
  instructionFiles: [],
  unswitchable: [],
  sessions: {
    id: UUID,
    unknown: /No conversation found with session ID/,
    taken: /Session ID \S+ is already in use/,
    boundToFolder: false,
    forgets: [],
  },
  compile({ sessionId, sessionKind, exampleFolder }) {
    if (sessionKind === "alone") return { parameters: [] };
    const flag = sessionKind === "continues" ? "--resume" : "--session-id";
    return { parameters: [flag, sessionId, exampleFolder] };
  },
  reader() {
    let result: JsonRecord | null = null;
    let sessionId: string | undefined;
    return {
      read(record: JsonRecord) {
        sessionId ??= textOf(record["session_id"]);
        if (record["type"] === "result") result = record;
      },
      end(): Transcript {
        const record: JsonRecord = result ?? {};
        const isError = record["is_error"] !== false;
        return {
          finished: result !== null && !isError,
          answer: textOf(record["result"]) ?? "",
          failure: result !== null && isError ? { text: textOf(record["result"]) ?? "" } : null,
          sessionId,
          costUsd: numberOf(record["total_cost_usd"]),
          turns: numberOf(record["num_turns"]),
          deniedTools: [],
          toolsUsed: 0,
          acted: result !== null && !isError,
        };
      },
    };
  },
  retry: () => null,
  retryLimit: 1,
};
