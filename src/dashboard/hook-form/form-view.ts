// The fields of a hook as a part of a page: each with what it means, and what is wrong with it.

import { html, type Markup, type Part } from "../markup.ts";
import type { FieldProblem } from "./field-problems.ts";
import { meaningOf, type FormField } from "./fields.ts";
import { inputOf, marks, notes, of, type Shown } from "./input-view.ts";
import { MORE, type TypedForm } from "./typed-form.ts";

/** What a form shows. */
export interface FormView {
  readonly fields: readonly FormField[];
  readonly typed: TypedForm;
  readonly problems: readonly FieldProblem[];
}

/** The fields of a hook; seldom ones are folded where none of them is wrong. */
export function formFields({ fields, typed, problems }: FormView): Markup {
  const wrong = firstWrong(fields, problems);
  const draw = (field: FormField): Markup => {
    const { name } = field;
    const text = typed.texts.get(name) ?? "";
    return fieldView(field, { text, problems: of(problems, name), isFirst: name === wrong });
  };
  const often = fields.filter(({ isSeldom }) => isSeldom !== true);
  const seldom = fields.filter(({ isSeldom }) => isSeldom === true);
  const names = [...seldom.map(({ name }) => name), MORE];
  const isOpen = names.some((name) => of(problems, name).length > 0);
  const shown = fields.map(({ name }) => name).join(",");
  return html`<input type="hidden" name="fields" value="${shown}" />${often.map(draw)}
    <details class="seldom" ${isOpen ? html`open` : null}>
      <summary>
        More: ${seldom.map((field) => summaryWord(field.label, typed.texts.get(field.name)))}
        ${summaryWord("all other fields", typed.more, "")}
      </summary>
      ${seldom.map(draw)} ${moreField(typed.more, of(problems, MORE), wrong === MORE)}
    </details>`;
}

/** Those that say something are seen without unfolding. */
function summaryWord(label: string, text = "", end = ", "): Markup {
  return text === "" ? html`${label}${end}` : html`<strong>${label}</strong>${end}`;
}

/** What belongs to no field stands above the form, with how many fields are wrong. */
export function formProblems(problems: readonly FieldProblem[]): Part {
  const errors = problems.filter(({ isError }) => isError);
  if (errors.length === 0) return null;
  const free = errors.filter(({ field }) => field === null);
  const beside = errors.length - free.length;
  return html`<div class="notice bad" role="alert">
    ${free.map(({ words }) => html`<p><bdi>${words}</bdi></p>`)}
    ${
      beside === 0
        ? null
        : html`<p>
            ${beside === 1 ? "One thing is" : `${beside} things are`} wrong: see beside the fields.
            Nothing was changed.
          </p>`
    }
  </div>`;
}

function fieldView(field: FormField, shown: Shown): Markup {
  const { name, label, kind } = field;
  if (kind === "flag") return flagView(field, shown);
  return html`<div class="field">
    <label for="f-${name}">${label}</label>
    ${inputOf(field, shown)} ${notes(name, meaningOf(field), shown.problems)}
  </div>`;
}

function flagView(field: FormField, { text, problems, isFirst }: Shown): Markup {
  const { name, label } = field;
  return html`<div class="field">
    <label class="box"
      ><input
        type="checkbox"
        id="f-${name}"
        name="field.${name}"
        value="true"
        ${text === "" ? null : html`checked`}
        ${marks(name, problems, isFirst)}
      />
      ${label}</label
    >
    ${notes(name, meaningOf(field), problems)}
  </div>`;
}

function moreField(text: string, problems: readonly FieldProblem[], isFirst: boolean): Markup {
  return html`<div class="field">
    <label for="f-${MORE}">All other fields, as JSON</label>
    <textarea
      id="f-${MORE}"
      name="${MORE}"
      rows="8"
      spellcheck="false"
      dir="ltr"
      ${marks(MORE, problems, isFirst)}
    >
${text}</textarea>
    ${notes(MORE, "as webhooks.json has them; secrets are not shown and stay as they are", problems)}
  </div>`;
}

function firstWrong(
  fields: readonly FormField[],
  problems: readonly FieldProblem[],
): string | undefined {
  const names = [...fields.map(({ name }) => name), MORE];
  return names.find((name) => of(problems, name).some(({ isError }) => isError));
}
