// One delivery, or one refused request, as a row of a list.

import { lateWords } from "../../core/records/lateness.ts";
import { REFUSALS } from "../../core/records/refusals.ts";
import { html, type Markup, type Part } from "../markup.ts";
import { size, span, when, type TimeView } from "../words.ts";
import type { ListedDelivery, RefusedRequest } from "./records.ts";
import { statusMark } from "./status-mark.ts";

/** A row of the Live list. Its data says what a filter looks at. */
export function deliveryRow(one: ListedDelivery, times: TimeView): Markup {
  return html`<li
    class="row"
    id="${one.id}"
    data-hook_id="${one.hook_id}"
    data-event="${one.event ?? ""}"
    data-entity="${one.entity ?? ""}"
    data-state="${one.state}"
    data-status="${one.status ?? ""}"
  >
    <span class="at">${when(one.received_at, times)}</span>
    <span class="what">
      <a class="main" href="/deliveries/${one.id}"><bdi>${titleOf(one)}</bdi></a>
      <span class="sub"><bdi>${subtitleOf(one)}</bdi></span>
    </span>
    <span class="hook"><bdi>${one.hook_id}</bdi></span>
    <span class="result">${statusMark(one.state, one.status)}${facts(one)}</span>
    ${why(one)}
  </li>`;
}

/** The row of a request that was refused, with what is wrong and how it is mended. */
export function refusedRow(one: RefusedRequest, times: TimeView): Markup {
  return html`<li
    class="row refused"
    id="${one.key}"
    data-hook_id="${one.hookId}"
    data-event=""
    data-entity=""
    data-state="refused"
    data-status="refused:${one.code}"
  >
    <span class="at">${when(one.at, times)}</span>
    <span class="what">
      <span class="main">refused</span>
      <span class="sub">from ${one.remoteAddress}</span>
    </span>
    <span class="hook"><bdi>${one.hookId}</bdi></span>
    <span class="result">${statusMark("refused", `${httpOf(one.code)} ${one.code}`)}</span>
    <p class="why"><bdi>${one.reason}</bdi>. ${mendOf(one.code)}</p>
  </li>`;
}

/** What a delivery is, in a few words. */
export function titleOf(one: ListedDelivery): string {
  return cut(
    one.task?.title ?? one.summary?.title ?? one.event ?? `Delivery to ${one.hook_id}`,
    160,
  );
}

function subtitleOf(one: ListedDelivery): string {
  const title = titleOf(one);
  const parts = [
    title === one.event ? "" : (one.event ?? ""),
    one.entity ?? "",
    one.summary?.author ?? "",
    one.origin === "sender" ? "" : one.origin,
    one.duplicates > 0 ? `${one.duplicates} repeated` : "",
    lateWords({ sentAt: one.sent_at, receivedAt: one.received_at }) ?? "",
  ];
  return parts
    .filter((part) => part !== "")
    .map((part) => cut(part, 120))
    .join(" · ");
}

function facts(one: ListedDelivery): Part {
  const took = one.state === "done" && one.attempts > 0 ? one.updated_at - one.received_at : null;
  return html`<span class="sub">${took === null ? size(one.body_bytes) : span(took)}</span>`;
}

function why({ explanation, state, reason }: ListedDelivery): Part {
  const words = explanation === null ? (state === "done" ? reason : null) : whyOf(explanation);
  return words === null || state === "queued"
    ? null
    : html`<p class="why"><bdi>${cut(words, 400)}</bdi></p>`;
}

/** Why, without the commands for it: the pages have buttons. */
export function whyOf(explanation: string): string {
  return explanation.split(/; (?:wakehook |(?:to|once) [a-z ]+: wakehook )/, 1)[0] ?? "";
}

/** A text that is not longer than a person reads. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

function isRefusal(code: string): code is keyof typeof REFUSALS {
  return Object.hasOwn(REFUSALS, code);
}

function httpOf(code: string): number | string {
  return isRefusal(code) ? REFUSALS[code].http : "";
}

/** One row per refusal that its owner can mend: what to do. */
const MENDS: Readonly<Partial<Record<string, string>>> = {
  unauthorized:
    "Compare the secret with the one at the sender: wakehook hook show, or wakehook hook rotate for a new one.",
  hook_not_found: "Correct the address at the sender, or add the hook: wakehook hook add.",
  hook_disabled: "Switch it on: wakehook hook enable.",
  hook_invalid: "Mend its entry: wakehook hook check says what is wrong.",
  content_type_must_be_json: "Let the sender post application/json.",
  body_too_large: "Raise webhooks.max_body_bytes in config.json if you trust the sender.",
  rate_limited: "Raise webhooks.requests_per_minute in config.json if that many are wanted.",
  queue_full: "Let what waits run or discard it, or raise webhooks.max_queued.",
  method_not_allowed: "Let the sender use POST.",
  storage_unavailable: "Look at the disk: wakehook doctor.",
};

function mendOf(code: string): string {
  return MENDS[code] ?? "wakehook doctor may know more.";
}
