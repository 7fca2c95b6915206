// In: everything decided about one run of an agent. Out: its end, by its own terminal record.

import { createHash } from "node:crypto";
import { appendFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { AgentRequest, RunAgent } from "../core/agent-port.ts";
import { defuse } from "../core/defuse.ts";
import type { RunOutcome } from "../core/delivery.ts";
import type { StopCause } from "../core/mode-port.ts";
import type { RunProcess } from "../core/process-port.ts";
import { PROVIDERS } from "../core/providers.ts";
import type { Clock } from "../system/clock.ts";
import type { Environment } from "../system/environment.ts";
import { agentEnvironment } from "./environment.ts";
import { findExecutable } from "./executable.ts";
import { readInstructions } from "./folder-guard.ts";
import { createReadHelp, type ReadHelp } from "./help-text.ts";
import { toOutcome } from "./outcome.ts";
import type { Provider } from "./provider.ts";
import { prepareMcp, refuseMcp } from "./prepare-mcp.ts";
import { readTranscript } from "./read-transcript.ts";
import { refuseFolder, refuseRequest } from "./refuse-run.ts";
import { watchRetries } from "./retry-watch.ts";
import { runInWorktree } from "./run-in-worktree.ts";
import { PROVIDER_TABLE } from "./table.ts";
import { makeTemporaryFolder, removeTemporaryFolder } from "./temporary-folder.ts";

/** What running an agent needs. */
export interface RunAgentDeps {
  readonly runProcess: RunProcess;
  /** The daemon's own environment; agents get only named parts of it. */
  readonly environment: Environment;
  readonly clock: Clock;
  /** `worktrees/` of the home. */
  readonly worktreesFolder: string;
}

/** Output beyond this ends a run: standard output and error together. */
const OUTPUT_LIMIT_BYTES = 104_857_600;
const SECOND_MS = 1000;
/** Beside this file, in the sources as in a build. */
const EXAMPLE_AGENT = path.join(
  import.meta.dirname,
  `example-agent${path.extname(import.meta.filename)}`,
);

/** Makes the one way to run an agent. */
export function createRunAgent(deps: RunAgentDeps): RunAgent {
  const readHelp = createReadHelp(deps.runProcess);
  return async (request) => {
    const provider = PROVIDER_TABLE[request.provider];
    const told = { agent: provider.id, folder: request.folder };
    const refusal =
      refuseRequest(provider, request) ?? (await refuseFolder(deps, provider, request));
    if (refusal !== null) return { ...refusal, ...told };
    const environment = agentEnvironment(deps.environment, provider, request.agents);
    const program = findProgram(provider, environment["PATH"] ?? "");
    if (program === null)
      return {
        status: `error:cli_not_found_${provider.id}`,
        reason: `no ${PROVIDERS[provider.id].executable} on the PATH: ${environment["PATH"] ?? ""}`,
        untouched: true,
        ...told,
      };
    const ready = { provider, program, environment, taskFolder: request.folder };
    const outcome = await runInWorktree(deps, request, async (placed) => {
      const isMoved = placed.folder !== request.folder;
      const unfit = isMoved ? await refuseFolder(deps, provider, placed) : null;
      return unfit ?? runProgram({ ...deps, readHelp }, placed, ready);
    });
    return { ...told, ...outcome };
  };
}

/** A program that was found, and what it is started with. */
export interface ReadyProgram {
  readonly provider: Provider;
  /** The start of the argument list. */
  readonly program: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The owner's folder, also where the run works in a worktree of it. */
  readonly taskFolder: string;
}

function findProgram(provider: Provider, searchPath: string): readonly string[] | null {
  if (provider.id === "example") return [process.execPath, EXAMPLE_AGENT];
  const executable = findExecutable(PROVIDERS[provider.id].executable, searchPath);
  return executable === null ? null : [executable];
}

async function runProgram(
  deps: RunAgentDeps & { readonly readHelp: ReadHelp },
  request: AgentRequest,
  { provider, program, environment, taskFolder }: ReadyProgram,
): Promise<RunOutcome> {
  const file = (name: string): string => path.join(request.runFolder, name);
  const files = { stdoutFile: file("stdout.log"), stderrFile: file("stderr.log") };
  const temporaryFolder = await makeTemporaryFolder(request.runFolder);
  const giveUp = new AbortController();
  try {
    const mcp = await prepareMcp(deps, request, { provider, program, environment, taskFolder });
    if ("status" in mcp) return mcp;
    const help = await deps.readHelp(provider, program[0] ?? "", environment);
    const sessionId = uuidOf(request.runId);
    const invocation = provider.compile({
      request,
      help,
      sessionId,
      temporaryFolder,
      taskFolder,
      environment,
      ownServers: mcp.ownServers,
    });
    if (invocation.refusal !== undefined) return refuseMcp(invocation.refusal);
    for (const [name, text] of Object.entries({ ...invocation.files, ...mcp.files }))
      await writeFile(path.join(temporaryFolder, name), text, { mode: 0o600 });
    if (!request.trustFolder) await addInstructions(provider, request);
    const watched = { provider, ...files };
    const watch = watchRetries(deps.clock, watched, () => giveUp.abort());
    const end = await deps
      .runProcess({
        runId: request.runId,
        argv: [...program, ...invocation.parameters],
        folder: request.folder,
        folderIsReal: true,
        environment: { ...environment, ...invocation.environment, TMPDIR: temporaryFolder },
        stdinFile: file("prompt.md"),
        ...files,
        timeoutMs: request.timeoutMs,
        silenceMs: request.agents.hangSeconds * SECOND_MS,
        outputLimitBytes: OUTPUT_LIMIT_BYTES,
        signal: AbortSignal.any([request.signal, giveUp.signal]),
        onStarted: request.onProcess,
      })
      .finally(() => watch.stop());
    const gaveUp = giveUp.signal.aborted && !request.signal.aborted && end.cause === "aborted";
    const output = await readOutput(provider, files);
    return toOutcome({
      provider: provider.id,
      end,
      ...output,
      gaveUp: gaveUp ? watch.failure() : null,
      endedAt: deps.clock.now(),
      stopCause: request.signal.reason as StopCause | undefined,
    });
  } finally {
    await removeTemporaryFolder(request.runFolder);
  }
}

/** A program that could not be started may have left no files. */
async function readOutput(
  provider: Provider,
  files: { readonly stdoutFile: string; readonly stderrFile: string },
) {
  try {
    return await readTranscript(provider, files);
  } catch {
    return { transcript: provider.reader().end(""), stderr: "" };
  }
}

/** The folder's own words go in as text behind the prompt; nothing in them is expanded or executed. */
async function addInstructions(provider: Provider, request: AgentRequest): Promise<void> {
  const instructions = await readInstructions(provider, request.folder);
  if (instructions === null) return;
  const words = `\nThe task folder's own notes (${instructions.name}):\n\n${instructions.text}\n`;
  const promptFile = path.join(request.runFolder, "prompt.md");
  await appendFile(promptFile, defuse(words, request.runId));
}

/** A UUID that belongs to the run, so that its session can be found again. */
function uuidOf(runId: string): string {
  const hex = createHash("sha256").update(runId).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
