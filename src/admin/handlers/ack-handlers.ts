// In: a bot's word about a handover. Out: whether it still counts.

import type { Ack } from "../../core/ports/wake-port.ts";
import { refusal, type AdminRefusal, type Answers } from "../answer.ts";
import { readJsonObject, type JsonObject } from "../body.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";
import { ADMIN_ROUTES } from "../routes/routes.ts";

/** An answer is words for a person. */
const MAX_BYTES = 1_048_576;
const LEVELS = { accepted: "accepted", taken: "taken", done: "finished" } as const;

/** The handler of bots' words. */
export function createAckHandlers(deps: AdminDeps, answers: Answers): Handlers<"acknowledge"> {
  return {
    async acknowledge({ request, id: token }) {
      const fields = Object.keys(ADMIN_ROUTES.acknowledge.body);
      const read = await readJsonObject(deps.clock, request, { fields, maxBytes: MAX_BYTES });
      const ack = read.ok ? readAck(read.value) : read;
      if (!ack.ok) return ack;
      const noted = deps.acks.acknowledge(token, ack.value);
      if (noted.kind === "unknown")
        return refusal("not_found", "no handover has this token", "it is good for one wake only");
      const { runId, target, level } = noted.handover;
      if (noted.kind === "ended")
        return refusal(
          "refused",
          `it comes too late: ${runId} has ended`,
          `wakehook run show ${runId}`,
        );
      return answers.json({ run_id: runId, target, level });
    },
  };
}

function readAck({
  status,
  reply,
  reply_follows: follows,
}: JsonObject): { readonly ok: true; readonly value: Ack } | AdminRefusal {
  const level = isStatus(status) ? LEVELS[status] : null;
  if (level === null) return refusal("usage", "status is none of accepted, taken, done");
  if (reply !== undefined && typeof reply !== "string")
    return refusal("usage", "reply is not a text");
  if (follows !== undefined && typeof follows !== "boolean")
    return refusal("usage", "reply_follows is neither true nor false");
  return { ok: true, value: { level, reply: reply ?? null, replyFollows: follows } };
}

function isStatus(value: unknown): value is keyof typeof LEVELS {
  return typeof value === "string" && Object.hasOwn(LEVELS, value);
}
