// Asks before a hook gets a new secret.

import type { FieldProblem } from "../hook-form/field-problems.ts";
import { formProblems } from "../hook-form/form-view.ts";
import { plainField } from "../hook-form/input-view.ts";
import { csrfField } from "../layout.ts";
import { html, type Markup } from "../markup.ts";
import type { View } from "../view.ts";

/** What the page shows. */
export interface RotateForm {
  readonly hookId: string;
  /** Its sender, where that one makes the secret; null: wakehook does. */
  readonly maker: string | null;
  /** true: the old secret can be taken for a while beside the new one. */
  readonly mayOverlap: boolean;
  readonly secret: string;
  readonly keep: string;
  readonly problems: readonly FieldProblem[];
  readonly key: string;
}

/** The page. */
export function rotatePage(view: View, form: RotateForm): Markup {
  const { hookId, maker, mayOverlap, secret, keep, problems, key } = form;
  return html`<div class="head"><h1>A new secret for ${hookId}</h1></div>
    ${formProblems(problems)}
    <form class="part hook-form" method="post" action="/hooks/${hookId}/rotate">
      ${csrfField(view)}<input type="hidden" name="key" value="${key}" />
      ${
        maker === null
          ? html`<p>
              One is made and shown once; paste it at the sender before the old one stops.
            </p>`
          : plainField({
              name: "secret",
              label: `The new secret that ${maker} shows you`,
              meaning: `${maker} makes it: have it make a new one first`,
              text: secret,
              problems,
              isSecret: true,
            })
      }
      ${
        mayOverlap
          ? plainField({
              name: "keep",
              label: "Take the old one for",
              meaning: "30m, 24h, 7d; 0: it stops at once",
              text: keep,
              problems,
            })
          : html`<p class="why">The old one stops at once.</p>`
      }
      <button class="danger">Rotate</button> <a href="/hooks">Change nothing</a>
    </form>`;
}
