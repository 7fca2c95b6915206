// In: a bot's word about a handover. Out: whether it still counts.

import { refusal, type Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";

const LEVELS = { accepted: "accepted", taken: "taken", done: "finished" } as const;

/** The handler of bots' words. */
export function createAckHandlers(deps: AdminDeps, answers: Answers): Handlers<"acknowledge"> {
  return {
    acknowledge({ body: { status, reply = null, reply_follows: replyFollows }, id: token }) {
      const ack = { level: LEVELS[status], reply, replyFollows };
      const noted = deps.acks.acknowledge(token, ack);
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
