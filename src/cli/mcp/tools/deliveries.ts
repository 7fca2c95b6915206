import type { ToolAnswer, Tool } from "../tool.ts";
import { DELIVERY_STATES } from "../../../core/records/status.ts";
import { queryOf } from "../../daemon/admin-client.ts";
import {
  bodyText,
  instant,
  listedRecord,
  nextPage,
  record,
  word,
  type Fields,
} from "../record-text.ts";

/** `list_deliveries`: also the search. */
export const listDeliveries: Tool = {
  title: "List and search deliveries",
  meaning:
    "Deliveries (accepted requests), newest first: what each is about, its state and status, and why it waits or did not run.",
  effect: "looks",
  parameters: {
    hook: { type: "string", meaning: "only those of this hook, by its id" },
    search: { type: "string", meaning: "only those whose payload holds this text" },
    state: {
      type: "string",
      meaning: "only those in this state",
      oneOf: Object.keys(DELIVERY_STATES),
    },
    status: { type: "string", meaning: "only this status, as success, held:approval, or error:*" },
    event: { type: "string", meaning: "only this event, as issues.opened" },
    entity: { type: "string", meaning: "only this entity, as octo/site#42" },
    before: { type: "string", meaning: "only older ones than this delivery: the next page" },
    limit: { type: "integer", meaning: "how many; default 20", least: 1, most: 100 },
  },
  async run({ connect }, args) {
    const query = queryOf({
      hook_id: args.text("hook"),
      search: args.text("search"),
      state: args.text("state"),
      status: args.text("status"),
      event: args.text("event"),
      entity: args.text("entity"),
      before: args.text("before"),
      limit: args.whole("limit") ?? 20,
    });
    const answer = record(await (await connect()).get(`/deliveries${query}`));
    const list = answer["deliveries"] as readonly Fields[];
    return {
      words: [`Deliveries: ${list.length}. ${nextPage(answer)}`],
      outside: list.length === 0 ? [] : [{ label: "The deliveries", text: lines(list) }],
    };
  },
};

/** `show_delivery`. */
export const showDelivery: Tool = {
  title: "Show a delivery",
  meaning:
    "One delivery: its state, why it waits or did not run, its runs with their answers, its reports; with content also its headers and body.",
  effect: "looks",
  parameters: {
    delivery: { type: "string", meaning: "its whole id, as dlv_...", needed: true },
    content: { type: "boolean", meaning: "true adds headers and body as received" },
  },
  async run({ connect }, args) {
    const query = args.flag("content") ? "?content=1" : "";
    const shown = await deliveryOf(await connect(), args.needed("delivery"), query);
    const { headers, body_base64: body, runs, reports, ...delivery } = shown;
    const hasContent = headers !== undefined;
    return {
      words: [headline(shown)],
      outside: [
        { label: "The delivery", text: JSON.stringify(delivery, null, 1) },
        { label: "Its runs, newest first", text: lines(runs as readonly Fields[]) },
        { label: "Its reports", text: lines(reports as readonly Fields[]) },
        ...(hasContent ? [{ label: "Its headers", text: JSON.stringify(headers) }] : []),
        ...(hasContent ? [{ label: "Its body", text: bodyText(body) }] : []),
      ],
    };
  },
};

/** `explain_delivery`. */
export const explainDelivery: Tool = {
  title: "Explain a delivery",
  meaning: "Why a delivery waits or did not run, and what its owner can do about it.",
  effect: "looks",
  parameters: { delivery: { type: "string", meaning: "its whole id, as dlv_...", needed: true } },
  async run({ connect }, args): Promise<ToolAnswer> {
    const shown = await deliveryOf(await connect(), args.needed("delivery"), "");
    const { explanation } = shown;
    const runs = (shown["runs"] as readonly Fields[]).map(({ id, status, reason }) => ({
      id,
      status,
      reason,
    }));
    if (typeof explanation !== "string")
      return {
        words: [headline(shown), "It waits for nothing: it runs, or it ran to its end."],
        outside: runs.length === 0 ? [] : [{ label: "Its runs", text: lines(runs) }],
      };
    return {
      words: [headline(shown)],
      outside: [{ label: "Why, as wakehook says it; it may quote the sender", text: explanation }],
    };
  },
};

/** `replay_delivery`. */
export const replayDelivery: Tool = {
  title: "Replay a delivery",
  meaning:
    "Makes a new delivery of the same content, which passes its hook's filters, budget and approval like any other. It may start an agent.",
  effect: "adds",
  parameters: {
    delivery: { type: "string", meaning: "its whole id, as dlv_...", needed: true },
    read_only: { type: "boolean", meaning: "true: its run may change nothing" },
  },
  async run({ connect }, args) {
    const id = encodeURIComponent(args.needed("delivery"));
    const narrowed = args.flag("read_only") ? { permission: "read_only" } : {};
    const made = await (await connect()).post(`/deliveries/${id}/replay`, narrowed);
    return { words: ["It was replayed; watch the new one with show_delivery."], facts: made };
  },
};

async function deliveryOf(
  client: { get(path: string): Promise<unknown> },
  id: string,
  query: string,
): Promise<Fields> {
  return record(await client.get(`/deliveries/${encodeURIComponent(id)}${query}`));
}

/** Ids and statuses are of closed forms; nothing else of a delivery is wakehook's own. */
function headline({ id, hook_id: hook, state, status, received_at: at }: Fields): string {
  const ended = status === null ? "" : `, ${word(status)}`;
  return `${word(id)} of the hook ${word(hook)}, received ${instant(at)}: ${word(state)}${ended}.`;
}

function lines(list: readonly Fields[]): string {
  return list.map((one) => JSON.stringify(listedRecord(one))).join("\n");
}
