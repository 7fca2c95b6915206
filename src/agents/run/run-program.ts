// In: a program that was found, and what it shall do. Out: its end, by its own terminal record.

import { appendFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { AgentRequest } from "../../core/ports/agent-port.ts";
import { defuse } from "../../core/text/defuse.ts";
import type { RunOutcome } from "../../core/records/run.ts";
import type { ProcessRequest } from "../../core/ports/process-port.ts";
import { readInstructions } from "./folder-guard.ts";
import { followSession } from "./follow-session.ts";
import type { ReadHelp } from "./help-text.ts";
import { toOutcome, type EndedRun } from "../outcome/outcome.ts";
import { prepareMcp, refuseMcp, type PreparedMcp } from "../mcp/prepare-mcp.ts";
import type { Provider } from "../providers/provider.ts";
import { readTranscript } from "./read-transcript.ts";
import { watchRetries } from "../outcome/retry-watch.ts";
import type { ReadyProgram, RunAgentDeps } from "./run-agent.ts";
import {
  isSessionTaken,
  planSession,
  refuseSession,
  sessionUnknownAfter,
  type SessionPlan,
} from "./session.ts";
import { makeTemporaryFolder, removeTemporaryFolder } from "../process/temporary-folder.ts";

/** What running a program needs. */
export type RunProgramDeps = RunAgentDeps & { readonly readHelp: ReadHelp };

/** Output beyond this ends a run: standard output and error together. */
const OUTPUT_LIMIT_BYTES = 104_857_600;
const SECOND_MS = 1000;

/** A program about to be started. */
interface Prepared {
  readonly request: AgentRequest;
  readonly ready: ReadyProgram;
  readonly temporaryFolder: string;
  readonly mcp: PreparedMcp;
}

/** Runs it to its end; its temporary folder goes with it. */
export async function runProgram(
  deps: RunProgramDeps,
  request: AgentRequest,
  ready: ReadyProgram,
): Promise<RunOutcome> {
  const temporaryFolder = await makeTemporaryFolder(request.runFolder);
  try {
    const refusal = await refuseSession(deps, request, ready);
    if (refusal !== null) return refusal;
    const mcp = await prepareMcp(deps, request, ready);
    if ("status" in mcp) return mcp;
    const plan = planSession(request);
    // A conversation that goes on has the folder's words already.
    if (!request.trustFolder && plan.kind !== "continues")
      await addInstructions(ready.provider, request);
    const prepared = { request, ready, temporaryFolder, mcp };
    const ended = await startOnce(deps, prepared, plan);
    if (plan.kind !== "begins" || !("end" in ended) || !isSessionTaken(ready.provider, ended))
      return outcomeOf(prepared, plan, ended);
    const again: SessionPlan = { ...plan, kind: "continues" };
    return outcomeOf(prepared, again, await startOnce(deps, prepared, again));
  } finally {
    await removeTemporaryFolder(request.runFolder);
  }
}

function outcomeOf(
  { request, ready: { provider } }: Prepared,
  plan: SessionPlan,
  ended: EndedRun | RunOutcome,
): RunOutcome {
  if (!("end" in ended)) return ended;
  const unknown = sessionUnknownAfter({ provider, plan, folder: request.folder }, ended);
  if (unknown !== null) return unknown;
  const outcome = toOutcome(ended);
  if (plan.kind !== "continues" || provider.sessions.sumsTokens !== true) return outcome;
  return { ...outcome, tokensIn: undefined, tokensOut: undefined };
}

/** Starts it, and reads what it left when it has ended. A refusal comes back as the outcome that it is. */
async function startOnce(
  deps: RunProgramDeps,
  prepared: Prepared,
  plan: SessionPlan,
): Promise<EndedRun | RunOutcome> {
  const { request, ready } = prepared;
  const { provider } = ready;
  const command = await prepareCommand(deps, prepared, plan);
  if ("status" in command) return command;
  const file = (name: string): string => path.join(request.runFolder, name);
  const files = { stdoutFile: file("stdout.log"), stderrFile: file("stderr.log") };
  const giveUp = new AbortController();
  const watched = { provider, ...files };
  const followed = { ...watched, session: request.session, plan };
  const follower = followSession(deps.clock, followed, () => giveUp.abort());
  follower.start();
  const watch = watchRetries(deps.clock, watched, () => giveUp.abort());
  const end = await deps
    .runProcess({
      runId: request.runId,
      ...command,
      folder: request.folder,
      folderIsReal: true,
      stdinFile: file("prompt.md"),
      ...files,
      timeoutMs: request.timeoutMs,
      silenceMs: request.agents.hangSeconds * SECOND_MS,
      outputLimitBytes: OUTPUT_LIMIT_BYTES,
      signal: AbortSignal.any([request.signal, giveUp.signal]),
      onStarted: request.onProcess,
    })
    .finally(() => {
      watch.stop();
      follower.stop();
    });
  const output = await readOutput(provider, files);
  follower.settle(output.transcript);
  const gaveUp = giveUp.signal.aborted && !request.signal.aborted && end.cause === "aborted";
  return {
    provider: provider.id,
    end,
    ...output,
    gaveUp: gaveUp ? watch.failure() : null,
    endedAt: deps.clock.now(),
    signal: request.signal,
  };
}

/** The argument list and the environment; the files that they name are written. */
async function prepareCommand(
  deps: RunProgramDeps,
  { request, ready, temporaryFolder, mcp }: Prepared,
  plan: SessionPlan,
): Promise<Pick<ProcessRequest, "argv" | "environment"> | RunOutcome> {
  const { provider, program, environment, taskFolder } = ready;
  const invocation = provider.compile({
    request,
    help: await deps.readHelp(provider, program[0] ?? "", environment),
    sessionId: plan.id,
    sessionKind: plan.kind,
    temporaryFolder,
    exampleFolder: deps.exampleFolder,
    taskFolder,
    environment,
    ownServers: mcp.ownServers,
  });
  if (invocation.refusal !== undefined) return refuseMcp(invocation.refusal);
  for (const [name, text] of Object.entries({ ...invocation.files, ...mcp.files }))
    await writeFile(path.join(temporaryFolder, name), text, { mode: 0o600 });
  return {
    argv: [...program, ...invocation.parameters],
    environment: { ...environment, ...invocation.environment, TMPDIR: temporaryFolder },
  };
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
