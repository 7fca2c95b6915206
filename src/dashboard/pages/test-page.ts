// A test event for one hook: an example of its sender, which may be changed before it is sent.

import { csrfField } from "../layout.ts";
import { html, type Markup } from "../markup.ts";
import type { View } from "../view.ts";

/** What the page shows. */
export interface TestForm {
  readonly hookId: string;
  /** Names of the examples of the hook's sender. */
  readonly fixtures: readonly string[];
  readonly chosen: string;
  /** The payload as JSON. */
  readonly payload: string;
}

/** The page from which a test event is sent. */
export function testPage(view: View, { hookId, fixtures, chosen, payload }: TestForm): Markup {
  const choices = ["", ...fixtures].map(
    (name) =>
      html`<option value="${name}" ${name === chosen ? html`selected` : null}>
        ${name === "" ? "of your own" : name}
      </option>`,
  );
  return html`<div class="head"><h1>Test ${hookId}</h1></div>
    <p class="sub">
      It goes through the hook's whole chain, marked as a test; no signature is needed.
    </p>
    <form class="filter" method="get" action="/hooks/${hookId}/test">
      <label
        >example<select name="fixture">
          ${choices}
        </select></label
      ><button>Take it</button>
    </form>
    <form method="post" action="/hooks/${hookId}/test">
      ${csrfField(view)}<input type="hidden" name="fixture" value="${chosen}" />
      <label for="payload">Payload</label>
      <textarea id="payload" name="payload" rows="18" spellcheck="false" dir="ltr">
${payload}</textarea>
      <button>Send it</button>
    </form>`;
}
