// Pieces of Markdown.

const NOTE =
  "<!-- Printed by `npm run generate` from the tables of the code. Change the table, not this file. -->";

/** A whole page: its title, the note that it is generated, its parts with a blank line between. */
export function page(title: string, parts: readonly string[]): string {
  return `${[`# ${title}`, NOTE, ...parts].join("\n\n")}\n`;
}

/** A table; cells may hold any text. */
export function table(head: readonly string[], rows: ReadonlyArray<ReadonlyArray<string>>): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A text as code within a line; an empty one stays empty. */
export function code(text: string): string {
  if (text === "") return "";
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A block of plain text. */
export function block(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}

/** `<this>` outside of code would be taken for HTML. */
export function words(text: string): string {
  return text.replaceAll("<", "&lt;");
}

function cell(text: string): string {
  return text.replaceAll("|", String.raw`\|`).replaceAll("\n", " ");
}
