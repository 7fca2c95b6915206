// What waits and why, with its buttons: singly by each row, in bulk by the boxes.

import { PLAIN_STATUSES, type PlainStatus } from "../../core/records/status.ts";
import { csrfField } from "../layout.ts";
import { html, type Markup, type Part } from "../markup.ts";
import type { View } from "../view.ts";
import { span, when } from "../words.ts";
import { cut, titleOf, whyOf } from "./delivery-row.ts";
import type { DeliveryPage, ListedDelivery } from "./records.ts";
import { statusMark } from "./status-mark.ts";

/** The Held page. `agentsHooks`: those whose runs have their rights from wakehook, so that these can be narrowed. */
export function heldPage(view: View, page: DeliveryPage, agentsHooks: ReadonlySet<string>): Markup {
  const groups = Map.groupBy(page.deliveries, ({ status }) => status ?? "held");
  return html`<div class="head"><h1>Held</h1></div>
    <div id="held" data-live="deliveries" data-keep="checked">
      ${
        page.deliveries.length === 0
          ? html`<p class="empty">Nothing is held.</p>`
          : html`<form method="post" action="/held" class="held" id="chosen">
              ${csrfField(view)} ${noDefault()} ${bulkBar()}
              ${[...groups].map(([status, list]) => group(status, list, (one) => heldRow(view, one, agentsHooks)))}
            </form>`
      }
      ${
        page.next_before === null
          ? null
          : html`<p><a href="/held?before=${page.next_before}" rel="next">Older</a></p>`
      }
    </div>`;
}

/** Enter on a ticked box presses the first button of the form: one that does nothing, and not Run. */
function noDefault(): Markup {
  return html`<button name="act" value="none" hidden></button>`;
}

/** Every act stands in the one form: a box or a single button says which deliveries are meant. */
function bulkBar(): Markup {
  return html`<div class="actions bar" role="group" aria-label="For the chosen ones">
    <span class="sub">Chosen:</span>
    <button name="act" value="run" class="approve">Run</button>
    <button name="act" value="read_only">Run read-only</button>
    <button name="act" value="discard" class="discard">Discard</button>
  </div>`;
}

function group(
  status: string,
  list: readonly ListedDelivery[],
  row: (one: ListedDelivery) => Markup,
): Markup {
  const meaning = Object.hasOwn(PLAIN_STATUSES, status)
    ? PLAIN_STATUSES[status as PlainStatus]
    : null;
  return html`<section class="part" aria-label="${status}">
    <h2>${statusMark("held", status)} <span class="sub">${meaning}</span></h2>
    <ul class="rows">
      ${list.map(row)}
    </ul>
  </section>`;
}

function heldRow(view: View, one: ListedDelivery, agentsHooks: ReadonlySet<string>): Markup {
  const title = cut(titleOf(one), 120);
  const mayBeNarrowed = one.status === "held:approval" && agentsHooks.has(one.hook_id);
  return html`<li class="row held">
    <input type="checkbox" name="id" value="${one.id}" id="box-${one.id}" aria-label="${title}" />
    <span class="what">
      <a class="main" href="/deliveries/${one.id}"><bdi>${title}</bdi></a>
      <span class="sub"
        ><bdi>${one.hook_id}${one.entity === null ? null : ` · ${one.entity}`}</bdi></span
      >
      <span class="why"><bdi>${whyOf(one.explanation ?? "")}</bdi></span>
    </span>
    <span class="sub">
      ${one.held_since === null ? null : `for ${span(view.now - one.held_since)}`}
      ${one.held_until === null ? null : html`<br />until ${when(one.held_until, view)}`}
      ${one.expires_at === null ? null : html`<br />expires ${when(one.expires_at, view)}`}
    </span>
    <span class="actions">
      ${single("run", "Run", one.id, title)}
      ${mayBeNarrowed ? single("read_only", "Read-only", one.id, title) : null}
      ${single("discard", "Discard", one.id, title)}
    </span>
  </li>`;
}

function single(act: string, words: string, id: string, title: string): Part {
  return html`<button
    name="act"
    value="${act}:${id}"
    class="${act}"
    aria-label="${words}: ${title}"
  >
    ${words}
  </button>`;
}
