// The HTML that Matrix' apps show: tags, their attributes, and the schemes of links, as its specification lists them.

const TAGS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    "del h1 h2 h3 h4 h5 h6 blockquote p ul li strong em hr br table thead tbody tr th td pre"
      .split(" ")
      .map((tag) => [tag, []]),
  ),
  a: ["href"],
  ol: ["start"],
  code: ["class"],
};
const TAG = /<(\/?)([a-z0-9]+)((?: [a-z]+="[^"<>]*")*)>/g;

/** What a homeserver's apps would not show, or would have to mend. */
export function htmlFaults(html: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  for (const [, slash, tag = "", attributes = ""] of html.matchAll(TAG)) {
    const allowed = TAGS[tag];
    if (allowed === undefined) faults.push(`tag ${tag}`);
    for (const [, name = "", value = ""] of attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)) {
      if (allowed?.includes(name) !== true) faults.push(`${tag} with ${name}`);
      if (name === "href" && !/^(?:https?|mailto):/i.test(value)) faults.push(`a link to ${value}`);
      if (name === "class" && !value.startsWith("language-")) faults.push(`class ${value}`);
    }
    if (tag === "br" || tag === "hr") continue;
    if (slash === "") open.push(tag);
    else if (open.pop() !== tag) faults.push(`${tag} is closed where it is not open`);
  }
  if (open.length > 0) faults.push(`open: ${open.join(" ")}`);
  const rest = html.replaceAll(TAG, "");
  if (/[<>"]/.test(rest)) faults.push(`not escaped: ${rest.slice(0, 100)}`);
  if (/&(?!amp;|lt;|gt;|quot;)/.test(rest)) faults.push(`a bare &: ${rest.slice(0, 100)}`);
  return faults;
}
