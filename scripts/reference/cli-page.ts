// Every command, as its own `--help` prints it.

import { COMMANDS, NOUNS } from "../../src/cli/commands/table.ts";
import { parseCommandLine } from "../../src/cli/program.ts";
import { block, code, page, table } from "./markdown.ts";

const WIDTH = 96;

/** The help of every command. */
export async function cliPage(): Promise<string> {
  const rows = COMMANDS.map(({ words, summary }) => [
    `[${code(`wakehook ${words}`)}](#wakehook-${words.replaceAll(" ", "-")})`,
    summary,
  ]);
  const sections: string[] = [];
  for (const { words } of COMMANDS)
    sections.push(`## wakehook ${words}\n\n${block(await helpOf(words.split(" ")))}`);
  return page("Commands", [
    `Noun, then verb. Data goes to standard output, notices to standard error; \`--json\` works on every command. Nouns: ${Object.keys(NOUNS).map(code).join(", ")}. How commands end: [exit codes](exit-codes.md).`,
    table(["command", "what it does"], rows),
    block(await helpOf([])),
    ...sections,
  ]);
}

async function helpOf(words: readonly string[]): Promise<string> {
  let text = "";
  const stream = {
    columns: WIDTH,
    write(chunk: string | Uint8Array): boolean {
      text += String(chunk);
      return true;
    },
  };
  await parseCommandLine([...words, "--help"], "", { stdout: stream, stderr: stream });
  return text;
}
