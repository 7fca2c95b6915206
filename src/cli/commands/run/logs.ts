import path from "node:path";
import { WakehookError } from "../../../core/records/errors.ts";
import { createMask } from "../../../core/secrets/mask.ts";
import { createMaskWindow, heldFor } from "../../../core/secrets/mask-window.ts";
import { readSettings } from "../../../settings/read.ts";
import type { Command } from "../../command.ts";
import { runIdAt } from "../../records/find-record.ts";
import { followFile } from "../../records/follow-file.ts";
import { neededArg, type Input } from "../../input.ts";
import { readLedger } from "../../records/open-ledger.ts";
import { printable } from "../../terminal/printable.ts";

/** What a run leaves in its folder. */
const FILES: Readonly<Record<string, string>> = {
  stdout: "stdout.log",
  stderr: "stderr.log",
  result: "result.md",
  prompt: "prompt.md",
};

/** `wakehook run logs`. */
export const runLogs: Command = {
  args: [["<run>", "its id, or the beginning of it"]],
  options: [
    ["--stream <name>", `which file: ${Object.keys(FILES).join(", ")} (default: stdout)`],
    ["-f, --follow", "go on until the run has ended"],
  ],
  details:
    "The files lie in runs/<run id>/ of the home folder; they are printed as they are, with *** in place of secrets in force.\nWith --json: run_id, stream and text; with -f one such object a line, for each piece as it comes.",
  examples: ["wakehook run logs 01k9 -f", "wakehook run logs 01k9 --stream prompt"],
  async run(context, input) {
    const { paths, environment, out, clock } = context;
    const typed = neededArg(input, 0, "the run's id");
    const stream = streamOf(input);
    const name = FILES[stream] ?? "";
    const id = await runIdAt(paths, typed);
    const follow = input.flag("follow") === true;
    const isRunning = async (): Promise<boolean> =>
      follow && (await readLedger(paths, (ledger) => ledger.run(id)?.state === "running")) === true;
    const signal = follow ? context.untilStopped() : undefined;
    const { secretValues } = await readSettings(paths, environment);
    const window = createMaskWindow({
      mask: createMask(secretValues),
      held: heldFor(secretValues),
    });
    const decoder = new TextDecoder();
    const pieces: string[] = [];
    const show = (text: string): void => {
      if (text === "") return;
      if (!out.json) out.raw(out.terminal ? printable(text) : text);
      else if (follow) out.record({ run_id: id, stream, text });
      else pieces.push(text);
    };
    const found = await followFile(
      { clock, isRunning, signal },
      path.join(paths.runsFolder, id, name),
      {
        onBytes: (bytes) => show(window.push(decoder.decode(bytes, { stream: true }))),
        onIdle: () => show(window.idle()),
      },
    );
    if (!found) throw noFile(id, name);
    show(window.push(decoder.decode()));
    show(window.end());
    if (out.json && !follow) out.result({ run_id: id, stream, text: pieces.join("") }, () => []);
  },
};

function streamOf(input: Input): string {
  const stream = input.text("stream") ?? "stdout";
  if (Object.hasOwn(FILES, stream)) return stream;
  throw new WakehookError("usage", `there is no stream "${stream}"`, {
    hint: `one of: ${Object.keys(FILES).join(", ")}`,
  });
}

function noFile(id: string, name: string): WakehookError {
  return new WakehookError("not_found", `${id} has no ${name}`, {
    hint: "a run that never started a program has none, and retention empties old ones",
  });
}
