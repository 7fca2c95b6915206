// A hook with its fields: to be changed, or to be tried first.

import { DRY_RUN_DELIVERIES } from "../../core/ports/dry-run-port.ts";
import type { WireDryRun } from "../../core/wire/wire-dry-run.ts";
import { formFields, formProblems, type FormView } from "../hook-form/form-view.ts";
import { csrfField } from "../layout.ts";
import { html, type Markup } from "../markup.ts";
import type { View } from "../view.ts";
import { dryRunView } from "./dry-run-view.ts";

/** What the page shows. */
export interface EditHookForm extends FormView {
  readonly hookId: string;
  /** The entry that the fields were made of, as JSON: only what was changed is written. */
  readonly before: string;
  /** How many deliveries a dry run takes up, as it was typed. */
  readonly last: string;
  /** null: nothing was tried. */
  readonly tried: WireDryRun | null;
}

/** The page on which a hook is changed. */
export function editHookPage(view: View, form: EditHookForm): Markup {
  const { hookId, before, last, problems, tried } = form;
  return html`<div class="head"><h1>Edit ${hookId}</h1></div>
    ${formProblems(problems)}
    <form class="part hook-form" method="post" action="/hooks/${hookId}/edit">
      ${csrfField(view)}<input type="hidden" name="before" value="${before}" />
      ${formFields(form)}
      <div class="actions bar">
        <button class="approve">Save</button>
        <a href="/hooks">Change nothing</a>
      </div>
      <div class="actions" role="group" aria-label="Dry run">
        <button formaction="/hooks/${hookId}/dry-run#dry-run">Dry run</button>
        <label
          >with the last
          <input
            name="last"
            value="${last}"
            inputmode="numeric"
            size="4"
            aria-describedby="h-last"
          />
          deliveries</label
        >
        <span class="sub" id="h-last"
          >what would become of each: nothing is saved, nothing is started;
          ${DRY_RUN_DELIVERIES.most} at most</span
        >
      </div>
    </form>
    ${tried === null ? null : dryRunView(view, tried)}`;
}
