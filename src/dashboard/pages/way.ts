// The way of one delivery as steps with times: received, verified, held, queued, running, reported.

import { lateWords } from "../../core/records/lateness.ts";
import type { WireReport, WireRun } from "../../core/wire/wire.ts";
import { html, type Markup, type Part } from "../markup.ts";
import { span, when, type TimeView } from "../words.ts";
import { whyOf } from "./delivery-row.ts";
import type { WholeDelivery } from "./records.ts";
import { toneOf, type Tone } from "./status-mark.ts";

interface Step {
  readonly name: string;
  readonly at: number | null;
  readonly words: Part;
  readonly tone: Tone;
  /** It is not there yet. */
  readonly ahead?: true;
}

/** The steps of a delivery. */
export function way(one: WholeDelivery, times: TimeView): Markup {
  const steps = [
    received(one),
    ...verified(one),
    ...waiting(one, times),
    ...one.runs.toReversed().flatMap((run) => ranSteps(run, times)),
    ...withoutRun(one),
    ...one.reports.map(reported),
  ];
  return html`<ol class="way">
    ${steps.map(
      ({ name, at, words, tone, ahead }) =>
        html`<li class="${tone}${ahead ? " ahead" : ""}">
          <strong>${name}</strong> ${at === null ? null : when(at, times)}
          <span class="sub">${words}</span>
        </li>`,
    )}
  </ol>`;
}

function received(one: WholeDelivery): Step {
  const repeats = one.duplicates > 0 ? `, repeated ${one.duplicates} times` : "";
  const late = lateWords({ sentAt: one.sent_at, receivedAt: one.received_at });
  const by = one.via === null ? "" : `, brought by ${one.via}`;
  const words = `${one.method} ${one.path} from ${one.remote_address}${repeats}${late === null ? "" : `, ${late}${by}`}`;
  return { name: "received", at: one.received_at, words, tone: "good" };
}

function verified(one: WholeDelivery): Step[] {
  if (one.origin === "sender")
    return [
      { name: "verified", at: null, words: `as ${one.source}, and kept on disk`, tone: "good" },
    ];
  const words =
    one.replay_of === null
      ? "a test of yours: no signature is needed"
      : html`a replay of <a href="/deliveries/${one.replay_of}">${one.replay_of}</a>`;
  return [{ name: one.origin, at: null, words, tone: "calm" }];
}

function waiting(one: WholeDelivery, times: TimeView): Step[] {
  if (one.state === "queued")
    return [
      { name: "queued", at: null, words: whyOf(one.explanation ?? ""), tone: "calm", ahead: true },
    ];
  if (one.state !== "held") return [];
  const until = one.held_until === null ? null : html`, goes on at ${when(one.held_until, times)}`;
  const words = html`${whyOf(one.explanation ?? "")}${until}`;
  return [
    { name: one.status ?? "held", at: one.held_since, words, tone: "wait" },
    { name: "run", at: null, words: "not yet", tone: "calm", ahead: true },
  ];
}

function ranSteps(run: WireRun, { now }: TimeView): Step[] {
  const began: Step = {
    name: run.attempt > 1 ? `run ${run.attempt}` : "running",
    at: run.started_at,
    words: [run.mode, run.agent ?? "", run.folder ?? ""].filter((part) => part !== "").join(" · "),
    tone: run.state === "running" ? "busy" : "good",
  };
  if (run.ended_at === null)
    return [{ ...began, words: `${String(began.words)} · for ${span(now - run.started_at)}` }];
  return [
    began,
    {
      name: run.status ?? "ended",
      at: run.ended_at,
      words: `after ${span(run.ended_at - run.started_at)}${run.reason === null ? "" : `: ${run.reason}`}`,
      tone: toneOf("done", run.status),
    },
  ];
}

function withoutRun(one: WholeDelivery): Step[] {
  if (one.state !== "done" || one.runs.length > 0) return [];
  const words = one.explanation ?? one.reason;
  return [
    {
      name: one.status ?? "done",
      at: one.updated_at,
      words,
      tone: toneOf(one.state, one.status),
    },
  ];
}

function reported({ sink, state, attempts, last_error: error, next_at: at }: WireReport): Step {
  const tries = attempts > 1 ? `, ${attempts} tries` : "";
  const words = `to ${sink}${tries}${error === null ? "" : `: ${error}`}`;
  if (state === "sent") return { name: "reported", at: null, words, tone: "good" };
  if (state === "waiting")
    return { name: "report waits", at: attempts > 0 ? at : null, words, tone: "wait" };
  return { name: `report ${state}`, at: null, words, tone: state === "failed" ? "bad" : "calm" };
}
