// The URL of mode forward: where it leads is the owner's word alone; a sender fills in parts of its path and query.

import { encodeForUrl, fillTemplate } from "../text/fill-template.ts";
import type { TemplateContext } from "../text/placeholder.ts";

/** A URL, or why there is none. */
export type FilledUrl =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly reason: string };

/** Scheme and host; then the rest. */
const PARTS = /^(https?:\/\/[^/?#\\]+)(.*)$/is;

/** What is wrong with a template of a URL, in words behind its field's name; null: nothing. */
export function urlTemplateProblem(template: string): string | null {
  const parts = PARTS.exec(template);
  if (parts === null) return "must begin with https:// or http:// and a host";
  const [, origin = "", rest = ""] = parts;
  if (/[{}]/.test(origin))
    return "has a placeholder in its host: where it leads must not be a sender's choice";
  const written = urlOf(origin + withoutPlaceholders(rest));
  if (written === null) return "is no URL";
  if (written.username !== "" || written.password !== "")
    return "holds a user or password: give credentials in headers";
  if (rest.includes("#")) return "has a fragment, which is never sent";
  return climbs(rest) ? "has . or .. as a part of its path: write it without" : null;
}

/** The origin that a template leads to; null where it has an error. */
export function originOf(template: string): string | null {
  const origin = PARTS.exec(template)?.[1];
  return origin === undefined ? null : (urlOf(origin)?.origin ?? null);
}

/**
 * Fills the template for a delivery. A part without a value, or one that would climb in the path or leave a part of it
 * empty, makes no URL; the reason stands behind the field's name.
 */
export function fillUrl(template: string, context: TemplateContext): FilledUrl {
  const problem = urlTemplateProblem(template);
  if (problem !== null) return { ok: false, reason: problem };
  const [, origin = "", rest = ""] = PARTS.exec(template) ?? [];
  const filled = fillTemplate(rest, context, encodeForUrl);
  const [gone] = filled.missing;
  if (gone !== undefined)
    return { ok: false, reason: `needs {{${gone}}}, which has no value in this delivery` };
  if (climbs(filled.text)) return { ok: false, reason: "would have a value climb in its path" };
  if (leavesEmpty(rest, filled.text))
    return { ok: false, reason: "would have an empty value as a part of its path" };
  const url = urlOf(origin + filled.text);
  return url === null ? { ok: false, reason: "is no URL for this delivery" } : { ok: true, url };
}

function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** Parts of a path that a URL takes for "this one" and "the one above", also where they are encoded. */
function climbs(rest: string): boolean {
  return pathOf(rest)
    .split(/[/\\]/)
    .some((part) => /^(?:\.|%2e){1,2}$/i.test(part.trim()));
}

/** `/items/` is another place than `/items/7`. Values bring no `/` and no `?`: they are encoded. */
function leavesEmpty(template: string, filled: string): boolean {
  const written = pathOf(withoutPlaceholders(template)).split("/");
  return pathOf(filled)
    .split("/")
    .some((part, at) => part === "" && written[at] !== "");
}

function pathOf(rest: string): string {
  return rest.split(/[?#]/, 1)[0] ?? "";
}

function withoutPlaceholders(text: string): string {
  return text.replaceAll(/\{\{[^{}]*\}\}/g, "x");
}
