// What a browser sees that is not let in, or not yet.

import { outside } from "../layout.ts";
import { html, type Markup } from "../markup.ts";

/** Says how to get in. */
export function loginPage(words: string): Markup {
  return outside(
    "Log in",
    html`<h1>wakehook</h1>
      <p>${words}</p>
      <p>Run this on the machine where wakehook runs:</p>
      <pre>wakehook open</pre>
      <p class="sub">It opens this page with a link that works once, within a minute.</p>`,
  );
}

/** A page that says what went wrong. */
export function faultPage(title: string, words: string): Markup {
  return outside(
    title,
    html`<h1>${title}</h1>
      <p><bdi>${words}</bdi></p>
      <p><a href="/">Back to Live</a></p>`,
  );
}
