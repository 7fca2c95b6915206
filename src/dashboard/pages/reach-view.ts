// How senders reach the hooks from outside: the public URL, the program that exposes them, the tunnels.

import type { ExposeStatus } from "../../core/ports/expose-port.ts";
import type { TunnelView } from "../../core/ports/tunnels-port.ts";
import type { SnakeKeys } from "../../core/wire/wire-keys.ts";
import { html, type Markup, type Part } from "../markup.ts";
import type { View } from "../view.ts";
import { span } from "../words.ts";

/** What the part shows. */
export interface ReachFacts {
  /** webhooks.public_base_url; null: none is set. */
  readonly publicBaseUrl: string | null;
  /** null where it cannot be asked. */
  readonly expose: SnakeKeys<ExposeStatus> | null;
  readonly tunnels: ReadonlyArray<
    Omit<SnakeKeys<TunnelView>, "lanes"> & {
      readonly lanes: ReadonlyArray<{ readonly hook_id: string; readonly reason: string }>;
    }
  >;
}

/** The part of the Health page. */
export function reachView(view: View, { publicBaseUrl, expose, tunnels }: ReachFacts): Markup {
  return html`<section class="part">
    <h2>Reached from outside</h2>
    <dl class="plain">
      ${row("public URL", publicBaseUrl ?? "none: webhooks.public_base_url is not set")}
      ${expose === null || expose.program === null ? null : exposeRow(view, expose)}
      ${tunnels.map((tunnel) => tunnelRow(view, tunnel))}
    </dl>
  </section>`;
}

function exposeRow(view: View, expose: NonNullable<ReachFacts["expose"]>): Markup {
  const { program, state, since, url, detail, hint } = expose;
  const words = [`${state} for ${span(view.now - since)}`, url, detail, hint];
  return row(String(program), words.filter((one) => one !== null).join(": "));
}

function tunnelRow(view: View, one: ReachFacts["tunnels"][number]): Markup {
  const { tunnel, kind, url, health, waiting, lanes } = one;
  const state = `${health.state} for ${span(view.now - health.since)}, ${url}`;
  const said = health.detail === null ? [] : [health.detail];
  const there = waiting === null || waiting === 0 ? [] : [`${waiting} events wait there`];
  const kept = lanes.map(({ hook_id: id, reason }) => `events of ${id} wait there: ${reason}`);
  return row(`${tunnel} (${kind})`, [state, ...said, ...there, ...kept].join("; "));
}

function row(name: string, words: Part): Markup {
  return html`<div>
    <dt><bdi>${name}</bdi></dt>
    <dd><bdi>${words}</bdi></dd>
  </div>`;
}
