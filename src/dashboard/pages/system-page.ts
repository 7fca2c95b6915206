// How the daemon does: agent programs, chats, what leaves, pauses, settings, versions.

import { problemText } from "../../core/settings/problem.ts";
import type { FailingSink } from "../../core/wire/answers/outbox-answers.ts";
import type { Told } from "../../core/wire/answers/shapes.ts";
import { html, type Markup, type Part } from "../markup.ts";
import type { View } from "../view.ts";
import type { Storage } from "../storage.ts";
import { size, span, when } from "../words.ts";
import { doctorView, type ShownDoctor } from "./doctor-view.ts";
import { reachView, type ReachFacts } from "./reach-view.ts";
import type { DaemonStatus } from "./records.ts";

/** An agent program. */
export interface ShownProvider {
  readonly name: string;
  readonly title: string;
  readonly paused: boolean;
  readonly pause: { readonly explanation: string } | null;
}

/** A chat platform. */
export interface ShownChannel {
  readonly target: string;
  readonly kind: string;
  readonly health: { readonly state: string; readonly detail: string | null };
  readonly people: readonly unknown[];
  readonly waiting: number;
}

/** What the page shows. */
export interface SystemFacts {
  readonly status: DaemonStatus;
  readonly providers: readonly ShownProvider[];
  readonly channels: readonly ShownChannel[];
  /** Messages that were given up. */
  readonly failed: number;
  readonly waiting: number;
  /** Targets, subscriptions and senders that have failed since their last success. */
  readonly failing: ReadonlyArray<Told<typeof FailingSink>>;
  readonly storage: Storage | null;
  readonly reach: ReachFacts;
  /** null where it cannot be asked. */
  readonly doctor: ShownDoctor | null;
}

/** The Health page. */
export function systemPage(view: View, facts: SystemFacts): Markup {
  const { status, providers, channels } = facts;
  const { admin, hooks } = status.addresses;
  return html`<div class="head"><h1>Health</h1></div>
    ${facts.doctor === null ? null : doctorView(view, facts.doctor)}
    <div id="system" data-live="system">
      ${problems(status)}
      <section class="part">
        <h2>Daemon</h2>
        <dl class="plain">
          ${row("state", `${status.state} for ${span(view.now - status.started_at)}`)}
          ${row("version", `wakehook ${status.version}, Node ${process.versions.node}`)}
          ${row("hooks listen at", hooks === null ? "switched off" : `${hooks.host}:${hooks.port}`)}
          ${row("this page", `${admin.host}:${admin.port}`)}
          ${row("storage", storageWords(facts.storage))}
          ${row("safe mode", status.safe_mode ? "on: nothing is started" : "off")}
          ${row("features on", enabled(status.features))}
        </dl>
      </section>
      ${reachView(view, facts.reach)}
      <section class="part">
        <h2>Agents</h2>
        <dl class="plain">
          ${providers.map(({ title, pause }) => row(title, pause?.explanation ?? "no trouble known"))}
        </dl>
      </section>
      <section class="part">
        <h2>Chats</h2>
        ${
          channels.length === 0
            ? html`<p class="empty">No chat platform is set up.</p>`
            : html`<dl class="plain">${channels.map(channelRow)}</dl>`
        }
      </section>
      <section class="part">
        <h2>What leaves</h2>
        <p>${facts.waiting} waiting, ${facts.failed} given up. <code>wakehook outbox list</code></p>
        ${
          facts.failing.length === 0
            ? null
            : html`<dl class="plain">
                ${facts.failing.map(({ sink, failing_since: since, stopped_at: stopped, reason }) =>
                  row(
                    sink,
                    html`${stopped === null ? "fails" : "is sent nothing any more, and has failed"}
                    since ${when(since, view)}${reason === null ? "" : `: ${reason}`}`,
                  ),
                )}
              </dl>`
        }
      </section>
      <section class="part">
        <h2>Paused</h2>
        ${
          status.pauses.length === 0
            ? html`<p class="empty">Nothing is paused.</p>`
            : html`<dl class="plain">
                ${status.pauses.map(({ kind, name, reason, since }) =>
                  row(`${kind} ${name}`, html`${reason}, since ${when(since, view)}`),
                )}
              </dl>`
        }
      </section>
    </div>`;
}

function row(name: string, words: Part): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd><bdi>${words}</bdi></dd>
  </div>`;
}

function storageWords(storage: Storage | null): string {
  if (storage === null) return "cannot be asked";
  return `the database has ${size(storage.databaseBytes)}, ${size(storage.freeBytes)} are free`;
}

function enabled(features: Readonly<Record<string, boolean>>): string {
  const names = Object.entries(features).flatMap(([name, on]) => (on ? [name] : []));
  return names.length === 0 ? "none" : names.join(", ");
}

function channelRow({ target, kind, health, people, waiting }: ShownChannel): Markup {
  const state = `${health.state}${health.detail === null ? "" : `: ${health.detail}`}`;
  const queued = waiting === 0 ? "" : `, ${waiting} messages wait`;
  return row(`${target} (${kind})`, `${state}, ${people.length} known${queued}`);
}

function problems({ problems }: DaemonStatus): Part {
  if (problems.length === 0) return null;
  return html`<section class="part" aria-label="Problems">
    <h2>Problems of the settings</h2>
    <ul>
      ${problems.map(
        (problem) =>
          html`<li class="why ${problem.level === "error" ? "bad" : ""}">
            <bdi>${problemText(problem)}</bdi>
          </li>`,
      )}
    </ul>
  </section>`;
}
