// Every request as it arrives: accepted ones by their row in the ledger, refused ones as they were told.

import { DELIVERY_STATES } from "../../core/records/status.ts";
import { queryOf, isNarrowed, type Filter } from "../filter.ts";
import { countWords } from "../layout.ts";
import { html, type Markup, type Part } from "../markup.ts";
import type { Counts, View } from "../view.ts";
import { deliveryRow, refusedRow } from "./delivery-row.ts";
import type { DeliveryPage, RefusedRequest } from "./records.ts";

/** What the page shows. */
export interface LiveList {
  readonly filter: Filter;
  /** Not empty: a page of older ones, which nothing is added to. */
  readonly before: string;
  readonly page: DeliveryPage;
  readonly refused: readonly RefusedRequest[];
  readonly hookIds: readonly string[];
  readonly counts: Counts | null;
  /** The id of the newest change that the page knows. */
  readonly lastId: string;
}

/** The Live page. */
export function livePage(view: View, list: LiveList): Markup {
  const { filter, before, page, counts } = list;
  const rows = merged(view, list);
  // Whether a payload has a text is found out by looking into it: what arrives is not looked into.
  const isLive = before === "" && filter.search === "";
  return html`<div class="head">
      <h1>Live</h1>
      <span class="counts" id="counts">${counts === null ? null : countWords(counts)}</span>
      ${isLive ? html`<button id="pause" type="button" hidden>Pause</button>` : null}
    </div>
    ${filterForm(list)}
    <ol
      id="rows"
      class="rows"
      aria-label="Requests, newest first"
      ${isLive ? html`data-live="rows"` : null}
      data-last="${list.lastId}"
      data-filter="${JSON.stringify(filter)}"
    >
      ${rows}
    </ol>
    <p id="none" class="empty" ${rows.length > 0 ? html`hidden` : null}>${emptyWords(list)}</p>
    <nav class="pages" aria-label="Older and newer">
      ${before === "" ? null : html`<a href="/${queryOf(filter)}">Newest</a>`}
      ${
        page.next_before === null
          ? null
          : html`<a href="/${queryOf(filter, { before: page.next_before })}" rel="next">Older</a>`
      }
    </nav>`;
}

/** Rows by their time, newest first. */
function merged(view: View, { page, refused }: LiveList): Markup[] {
  const rows = [
    ...page.deliveries.map((one) => ({ at: one.received_at, row: deliveryRow(one, view) })),
    ...refused.map((one) => ({ at: one.at, row: refusedRow(one, view) })),
  ];
  return rows.sort((a, b) => b.at - a.at).map(({ row }) => row);
}

function emptyWords({ filter, page }: LiveList): Part {
  if (filter.search !== "" && page.next_before !== null)
    return "Not among the newest ones; Older looks further back.";
  if (isNarrowed(filter)) return "Nothing matches this filter.";
  return html`Connected. Waiting for the first request. To send one:
    <code>wakehook send HOOK</code>`;
}

function filterForm({ filter, hookIds }: LiveList): Markup {
  const states = ["", ...Object.keys(DELIVERY_STATES), "refused"];
  const field = (name: "event" | "entity" | "status", hint: string): Markup =>
    html`<label
      >${name}<input
        name="${name}"
        value="${filter[name]}"
        placeholder="${hint}"
        autocomplete="off"
    /></label>`;
  return html`<form class="filter" method="get" action="/" role="search" aria-label="Filter">
    <label
      >hook<select name="hook_id">
        ${["", ...hookIds].map((id) => option(id, filter.hook_id))}
      </select></label
    >
    ${field("event", "issues.opened")} ${field("entity", "octo/site#42")}
    <label
      >state<select name="state">
        ${states.map((state) => option(state, filter.state))}
      </select></label
    >
    ${field("status", "error:*")}
    <label
      >search<input
        name="search"
        type="search"
        value="${filter.search}"
        placeholder="in payloads"
        autocomplete="off"
    /></label>
    <button>Filter</button>
    ${isNarrowed(filter) ? html`<a href="/">Clear</a>` : null}
  </form>`;
}

function option(value: string, chosen: string): Part {
  const selected = value === chosen ? html`selected` : null;
  return html`<option value="${value}" ${selected}>${value === "" ? "any" : value}</option>`;
}
