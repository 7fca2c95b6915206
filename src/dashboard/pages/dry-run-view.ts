// What would become of recorded deliveries with an edited hook, beside what becomes of them now.

import type {
  OutcomeCounts,
  WireDryRun,
  WireDryRunRow,
  WireOutcome,
} from "../../core/wire/wire-dry-run.ts";
import { html, type Markup, type Part } from "../markup.ts";
import { when, type TimeView } from "../words.ts";
import { cut } from "./delivery-row.ts";
import type { Tone } from "./status-mark.ts";

/** Rows that a page shows; the newest. */
const MOST_ROWS = 200;
/** Lines of one prompt's difference. */
const MOST_LINES = 400;

/** The result of a dry run. */
export function dryRunView(view: TimeView, { deliveries, summary }: WireDryRun): Markup {
  const rows = deliveries.toReversed().slice(0, MOST_ROWS);
  return html`<section class="part" id="dry-run" aria-label="Dry run">
    <h2>Dry run</h2>
    ${
      rows.length === 0
        ? html`<p class="empty">No deliveries of this hook are recorded.</p>`
        : html`${summaryLines(summary)}
            <div class="wide" tabindex="0" role="group" aria-label="Deliveries">
              <table class="tried">
                <thead>
                  <tr>
                    <th scope="col">delivery</th>
                    <th scope="col">arrived</th>
                    <th scope="col">now</th>
                    <th scope="col">edited</th>
                  </tr>
                </thead>
                <tbody>
                  ${rows.map((row) => rowView(view, row))}
                </tbody>
              </table>
            </div>`
    }
    ${
      deliveries.length > rows.length
        ? html`<p class="sub">The newest ${rows.length} of ${deliveries.length}.</p>`
        : null
    }
  </section>`;
}

function summaryLines(summary: WireDryRun["summary"]): Markup {
  const { differ, prompts_differ: prompts, emptied_bodies: emptied } = summary;
  return html`<p>
      <strong>${differ} of ${summary.deliveries}</strong> would come to something
      else${prompts === null || prompts === 0 ? null : html`; ${prompts} would get another prompt`}.
    </p>
    <p class="sub">now: ${countWords(summary.now)}</p>
    ${summary.edited === null ? null : html`<p class="sub">edited: ${countWords(summary.edited)}</p>`}
    ${
      emptied === 0
        ? null
        : html`<p class="why">
            The bodies of ${emptied} are no longer kept: when, urgent, approval, trust and entity
            could not look into them.
          </p>`
    }`;
}

function countWords({ run, hold, merged, end }: OutcomeCounts): string {
  const runs = `${run} ${run === 1 ? "run" : "runs"}`;
  return `${runs}, ${hold} held, ${merged} merged into newer ones, ${end} ended without a run`;
}

function rowView(view: TimeView, row: WireDryRunRow): Markup {
  const { delivery_id: id, event, entity, now, edited, differs, prompt } = row;
  const about = [event, entity].filter((part) => part !== null).join(" ");
  return html`<tr>
      <td>
        <a href="/deliveries/${id}"><bdi>${cut(about === "" ? id : about, 80)}</bdi></a>
      </td>
      <td>${when(row.received_at, view)}</td>
      <td>${outcome(view, now)}</td>
      <td>${edited === null || !differs ? "same" : outcome(view, edited)}</td>
    </tr>
    ${promptRow(prompt)}`;
}

function promptRow(prompt: WireDryRunRow["prompt"]): Part {
  if (prompt === null || prompt.length === 0) return null;
  return html`<tr>
    <td colspan="4" class="under">
      <details>
        <summary>Its prompt differs</summary>
        <pre class="raw" tabindex="0" aria-label="Difference of the prompts">
${prompt.slice(0, MOST_LINES).map(lineView)}</pre>
      </details>
    </td>
  </tr>`;
}

function lineView(line: string): Part {
  if (line.startsWith("+ ")) return html`<ins>${line}</ins>${"\n"}`;
  return line.startsWith("- ") ? html`<del>${line}</del>${"\n"}` : html`${line}${"\n"}`;
}

const TONES: Readonly<Record<WireOutcome["outcome"], Tone>> = {
  run: "good",
  hold: "wait",
  merged: "calm",
  end: "calm",
};

function outcome(view: TimeView, one: WireOutcome): Markup {
  const { outcome: kind, status, reason, ran_at: ranAt, merged_into: into } = one;
  const words = kind === "run" ? "run" : kind === "merged" ? "merged" : (status ?? "waits");
  return html`<span class="mark ${TONES[kind]}">${words}</span> ${
      kind === "run" && status !== null && ranAt !== null
        ? html`at ${when(ranAt, view)} after ${status}`
        : null
    }
    ${into === null ? null : html`<a href="/deliveries/${into}">into a newer one</a>`}
    ${kind === "run" || reason === null ? null : html`<bdi class="sub">${cut(reason, 120)}</bdi>`}`;
}
