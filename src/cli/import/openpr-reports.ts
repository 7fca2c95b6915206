// How an agent of openpr-webhook told OpenPR of its work, as `report_to_sender`: a state at the start, then a comment
// and another state; by MCP, or by one request of its own shape.

import type { Fields } from "./fields.ts";

type Report = Readonly<Record<string, unknown>>;

const ISSUE = "{{data.issue.id}}";
/** The body of its callback by API, as far as a report knows it. */
const API_BODY = {
  issue_id: ISSUE,
  run_id: "{{$report.run_id}}",
  status: "{{$report.status}}",
  summary: "{{$report.text}}",
};

/** The reports; undefined where it told nothing. */
export function reportsOf(inner: Fields, notes: string[]): readonly Report[] | undefined {
  const kind = inner.text("callback") ?? "mcp";
  const url = inner.text("callback_url");
  const token = inner.text("callback_token");
  const isStateless = inner.flag("skip_callback_state") === true;
  const state = (name: string): string | undefined => inner.text(`update_state_on_${name}`);
  const states = { start: state("start"), success: state("success"), fail: state("fail") };
  if (url === undefined) return undefined;
  if (kind !== "mcp" && kind !== "api") {
    notes.push(`callback ${kind}: it is not known here: left out`);
    return undefined;
  }
  notes.push("its callback is report_to_sender here, and features.sender_reports is off");
  const at = { url, ...(token === undefined || token === "" ? {} : { token }) };
  const { success, fail } = isStateless ? { success: undefined, fail: undefined } : states;
  if (kind === "api") return apiReports(at, { ...states, success, fail });
  const update = (on: string, to: string | undefined): Report[] =>
    to === undefined || to === ""
      ? []
      : [
          {
            kind: "mcp",
            on: [on],
            ...at,
            tool: "work_items.update",
            arguments: { work_item_id: ISSUE, state: to },
          },
        ];
  const comment = {
    kind: "mcp",
    on: ["success", "failure"],
    ...at,
    tool: "comments.create",
    arguments: { work_item_id: ISSUE, content: "{{$report.text}}" },
  };
  return [
    ...update("start", states.start),
    comment,
    ...update("success", success),
    ...update("failure", fail),
  ];
}

function apiReports(
  at: Report,
  states: Readonly<Record<"start" | "success" | "fail", string | undefined>>,
): Report[] {
  const report = (on: string, state: string | undefined): Report => ({
    kind: "http",
    on: [on],
    ...at,
    body: JSON.stringify({ ...API_BODY, ...(state === undefined ? {} : { state }) }),
  });
  return [
    ...(states.start === undefined ? [] : [report("start", states.start)]),
    report("success", states.success),
    report("failure", states.fail),
  ];
}
