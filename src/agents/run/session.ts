// In: a run that may belong to a conversation. Out: how its program is told, and whether it can be continued at all.

import type { AgentRequest } from "../../core/ports/agent-port.ts";
import type { RunOutcome } from "../../core/records/run.ts";
import type { RunProcess } from "../../core/ports/process-port.ts";
import { askProgram } from "../process/ask-program.ts";
import type { Provider, SessionKind } from "../providers/provider.ts";
import type { ReadyProgram } from "./run-agent.ts";
import type { RunOutput } from "./read-transcript.ts";
import { uuidOf } from "../providers/session-id.ts";

/** The conversation of a run. */
export interface SessionPlan {
  readonly kind: SessionKind;
  /** Ours or the program's; for a new conversation of a program that takes no id of ours it means nothing. */
  readonly id: string;
}

/** What a request says about its conversation. */
export function planSession({ session, runId }: AgentRequest): SessionPlan {
  if (session === undefined) return { kind: "alone", id: uuidOf(runId) };
  if (session.id === null) return { kind: "begins", id: uuidOf(runId) };
  return { kind: "continues", id: session.id };
}

/** A conversation, and where it should go on. */
export interface SoughtSession {
  readonly provider: Provider;
  readonly plan: SessionPlan;
  readonly folder: string;
}

/** On a busy machine a program of this size needs its time to start. */
const TIME_LIMIT_MS = 60_000;

/** Why the conversation cannot be continued here, as far as that can be told before the start; or null. */
export async function refuseSession(
  deps: { readonly runProcess: RunProcess },
  request: AgentRequest,
  { provider, program, environment }: ReadyProgram,
): Promise<RunOutcome | null> {
  const plan = planSession(request);
  if (plan.kind !== "continues") return null;
  const { id } = plan;
  const { sessions } = provider;
  if (!sessions.id.test(id))
    return unknownSession(`${JSON.stringify(id)} is no conversation's id with ${provider.id}`);
  if (sessions.place === undefined) return null;
  const question = sessions.place.question(request, id);
  const answer = await askProgram(deps.runProcess, {
    argv: [...program, ...question.parameters],
    environment: { ...environment, ...question.environment },
    timeoutMs: TIME_LIMIT_MS,
    folder: request.folder,
    runId: `${request.runId}.session`,
    signal: request.signal,
  });
  // Ended from outside: the run itself will say so.
  if (request.signal.aborted) return null;
  if (sessions.unknown.test(answer.stderr))
    return unknownSession(unknownReason({ provider, plan, folder: request.folder }));
  const folder = sessions.place.read(answer.stdout);
  if (folder === request.folder) return null;
  if (folder === null)
    return {
      status: "error:exception",
      reason: `${provider.id} did not tell where the conversation ${id} began: ${answer.stderr.trim().slice(-300)}`,
      untouched: true,
    };
  return unknownSession(
    `${provider.id} continues the conversation ${id} only in ${folder}, where it began, and not in ${request.folder}`,
  );
}

/** The same, from what the program said after it had been started. */
export function sessionUnknownAfter(sought: SoughtSession, output: RunOutput): RunOutcome | null {
  if (sought.plan.kind !== "continues" || !saidInVain(output, sought.provider.sessions.unknown))
    return null;
  return unknownSession(unknownReason(sought));
}

/** Tells whether the id that a new conversation was given is in use: it was begun before, and nobody wrote it down. */
export function isSessionTaken({ sessions }: Provider, output: RunOutput): boolean {
  return sessions.taken !== undefined && saidInVain(output, sessions.taken);
}

/** Tells whether it said this and did nothing else: after it has worked, its words may be those of a stranger. */
function saidInVain({ transcript, stderr }: RunOutput, words: RegExp): boolean {
  if (transcript.acted || transcript.finished) return false;
  return words.test(`${transcript.failure?.text ?? ""}\n${stderr}`);
}

function unknownReason({ provider, plan, folder }: SoughtSession): string {
  const place = provider.sessions.boundToFolder ? ` that began in ${folder}` : "";
  return `${provider.id} knows no conversation ${plan.id}${place}`;
}

function unknownSession(reason: string): RunOutcome {
  return { status: "error:session_unknown", reason, sessionUnknown: true, untouched: true };
}
