import { realpathSync } from "node:fs";
import type { Command, CommandContext } from "../../command.ts";
import { createDaemonLine, type DaemonLine } from "../../claude-hooks/daemon-line.ts";
import { readHookInput, type HookInput } from "../../claude-hooks/hook-input.ts";
import { leaveMark, removeMark, removeOldMarks } from "../../claude-hooks/session-mark.ts";
import { waitForWake } from "../../claude-hooks/wait-for-wake.ts";
import { neededArg, type Input } from "../../input.ts";
import { readAll } from "../../verify/read-body.ts";

/** `wakehook terminal hook`. */
export const terminalHook: Command = {
  args: [["<event>", "start, prompt, stop, failure or end"]],
  options: [["--claude <pid>", "the process of Claude Code"]],
  details:
    "Claude Code calls this; `wakehook terminal install` writes it into its settings. It says nothing and ends\nwith 0, whatever is wrong; a text on standard output wakes the session.",
  examples: ["wakehook terminal hook stop --claude 4711 < input.json"],
  async run(context, input) {
    try {
      const text = await answer(context, input);
      if (text !== null) context.out.raw(`${text}\n`);
    } catch {
      // A session must not notice that something is wrong here: `wakehook terminal status` and `doctor` say it.
    }
  },
};

async function answer(context: CommandContext, input: Input): Promise<string | null> {
  const event = neededArg(input, 0, "the event");
  const pid = input.whole("claude", { min: 2, max: Number.MAX_SAFE_INTEGER });
  const text = (await readAll(context.stdin)).toString("utf8");
  if (pid === undefined) return null;
  const given = readHookInput(text, { environment: context.environment, pid });
  if (given === null) return null;
  const call = {
    ...given,
    session: { ...given.session, folder: realFolder(given.session.folder) },
  };
  const line = createDaemonLine(context.paths, call);
  const at = Math.round(context.clock.now() - context.clock.monotonic());
  return (await isWaiting(event, { context, call, line, at }))
    ? wait(context, call, line, at)
    : null;
}

interface Call {
  readonly context: CommandContext;
  readonly call: HookInput;
  readonly line: DaemonLine;
  /** When this program was started. */
  readonly at: number;
}

/** Says what has happened; true: this program is to wait in the session. */
async function isWaiting(event: string, { context, call, line, at }: Call): Promise<boolean> {
  const { terminalsFolder } = context.paths;
  const { id } = call.session;
  const prompt = call.promptId === null ? {} : { prompt_id: call.promptId };
  if (event === "start") {
    // In the midst of a turn, and the waiter of before is still there.
    if (call.source === "compact") return false;
    await removeOldMarks(terminalsFolder, context.clock.now());
    await leaveMark(terminalsFolder, id, { state: "idle", at });
    return true;
  }
  if (event === "prompt") {
    await leaveMark(terminalsFolder, id, { state: "busy", at });
    const key = call.key === null ? {} : { key: call.key };
    // The turn of a wake has used its waiter up. One that its user breaks off is followed by no other hook.
    return (await line.tell({ kind: "busy", at, ...prompt, ...key })) === false;
  }
  if (event === "stop" || event === "failure") {
    await leaveMark(terminalsFolder, id, { state: "idle", at });
    const said = call.reply === null ? {} : { reply: call.reply };
    const fault = `its turn failed: ${call.reply ?? "no reason given"}`;
    await line.tell({ kind: "idle", at, ...prompt, ...(event === "stop" ? said : { fault }) });
    return true;
  }
  if (event === "end") {
    await removeMark(terminalsFolder, id);
    await line.tell({ kind: "end", at });
  }
  return false;
}

async function wait(
  { clock, randomness, paths }: CommandContext,
  { session }: HookInput,
  line: DaemonLine,
  at: number,
): Promise<string | null> {
  const id = randomness.bytes(12).toString("base64url");
  return waitForWake({ clock, line, marksFolder: paths.terminalsFolder }, { session, id, at });
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
