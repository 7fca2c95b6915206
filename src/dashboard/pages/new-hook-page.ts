// A new hook: who sends and what happens first, then its fields.

import { featureQuestion } from "../../core/new-hook/needed-features.ts";
import { publicUrlWays, PUBLIC_URL_NEED } from "../../core/new-hook/public-url-ways.ts";
import type { FeatureName } from "../../core/settings/features.ts";
import type { Address } from "../../core/settings/hook-url.ts";
import { MODES } from "../../core/settings/modes.ts";
import { formFields, formProblems, type FormView } from "../hook-form/form-view.ts";
import { plainField } from "../hook-form/input-view.ts";
import { csrfField } from "../layout.ts";
import { html, type Markup, type Part } from "../markup.ts";
import type { View } from "../view.ts";

/** A sender that can be chosen. */
export interface ListedSource {
  readonly name: string;
  readonly title: string;
}

/** The first question. */
export function chooseHookPage(sources: readonly ListedSource[]): Markup {
  const first = ["github", "generic"];
  const known = sources.toSorted(
    (a, b) => rank(first, a.name) - rank(first, b.name) || a.title.localeCompare(b.title, "en"),
  );
  return html`<div class="head"><h1>Add a hook</h1></div>
    <form class="part" method="get" action="/hooks/new">
      <div class="field">
        <label for="source">Who sends?</label>
        <select id="source" name="source">
          ${known.map(({ name, title }) => html`<option value="${name}">${title}</option>`)}
        </select>
      </div>
      <fieldset>
        <legend>What happens when an event arrives?</legend>
        ${Object.entries(MODES).map(
          ([mode, { meaning }], at) =>
            html`<p>
              <label class="box"
                ><input
                  type="radio"
                  name="mode"
                  value="${mode}"
                  ${at === 0 ? html`checked` : null}
                />
                <span><strong>${mode}</strong>: ${meaning}</span></label
              >
            </p>`,
        )}
      </fieldset>
      <button class="approve">Go on</button>
    </form>`;
}

function rank(first: readonly string[], name: string): number {
  const at = first.indexOf(name);
  return at === -1 ? first.length : at;
}

/** What the second page shows. */
export interface NewHookForm extends FormView {
  readonly source: ListedSource & { readonly secretFrom: "sender" | "wakehook" };
  readonly mode: string;
  readonly id: string;
  readonly secret: string;
  readonly publicUrl: string;
  /** null: there is a public URL already. */
  readonly listener: Address | null;
  readonly features: readonly FeatureName[];
  /** What of it is to be turned on. */
  readonly turnOn: ReadonlySet<string>;
  /** true: a folder outside of all roots becomes one. */
  readonly addsRoot: boolean;
  /** Makes a second press of the button the same call. */
  readonly key: string;
}

/** The fields. */
export function newHookPage(view: View, form: NewHookForm): Markup {
  const { source, mode, problems } = form;
  return html`<div class="head"><h1>Add a hook for ${source.title}</h1></div>
    <p class="sub">
      ${source.title} → ${mode} <a href="/hooks/new">Choose another sender or mode</a>
    </p>
    ${formProblems(problems)}
    <form class="part hook-form" method="post" action="/hooks/new">
      ${csrfField(view)}<input type="hidden" name="key" value="${form.key}" /><input
        type="hidden"
        name="source"
        value="${source.name}"
      /><input type="hidden" name="mode" value="${mode}" />
      ${plainField({
        name: "id",
        label: "Id",
        meaning: "the last part of its URL: a-z, 0-9 and -; it cannot be changed later",
        text: form.id,
        problems,
      })}
      ${formFields(form)} ${secretPart(form)} ${publicPart(form)} ${needsPart(form)}
      <button class="approve">Add it</button> <a href="/hooks">Add nothing</a>
    </form>`;
}

function secretPart({ source, secret, problems }: NewHookForm): Markup {
  const shows = source.secretFrom === "sender";
  return plainField({
    name: "secret",
    label: shows ? `The secret that ${source.title} shows you` : "Secret",
    meaning: shows
      ? "empty: later, by Rotate; until then the hook takes nothing"
      : "empty: one is made, and shown once",
    text: secret,
    problems,
    isSecret: true,
  });
}

function publicPart({ listener, publicUrl, problems }: NewHookForm): Part {
  if (listener === null) return null;
  return html`${plainField({
    name: "public_base_url",
    label: "Public base URL",
    meaning: "how the outside reaches the hook listener, kept in config.json; empty: later",
    text: publicUrl,
    problems,
  })}
  ${publicUrlHelp(listener)}`;
}

/** How to get a public URL. */
export function publicUrlHelp(listener: Address): Markup {
  const { commands, otherwise } = publicUrlWays(listener);
  return html`<details>
    <summary>${PUBLIC_URL_NEED}</summary>
    <ul>
      ${commands.map(({ words, gives }) => html`<li><code>${words}</code> (${gives})</li>`)}
      <li>${otherwise}</li>
    </ul>
  </details>`;
}

function needsPart({ features, turnOn, mode, addsRoot }: NewHookForm): Part {
  const hasFolder = mode === "cron_task" || mode === "command";
  if (features.length === 0 && !hasFolder) return null;
  return html`<fieldset>
    <legend>What it needs</legend>
    ${features.map((name) => box("turn_on", name, turnOn.has(name), featureQuestion(name)))}
    ${
      hasFolder
        ? box(
            "add_root",
            "1",
            addsRoot,
            "A folder elsewhere than below tasks/ comes to task_roots: agents may work there then.",
          )
        : null
    }
  </fieldset>`;
}

function box(...[name, value, isOn, words]: [string, string, boolean, string]): Markup {
  return html`<p>
    <label class="box"
      ><input type="checkbox" name="${name}" value="${value}" ${isOn ? html`checked` : null} />
      ${words}</label
    >
  </p>`;
}
