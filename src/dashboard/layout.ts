// What stands around every page.

import { html, type Markup, type Part } from "./markup.ts";
import type { Counts, View } from "./view.ts";

/** A page's own part. */
export interface PageBody {
  readonly title: string;
  /** The path of the entry in the navigation that it belongs to. */
  readonly place: string;
  readonly counts: Counts | null;
  readonly main: Part;
}

const PLACES: ReadonlyArray<readonly [path: string, name: string]> = [
  ["/", "Live"],
  ["/held", "Held"],
  ["/hooks", "Hooks"],
  ["/chat", "Chat"],
  ["/system", "Health"],
];

/** A whole page for somebody who is logged in. */
export function layout(view: View, { title, place, counts, main }: PageBody): Markup {
  const entries = PLACES.map(
    ([path, name]) =>
      html`<li>
        <a href="${path}" ${path === place ? html`aria-current="page"` : null}
          >${name}${path === "/held" ? heldCount(counts) : null}</a
        >
      </li>`,
  );
  return shell(
    title,
    html`<a class="skip" href="#main">Skip to content</a>
      <header class="top">
        <a class="brand" href="/">wakehook</a>
        <nav aria-label="Pages">
          <ul>
            ${entries}
          </ul>
        </nav>
        <form method="post" action="/logout">
          ${csrfField(view)}<button class="plain">Log out</button>
        </form>
      </header>
      <main id="main" tabindex="-1">${notice(view)} ${main}</main>
      <footer>wakehook ${view.version} <span id="link" role="status"></span></footer>`,
  );
}

/** A page for somebody who is not logged in. */
export function outside(title: string, main: Part): Markup {
  return shell(title, html`<main id="main" class="outside">${main}</main>`);
}

/** The hidden field by which a form is known as ours. */
export function csrfField({ csrf }: Pick<View, "csrf">): Markup {
  return html`<input type="hidden" name="csrf" value="${csrf}" />`;
}

/** The numbers beside the heading of a page. */
export function countWords({ running, queued, held }: Counts): string {
  return `${running} running, ${queued} queued, ${held} held`;
}

function shell(title: string, body: Part): Markup {
  return html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title} · wakehook</title>
      <link rel="icon" href="/assets/icon.svg" />
      <link rel="stylesheet" href="/assets/dashboard.css" />
      <script type="module" src="/assets/dashboard.js"></script>
    </head>
    <body>
      ${body}
    </body>
  </html>`;
}

function notice({ notice }: View): Part {
  if (notice === null) return null;
  return html`<p class="notice ${notice.ok ? "good" : "bad"}" role="status">${notice.text}</p>`;
}

function heldCount(counts: Counts | null): Part {
  if (counts === null) return null;
  return html` <span class="count" id="held-count" data-count="${counts.held}"
    >${counts.held}</span
  >`;
}
