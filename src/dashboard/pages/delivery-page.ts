// One delivery, whole: its way, what can be done, what was received, what an agent was told, how it ran.

import { escapeTurns } from "../escape-turns.ts";
import { csrfField } from "../layout.ts";
import { html, type Markup, type Part } from "../markup.ts";
import type { View } from "../view.ts";
import { titleOf } from "./delivery-row.ts";
import { promptView, type ShownPrompt } from "./prompt-view.ts";
import type { WholeDelivery } from "./records.ts";
import { bodyOf, requestView } from "./request-view.ts";
import { reportsView, runsView } from "./runs-view.ts";
import { statusMark } from "./status-mark.ts";
import { way } from "./way.ts";

/** Longest body that can be edited in a page. */
const MOST_EDITED_BYTES = 262_144;

/** What the page shows. */
export interface DeliveryFacts {
  readonly delivery: WholeDelivery;
  readonly prompt: ShownPrompt;
  /** Where senders post to; null: the hook listener is closed. */
  readonly hooksBase: string | null;
  /** true: an agent of wakehook's own would run it, so its rights can be narrowed. */
  readonly isAgentsWork: boolean;
  /** A body that could not be replayed, as it was typed; null: none was. */
  readonly edited: string | null;
}

/** The page of one delivery. */
export function deliveryPage(view: View, facts: DeliveryFacts): Markup {
  const { delivery, prompt, hooksBase } = facts;
  return html`<div class="head" id="title" data-live="${delivery.id}">
      <h1><bdi>${titleOf(delivery)}</bdi></h1>
      ${statusMark(delivery.state, delivery.status)}
    </div>
    <p class="sub">
      <a href="/?hook_id=${delivery.hook_id}">${delivery.hook_id}</a>
      ${
        delivery.entity === null
          ? null
          : html`·
              <a href="/?entity=${encodeURIComponent(delivery.entity)}"
                ><bdi>${delivery.entity}</bdi></a
              >`
      }
      · <code>${delivery.id}</code>
    </p>
    <div class="actions" id="actions" data-live="${delivery.id}">${actions(view, facts)}</div>
    <section class="part" id="way" data-live="${delivery.id}">
      <h2>Way</h2>
      ${way(delivery, view)}
    </section>
    <div id="outcome" data-live="${delivery.id}">
      ${runsView(view, delivery.runs)} ${reportsView(view, delivery.reports)}
    </div>
    ${promptView(prompt)} ${requestView(delivery, hooksBase)} ${editForm(view, facts)}`;
}

/** The buttons for a delivery as it stands. */
function actions(view: View, { delivery: one, isAgentsWork }: DeliveryFacts): Part {
  const button = (act: string, words: string, more: Part = null): Markup =>
    html`<form method="post" action="/deliveries/${one.id}/${act}">
      ${csrfField(view)}${more}<button class="${act}">${words}</button>
    </form>`;
  const readOnly = html`<input type="hidden" name="permission" value="read_only" />`;
  const made: Part[] = [];
  if (one.status === "held:approval")
    made.push(
      button("approve", "Run"),
      isAgentsWork ? button("approve", "Run read-only", readOnly) : null,
    );
  else if (one.state === "held") made.push(button("release", "Let it go on"));
  if (one.state === "held" || one.state === "queued") made.push(button("discard", "Discard"));
  if (one.body_base64 != null) {
    made.push(button("replay", "Replay"));
    if (isAgentsWork) made.push(button("replay", "Replay read-only", readOnly));
  }
  return made;
}

function editForm(view: View, { delivery: one, isAgentsWork, edited }: DeliveryFacts): Part {
  const body = bodyOf(one);
  if (body === null && edited === null) return null;
  const text = edited ?? receivedText(body);
  return html`<details class="part" id="edit" ${edited === null ? null : html`open`}>
    <summary><h2>Edit and replay</h2></summary>
    ${
      text === null
        ? html`<p class="empty">
            The body is no text, or too long for a page:
            <code>wakehook delivery replay ${one.id} --edit</code>
          </p>`
        : html`<form method="post" action="/deliveries/${one.id}/replay">
            ${csrfField(view)}
            <label for="body">Body</label>
            <textarea id="body" name="body" rows="16" spellcheck="false" dir="ltr">
${text}</textarea>
            ${isAgentsWork ? readOnlyBox() : null}
            <button>Replay with this body</button>
          </form>`
    }
  </details>`;
}

function readOnlyBox(): Markup {
  return html`<p>
    <label class="box"
      ><input type="checkbox" name="permission" value="read_only" /> for reading only</label
    >
  </p>`;
}

/** The body as it can be edited; null where it cannot. */
function receivedText(body: Buffer | null): string | null {
  const text = body !== null && body.length <= MOST_EDITED_BYTES ? asText(body) : null;
  return text === null ? null : pretty(text);
}

function asText(body: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

/**
 * JSON on one line is no text to edit. Large numbers and repeated names would not survive a second writing: such text
 * keeps its form. What turns the reading direction is written as JSON writes it, which means the same.
 */
function pretty(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    const formed = JSON.stringify(value) === text ? JSON.stringify(value, null, 2) : text;
    return escapeTurns(formed);
  } catch {
    return text;
  }
}
