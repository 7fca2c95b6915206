// Subscriptions in, lines for people out. No secret is in a view.

import type { SubscriptionView } from "../../core/settings/subscription-view.ts";
import { columns, fields } from "../terminal/columns.ts";
import type { Output } from "../terminal/output.ts";
import { printableLine } from "../terminal/printable.ts";
import { dateAndTime } from "../terminal/when.ts";

/** A table of subscriptions. */
export function subscriptionTable(
  views: readonly SubscriptionView[],
  out: Pick<Output, "style">,
): string[] {
  if (views.length === 0) return ["no subscriptions; add one: wakehook subscription add URL"];
  const head = ["SUBSCRIPTION", "URL", "EVENTS", "WAITING", "HEALTH"];
  const rows = views.map((view) => [
    view.id,
    printableLine(view.url, 60),
    printableLine(view.events.join(","), 40),
    String(view.waiting),
    healthWords(view),
  ]);
  return columns([head, ...rows], (text, row) => (row === 0 ? out.style("dim", text) : text));
}

/** One subscription, field by field. */
export function subscriptionLines(view: SubscriptionView): string[] {
  const { sign, headers, failing_since: failing, previous_secret_until: until } = view;
  const previous = until === null ? "" : ` until ${dateAndTime(until)}`;
  return fields([
    ["subscription", view.id],
    ["url", printableLine(view.url, 2000)],
    ["events", printableLine(view.events.join(", "), 1000)],
    ["signed", typeof sign === "string" ? sign : "by a description of its own"],
    ["secret", view.secret],
    ["old secret", view.previous_secret === null ? null : `${view.previous_secret}${previous}`],
    ...Object.entries(headers).map(([name, value]) => ["header", `${name}: ${value}`] as const),
    ["order", view.ordered ? "one after the other" : `up to ${view.at_once} at once`],
    ["waiting", String(view.waiting)],
    ["failing", failing === null ? null : `since ${dateAndTime(failing)}`],
    ["health", healthWords(view)],
  ]);
}

function healthWords({ health, problem }: SubscriptionView): string {
  return problem === null ? health : `${health}: ${printableLine(problem, 300)}`;
}
