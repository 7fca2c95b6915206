import type { Tool } from "../tool.ts";
import { queryOf } from "../../daemon/admin-client.ts";
import { instant, listedRecord, nextPage, record, word, type Fields } from "../record-text.ts";

/** `list_runs`. */
export const listRuns: Tool = {
  title: "List runs",
  meaning: "Runs (attempts to carry deliveries out), newest first, without their answers.",
  effect: "looks",
  parameters: {
    hook: { type: "string", meaning: "only those of this hook, by its id" },
    delivery: { type: "string", meaning: "only those of this delivery, by its whole id" },
    state: { type: "string", meaning: "only those in this state", oneOf: ["running", "done"] },
    status: { type: "string", meaning: "only this status, as success, or error:*" },
    before: { type: "string", meaning: "only older ones than this run: the next page" },
    limit: { type: "integer", meaning: "how many; default 20", least: 1, most: 100 },
  },
  async run({ connect }, args) {
    const query = queryOf({
      hook_id: args.text("hook"),
      delivery_id: args.text("delivery"),
      state: args.text("state"),
      status: args.text("status"),
      before: args.text("before"),
      limit: args.whole("limit") ?? 20,
    });
    const answer = record(await (await connect()).get(`/runs${query}`));
    const list = answer["runs"] as readonly Fields[];
    const text = list.map((run) => JSON.stringify(listedRecord(withoutAnswer(run)))).join("\n");
    return {
      words: [`Runs: ${list.length}. ${nextPage(answer)}`],
      outside: list.length === 0 ? [] : [{ label: "The runs", text }],
    };
  },
};

/** `show_run`. */
export const showRun: Tool = {
  title: "Show a run",
  meaning: "One run with what its agent or program answered.",
  effect: "looks",
  parameters: { run: { type: "string", meaning: "its whole id, as run_...", needed: true } },
  async run({ connect }, args) {
    const client = await connect();
    const run = record(await client.get(`/runs/${encodeURIComponent(args.needed("run"))}`));
    const { id, delivery_id: delivery, state, status, started_at: at, answer } = run;
    const ended = status === null ? "" : `, ${word(status)}`;
    return {
      words: [`${word(id)} of ${word(delivery)}, started ${instant(at)}: ${word(state)}${ended}.`],
      outside: [
        { label: "The run", text: JSON.stringify(listedRecord(withoutAnswer(run)), null, 1) },
        {
          label: "Its answer (an agent's words about what came from outside)",
          text: typeof answer === "string" ? answer : "(none)",
        },
      ],
    };
  },
};

function withoutAnswer(run: Fields): Fields {
  const { answer, ...rest } = run;
  return typeof answer === "string" ? { ...rest, answer_characters: answer.length } : rest;
}
