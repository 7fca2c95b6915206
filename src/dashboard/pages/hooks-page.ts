// The hooks: state, the last deliveries, error rate, quiet hours, secrets; a test event for each.

import type { FeatureName } from "../../core/settings/features.ts";
import type { LoadedHook } from "../../core/settings/settings.ts";
import { entryProblemText } from "../../core/settings/problem.ts";
import { isQuiet, minuteOfDay } from "../../core/admission/quiet-hours.ts";
import { csrfField } from "../layout.ts";
import { html, type Markup, type Part } from "../markup.ts";
import type { View } from "../view.ts";
import { span, when } from "../words.ts";
import type { ListedDelivery, ListedHook } from "./records.ts";
import { turnOnForm } from "./secret-page.ts";
import { errorRate, sparkline } from "./sparkline.ts";
import { statusMark } from "./status-mark.ts";

/** A hook with what its row shows beside the API's record. */
export interface ShownHook {
  readonly hook: ListedHook;
  readonly loaded: LoadedHook | undefined;
  /** Newest first. */
  readonly newest: readonly ListedDelivery[];
  /** Switches that it needs and that are off. */
  readonly features: readonly FeatureName[];
}

/** The Hooks page. */
export function hooksPage(view: View, hooks: readonly ShownHook[]): Markup {
  return html`<div class="head">
      <h1>Hooks</h1>
      <a class="button" href="/hooks/new">Add a hook</a>
    </div>
    <div id="hooks" data-live="hooks">
      ${
        hooks.length === 0
          ? html`<p class="empty">There is no hook yet.</p>`
          : hooks.map((one) => hookPart(view, one))
      }
    </div>`;
}

function hookPart(view: View, { hook, loaded, newest, features }: ShownHook): Markup {
  const rate = errorRate(newest);
  const { last_received_at: last, last_status: status, deliveries, waiting } = hook.history;
  return html`<section class="part hook-card" id="hook-${hook.id}">
    <h2>${hook.title ?? hook.id} ${stateMark(hook)}</h2>
    <p class="sub">
      <code>${hook.id}</code>
      ${[hook.source, hook.mode].filter((part) => part !== null).join(" → ")}
    </p>
    <div class="facts">
      ${sparkline(newest)}
      <dl>
        ${fact("deliveries", `${deliveries}${waiting > 0 ? `, ${waiting} waiting` : ""}`)}
        ${fact("errors", rate === null ? "none ran" : `${rate} %`)}
        ${fact(
          "last",
          last === null
            ? "never"
            : html`${when(last, view)} ${status === null ? null : statusMark("done", status)}`,
        )}
        ${quietFact(view, loaded)} ${secretFact(view, hook, loaded)}
      </dl>
    </div>
    ${hook.problems.map(
      (problem) =>
        html`<p class="why ${problem.level === "error" ? "bad" : ""}">
          <bdi>${entryProblemText(problem)}</bdi>
        </p>`,
    )}
    <p>
      <a href="/?hook_id=${hook.id}">Deliveries</a> <a href="/hooks/${hook.id}/test">Send a test</a>
      <a href="/hooks/${hook.id}/edit" aria-label="Edit ${hook.id}">Edit</a>
      <a href="/hooks/${hook.id}/rotate" aria-label="Rotate the secret of ${hook.id}">Rotate</a>
      <a href="/hooks/${hook.id}/remove" aria-label="Remove ${hook.id}">Remove</a>
    </p>
    ${features.map((name) => turnOnForm(view, hook.id, name))}
    ${hook.state === "valid" ? switchForm(view, hook) : null}
  </section>`;
}

function switchForm(view: View, { id, enabled }: ListedHook): Markup {
  const act = enabled === false ? "enable" : "disable";
  return html`<form method="post" action="/hooks/${id}/${act}">
    ${csrfField(view)}<button aria-label="${act} ${id}">
      ${enabled === false ? "Enable" : "Disable"}
    </button>
  </form>`;
}

function stateMark({ state, enabled }: ListedHook): Markup {
  if (state !== "valid") return html`<span class="mark bad">${state}</span>`;
  return enabled === false
    ? html`<span class="mark calm">disabled</span>`
    : html`<span class="mark good">enabled</span>`;
}

function fact(name: string, words: Part): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${words}</dd>
  </div>`;
}

function quietFact({ now, timezone }: View, loaded: LoadedHook | undefined): Part {
  const { quietStart: start, quietEnd: end, quietPolicy } = loaded?.hook ?? {};
  if (start === undefined || end === undefined || start === end) return null;
  const window = { startMinute: start, endMinute: end };
  const isNow = isQuiet(window, minuteOfDay(now, timezone));
  const next = isNow ? `now, until ${clock(end)}` : `next ${clock(start)} to ${clock(end)}`;
  return fact("quiet", `${next}, ${quietPolicy}`);
}

function clock(minutes: number): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function secretFact(view: View, hook: ListedHook, loaded: LoadedHook | undefined): Part {
  const until = loaded?.secrets.previousSecretUntil ?? null;
  const names = Object.entries(hook.fingerprints);
  if (names.length === 0) return fact("secret", "none of its own");
  const shown = names.map(([name, print]) => `${name} ${print.replace("fingerprint:", "")}`);
  const { secret_set_at: setAt } = hook;
  const age = setAt === null ? null : html`, set ${span(view.now - setAt)} ago`;
  const old = until === null ? null : html`, the old one until ${when(until, view)}`;
  return fact("secret", html`${shown.join(", ")}${age}${old}`);
}
