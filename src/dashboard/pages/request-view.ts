// What was received: headers, the body folded and raw, and as a curl line.

import { shellWord } from "../../core/text/shell-word.ts";
import { showControls } from "../../core/text/show-controls.ts";
import { html, type Markup, type Part } from "../markup.ts";
import { size } from "../words.ts";
import { jsonTree } from "./json-tree.ts";
import type { WholeDelivery } from "./records.ts";

/** Characters of a raw body that a page shows; the whole of it is one link away. */
const MOST_RAW = 65_536;
/** Longer bodies are not parsed for the fold. */
const MOST_PARSED = 2_097_152;

/** The request of a delivery. */
export function requestView(one: WholeDelivery, hooksBase: string | null): Markup {
  const body = bodyOf(one);
  return html`<details class="part" id="request" open>
    <summary>
      <h2>Request</h2>
      <span class="sub">${one.content_type}, ${size(one.body_bytes)}</span>
    </summary>
    ${
      body === null
        ? html`<p class="empty">Its content was emptied by retention.</p>`
        : contentView(one, body, hooksBase)
    }
  </details>`;
}

/** The body's bytes; null where they are gone. */
export function bodyOf({ body_base64: base64 }: WholeDelivery): Buffer | null {
  return typeof base64 === "string" ? Buffer.from(base64, "base64") : null;
}

function contentView(one: WholeDelivery, body: Buffer, hooksBase: string | null): Markup {
  const parsed = body.length <= MOST_PARSED ? parse(body) : undefined;
  const text = showControls(body.subarray(0, MOST_RAW).toString("utf8"));
  const link = html`<a href="/deliveries/${one.id}/body" download>Download the body</a>`;
  return html`${
      parsed === undefined
        ? html`<p class="sub">
            The body is ${body.length > MOST_PARSED ? "too long to fold" : "not JSON"}.
          </p>`
        : jsonTree(parsed)
    }
    <details>
      <summary>Headers (${one.headers?.length ?? 0})</summary>
      ${headerTable(one)}
    </details>
    <details>
      <summary>Raw body</summary>
      <pre class="raw" tabindex="0" aria-label="Raw body">${text}</pre>
      ${body.length > MOST_RAW ? html`<p class="sub">The first ${size(MOST_RAW)}.</p>` : null}
      <p>${link}</p>
    </details>
    ${hooksBase === null ? null : curlView(one, text, body.length > MOST_RAW, hooksBase)}`;
}

function headerTable({ headers = [] }: WholeDelivery): Markup {
  const rows: Part = headers.map(
    ([name, value]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td><bdi>${value}</bdi></td>
      </tr>`,
  );
  return html`<div class="wide" tabindex="0" role="group" aria-label="Headers">
    <table>
      ${rows}
    </table>
  </div>`;
}

function curlView(one: WholeDelivery, text: string, isCut: boolean, hooksBase: string): Markup {
  if (isCut) return html`<p class="sub">The body is too long for a curl line.</p>`;
  return html`<details>
    <summary>curl</summary>
    <p class="sub">
      Without its signature, which is not kept: the hook answers 401 where it wants one.
    </p>
    <pre class="raw" tabindex="0" aria-label="curl line" id="curl">
${curlLine(one, text, hooksBase)}</pre>
    <button type="button" data-copy="curl" hidden>Copy</button>
  </details>`;
}

/** Headers that curl makes itself, or that belong to one connection. */
const NOT_SENT = /^(host|content-length|connection|transfer-encoding|accept-encoding|expect)$/;

/** A line for a shell; every value stands in single quotes. */
function curlLine({ method, path, headers = [] }: WholeDelivery, text: string, base: string) {
  const sent = headers.filter(
    // A secret is a fingerprint by now: sending it would only mislead.
    ([name, value]) => !NOT_SENT.test(name) && !value.includes("fingerprint:"),
  );
  const lines = [
    `curl -X ${shellWord(method)} ${shellWord(base + path)}`,
    ...sent.map(([name, value]) => `-H ${shellWord(`${name}: ${value}`)}`),
    `--data-binary ${shellWord(text)}`,
  ];
  return lines.join(" \\\n  ");
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
