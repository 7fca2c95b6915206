// Asks before a hook is removed.

import { csrfField } from "../layout.ts";
import { html, type Markup } from "../markup.ts";
import type { View } from "../view.ts";

/** What the page shows. */
export interface RemovedHook {
  readonly id: string;
  readonly title: string | null;
  readonly history: { readonly deliveries: number; readonly waiting: number };
}

/** The page. */
export function removePage(view: View, { id, title, history }: RemovedHook): Markup {
  const { deliveries, waiting } = history;
  return html`<div class="head"><h1>Remove ${id}?</h1></div>
    <form class="part" method="post" action="/hooks/${id}/remove">
      ${csrfField(view)}
      <p><bdi>${title}</bdi></p>
      <p>
        Its URL answers 404 from then on, and its secret is gone. Its past stays on record:
        ${deliveries}
        ${deliveries === 1 ? "delivery" : "deliveries"}${
          waiting === 0 ? null : html`, of which ${waiting} still wait`
        }.
      </p>
      <button class="danger">Remove it</button> <a href="/hooks">Keep it</a>
    </form>`;
}
