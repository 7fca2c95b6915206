// The runs of a delivery: what each came to, what it cost, and its words as they come.

import type { WireReport, WireRun } from "../../core/wire/wire.ts";
import { csrfField } from "../layout.ts";
import { html, type Markup, type Part } from "../markup.ts";
import type { View } from "../view.ts";
import { money, span, when } from "../words.ts";
import { markdown } from "./markdown.ts";
import { statusMark } from "./status-mark.ts";

/** All runs, the newest first. */
export function runsView(view: View, runs: readonly WireRun[]): Markup {
  if (runs.length === 0)
    return html`<section class="part" id="runs">
      <h2>Run</h2>
      <p class="empty">It has not run.</p>
    </section>`;
  return html`<section class="part" id="runs">${runs.map((run) => runView(view, run))}</section>`;
}

function runView(view: View, run: WireRun): Markup {
  const isGoing = run.state === "running";
  return html`<article id="${run.id}">
    <h2>Run ${run.attempt} ${statusMark(run.state, run.status)}</h2>
    <p class="sub">${factsOf(run)}</p>
    ${run.reason === null ? null : html`<p class="why"><bdi>${run.reason}</bdi></p>`}
    ${isGoing ? stopForm(view, run) : null}
    ${
      run.answer === null || run.answer === ""
        ? null
        : html`<h3>Answer</h3>
            ${markdown(run.answer)}`
    }
    <details class="transcript" ${isGoing ? html`open` : null}>
      <summary>Transcript</summary>
      <pre
        class="raw"
        tabindex="0"
        role="log"
        aria-label="Transcript"
        data-follow="/runs/${run.id}/words"
      ></pre>
      <p>
        <a href="/runs/${run.id}/words">As text</a> <a href="/runs/${run.id}/stdout">As written</a>
        <a href="/runs/${run.id}/stderr">Errors</a>
      </p>
    </details>
  </article>`;
}

function factsOf(run: WireRun): string {
  const took = run.ended_at === null ? "" : span(run.ended_at - run.started_at);
  const tokens =
    run.tokens_in === null ? "" : `${run.tokens_in} tokens in, ${run.tokens_out ?? 0} out`;
  const denied = run.denied_tools.length === 0 ? "" : `denied: ${run.denied_tools.join(", ")}`;
  const turns = run.turns === null ? "" : `${run.turns} ${run.turns === 1 ? "turn" : "turns"}`;
  return [run.agent ?? run.mode, took, money(run.cost_usd), turns, tokens, denied]
    .filter((part) => part !== "")
    .join(" · ");
}

function stopForm(view: View, run: WireRun): Markup {
  return html`<form method="post" action="/runs/${run.id}/stop">
    ${csrfField(view)}
    <button class="danger">Stop</button>
  </form>`;
}

/** Every report about a delivery, and how its tries went. */
export function reportsView(view: View, reports: readonly WireReport[]): Markup {
  const rows: Part = reports.map(
    (report) =>
      html`<tr>
        <td>${report.sink}</td>
        <td><span class="mark ${REPORT_TONES[report.state]}">${report.state}</span></td>
        <td>${report.attempts}</td>
        <td>${report.state === "waiting" ? when(report.next_at, view) : null}</td>
        <td><bdi>${report.last_error}</bdi></td>
      </tr>`,
  );
  return html`<section class="part" id="reports">
    <h2>Reports</h2>
    ${
      reports.length === 0
        ? html`<p class="empty">Nobody was told anything yet.</p>`
        : html`<div class="wide" tabindex="0" role="group" aria-label="Reports">
            <table>
              <thead>
                <tr>
                  <th scope="col">to</th>
                  <th scope="col">state</th>
                  <th scope="col">tries</th>
                  <th scope="col">next</th>
                  <th scope="col">error</th>
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

const REPORT_TONES = { waiting: "wait", sent: "good", failed: "bad", canceled: "calm" } as const;
