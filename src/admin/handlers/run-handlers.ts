// The routes about runs: lists, one run, its output, its stop.

import type { Run } from "../../core/records/run.ts";
import { isRunId } from "../../core/records/ids.ts";
import { nextBefore, wireRun } from "../../core/wire/wire.ts";
import { refusal, type AdminRefusal, type Answers } from "../answer.ts";
import { DEFAULT_PAGE } from "./delivery-handlers.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";
import { listInPieces } from "../../system/list-pieces.ts";
import { openRunOutput } from "./run-output.ts";

/** What the handlers need beside the deps. */
export interface RunParts {
  readonly answers: Answers;
  readonly stopping: AbortSignal;
}

/** The handlers of the routes about runs. */
export function createRunHandlers(
  deps: AdminDeps,
  { answers, stopping }: RunParts,
): Handlers<"listRuns" | "showRun" | "runOutput" | "stopRun"> {
  const { ledger, dispatcher } = deps;

  return {
    async listRuns({ query }) {
      const { hook_id: hookId, delivery_id: deliveryId, limit = DEFAULT_PAGE, ...rest } = query;
      const { rows } = await listInPieces(limit, (below, most) =>
        ledger.pieces.runs({ ...rest, hookId, deliveryId, limit: most }, below),
      );
      return answers.json({ runs: rows.map(wireRun), next_before: nextBefore(rows, limit) });
    },
    showRun({ id }) {
      const run = find(ledger, id);
      return "ok" in run ? run : answers.json(wireRun(run));
    },
    runOutput({ id, query, caller }) {
      const run = find(ledger, id);
      if ("ok" in run) return run;
      const { stream = "stdout", offset = 0, follow: isFollowed = false } = query;
      const asked = { runId: run.id, stream, offset, isFollowed, mayGoOn: caller.isStillGood };
      return openRunOutput({ ...deps, stopping }, asked);
    },
    stopRun({ id }) {
      const run = find(ledger, id);
      if ("ok" in run) return run;
      if (run.state === "done" || !dispatcher.stopRun(run.id))
        return refusal("refused", `${id} is not going on: it ended as ${run.status ?? "done"}`);
      return answers.json({ stopping: true, run_id: run.id }, 202);
    },
  };
}

function find(ledger: AdminDeps["ledger"], id: string): Run | AdminRefusal {
  const run = isRunId(id) ? ledger.run(id) : null;
  if (run !== null) return run;
  const hint = isRunId(id) ? undefined : "give the whole id, as run_ and 26 characters";
  return refusal("not_found", `there is no run ${JSON.stringify(id.slice(0, 80))}`, hint);
}
