// A hook that was added, or has a new secret: what to paste where. The only time that the secret is shown.

import { featureQuestion } from "../../core/new-hook/needed-features.ts";
import type { FeatureName } from "../../core/settings/features.ts";
import { entryProblemText } from "../../core/settings/problem.ts";
import type { Address } from "../../core/settings/hook-url.ts";
import type { WireProblem } from "../../core/wire/wire.ts";
import { csrfField } from "../layout.ts";
import { html, type Markup, type Part } from "../markup.ts";
import type { Notice } from "../sessions.ts";
import type { View } from "../view.ts";
import { when } from "../words.ts";
import { publicUrlHelp } from "./new-hook-page.ts";

/** What the page shows. */
export interface SecretFacts {
  readonly hookId: string;
  /** What was done: `site is added`. */
  readonly done: string;
  /** null: none was made; it was given, or its sender shows it. */
  readonly secret: string | null;
  /** The name of its field. */
  readonly field: string | null;
  /** What to paste where, in the sender's words. */
  readonly setup: readonly string[];
  /** null: the hook is reachable from outside. */
  readonly listener: Address | null;
  /** Until when the old secret is taken too; null: it is not, or there was none. */
  readonly oldUntil: number | null;
  readonly wasRotated: boolean;
  /** Switches that it needs and that are off. */
  readonly features: readonly FeatureName[];
  readonly problems: readonly WireProblem[];
  /** What became of all that was changed beside the hook. */
  readonly told: readonly Notice[];
}

/** The page. */
export function secretPage(view: View, facts: SecretFacts): Markup {
  const { hookId, done, setup, listener, told, problems } = facts;
  return html`<div class="head"><h1>${done}</h1></div>
    ${told.map(
      ({ ok, text }) => html`<p class="notice ${ok ? "good" : "bad"}"><bdi>${text}</bdi></p>`,
    )}
    ${secretPart(view, facts)}
    <section class="part" aria-label="What to paste where">
      <h2>What to paste where</h2>
      <pre class="raw" tabindex="0" id="setup" aria-label="What to paste where">
${setup.join("\n")}</pre>
      <button type="button" data-copy="setup" hidden>Copy</button>
      ${listener === null ? null : publicUrlHelp(listener)}
    </section>
    ${facts.features.map((name) => turnOnForm(view, hookId, name))}
    ${problems.map(
      (problem) =>
        html`<p class="why ${problem.level === "error" ? "bad" : ""}">
          <bdi>${entryProblemText(problem)}</bdi>
        </p>`,
    )}
    <p class="pages">
      <a href="/hooks/${hookId}/test">Send a test</a> <a href="/hooks/${hookId}/edit">Edit</a>
      <a href="/hooks">All hooks</a>
    </p>`;
}

/** Turns on a switch that a hook needs, in the words of the command. */
export function turnOnForm(view: Pick<View, "csrf">, hookId: string, name: FeatureName): Markup {
  return html`<form class="actions" method="post" action="/hooks/${hookId}/turn-on">
    ${csrfField(view)}<input type="hidden" name="feature" value="${name}" />
    <span class="why">${featureQuestion(name)}</span>
    <button aria-label="turn on ${name}">Turn it on</button>
  </form>`;
}

function secretPart(view: View, { secret, field, oldUntil, wasRotated }: SecretFacts): Part {
  const old = wasRotated ? oldWords(view, oldUntil) : null;
  if (secret === null) return old === null ? null : html`<p>${old}</p>`;
  const again =
    field === "token"
      ? "only its hash is kept"
      : "on this machine wakehook hook show --reveal prints it again";
  return html`<section class="part" aria-label="The secret">
    <h2>The ${field}</h2>
    <pre class="raw secret" tabindex="0" id="secret" aria-label="The secret">${secret}</pre>
    <button type="button" data-copy="secret" hidden>Copy</button>
    <p class="sub">It is shown this once; ${again}. ${old}</p>
  </section>`;
}

function oldWords(view: View, until: number | null): Part {
  if (until === null) return "The old one is no longer taken.";
  return html`The old one is taken until ${when(until, view)}.`;
}
