// What doctor found: what needs care first, the rest in a fold; and the button that lets it look.

import type { DoctorFinding, FindingLevel } from "../../core/ports/doctor-port.ts";
import { csrfField } from "../layout.ts";
import { html, type Markup, type Part } from "../markup.ts";
import type { View } from "../view.ts";
import { span, when } from "../words.ts";
import type { Tone } from "./status-mark.ts";

/** What the admin API answers; `examined_at` and `findings` are null before the first look. */
export interface ShownDoctor {
  readonly looking: boolean;
  readonly examined_at: number | null;
  readonly duration_ms: number | null;
  readonly findings: readonly DoctorFinding[] | null;
}

const TONES: Readonly<Record<FindingLevel, Tone>> = {
  ok: "good",
  note: "calm",
  warning: "wait",
  error: "bad",
};

/** The part of the Health page. */
export function doctorView(view: View, doctor: ShownDoctor): Markup {
  return html`<section class="part" id="doctor" aria-label="Doctor">
    <h2>Doctor</h2>
    <p class="sub">${whenLooked(view, doctor)}</p>
    ${doctor.findings === null ? null : findingList(doctor.findings)}
    <form class="actions" method="post" action="/system/doctor">
      ${csrfField(view)}<button ${doctor.looking ? html`disabled` : null}>Look now</button>
    </form>
  </section>`;
}

function whenLooked(view: View, doctor: ShownDoctor): Part {
  if (doctor.looking) return "It is looking; load this page again in a while.";
  const { examined_at: at, duration_ms: duration } = doctor;
  if (at === null) return "It has not looked yet: database, disk, clock, ports, programs, chats.";
  return html`Looked at ${when(at, view)}, for ${span(duration ?? 0)}. The same in a terminal:
    <code>wakehook doctor</code>`;
}

function findingList(findings: readonly DoctorFinding[]): Part {
  const needsCare = ({ level }: DoctorFinding): boolean => level === "error" || level === "warning";
  const wrong = findings.filter(needsCare);
  const fine = findings.filter((finding) => !needsCare(finding));
  return [
    wrong.length === 0 ? html`<p>Nothing is wrong.</p>` : list(wrong),
    html`<details>
      <summary>${fine.length} checks: nothing to do</summary>
      ${list(fine)}
    </details>`,
  ];
}

function list(findings: readonly DoctorFinding[]): Markup {
  return html`<ul class="findings">
    ${findings.map(
      ({ check, level, message, hint }) =>
        html`<li>
          <span class="mark ${TONES[level]}">${level}</span> <b><bdi>${check}</bdi></b>
          <bdi>${message}</bdi>
          ${hint === undefined ? null : html`<p class="why"><bdi>${hint}</bdi></p>`}
        </li>`,
    )}
  </ul>`;
}
