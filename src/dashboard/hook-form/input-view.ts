// One field of a form: what it takes, what it means, what is wrong with it.

import { html, type Markup, type Part } from "../markup.ts";
import type { FieldProblem } from "./field-problems.ts";
import type { FormField } from "./fields.ts";

/** A field as it stands. */
export interface Shown {
  readonly text: string;
  readonly problems: readonly FieldProblem[];
  /** The first that is wrong gets the focus. */
  readonly isFirst: boolean;
}

/** One field that is none of the hook's own: the id of a new one, how long an old secret is taken. */
export function plainField(field: {
  readonly name: string;
  readonly label: string;
  readonly meaning: string;
  readonly text: string;
  readonly problems: readonly FieldProblem[];
  readonly isSecret?: true;
}): Markup {
  const { name, label, meaning, text, isSecret } = field;
  const problems = of(field.problems, name);
  const type = isSecret === true ? "password" : "text";
  return html`<div class="field">
    <label for="f-${name}">${label}</label>
    <input
      id="f-${name}"
      name="${name}"
      type="${type}"
      value="${text}"
      autocomplete="off"
      spellcheck="false"
      ${marks(name, problems, problems.length > 0)}
    />
    ${notes(name, meaning, problems)}
  </div>`;
}

/** The input of a field of the hook. */
export function inputOf({ name, kind, choices, usual }: FormField, shown: Shown): Markup {
  const { text, problems, isFirst } = shown;
  const more = marks(name, problems, isFirst);
  if (choices !== undefined)
    return html`<select id="f-${name}" name="field.${name}" ${more}>
      ${options(choices, text, usual)}
    </select>`;
  if (kind === "area" || kind === "lines")
    return html`<textarea
      id="f-${name}"
      name="field.${name}"
      rows="${kind === "area" ? 6 : 3}"
      spellcheck="false"
      ${more}
    >
${text}</textarea>`;
  return html`<input
    id="f-${name}"
    name="field.${name}"
    value="${text}"
    autocomplete="off"
    spellcheck="false"
    ${kind === "number" ? html`inputmode="decimal"` : null}
    ${more}
  />`;
}

/** A word of none of them stays what it is. */
function options(choices: readonly string[], text: string, usual?: string): Part {
  const none = usual === undefined ? [] : [""];
  return [...new Set([...none, text, ...choices])].map(
    (one) =>
      html`<option value="${one}" ${one === text ? html`selected` : null}>
        ${one === "" && usual !== undefined ? `${usual}, where nothing is set` : one}
      </option>`,
  );
}

/** What ties an input to its words, for those who hear them. */
export function marks(name: string, problems: readonly FieldProblem[], isFirst: boolean): Part {
  if (problems.length === 0) return html`aria-describedby="h-${name}"`;
  return html`aria-describedby="p-${name} h-${name}" aria-invalid="true"
  ${isFirst ? html`autofocus` : null}`;
}

/** The words below an input. */
export function notes(name: string, meaning: string, problems: readonly FieldProblem[]): Part {
  return html`${
      problems.length === 0
        ? null
        : html`<p
            class="why ${problems.some(({ isError }) => isError) ? "bad" : ""}"
            id="p-${name}"
          >
            <bdi>${problems.map(({ words }) => words).join("; ")}</bdi>
          </p>`
    }
    <p class="sub" id="h-${name}">${meaning}</p>`;
}

/** The problems of one field. */
export function of(problems: readonly FieldProblem[], name: string): readonly FieldProblem[] {
  return problems.filter(({ field }) => field === name);
}
