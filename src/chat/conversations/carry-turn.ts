// One turn, from its row to its end. In: a turn whose time has come, and its work. Out: how its agent ended, written
// down together with what is said about it.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { AckLevel, Conversation, Turn } from "../../core/records/conversation.ts";
import type { RunOutcome } from "../../core/records/run.ts";
import { toError } from "../../core/records/errors.ts";
import { newMessageId } from "../../system/randomness.ts";
import type { ConversationsDeps } from "./conversations-deps.ts";
import { keepTrying } from "./keep-trying.ts";
import { nextSummary, recapOf } from "./recap.ts";
import type { TurnWork } from "./turn-work.ts";

/** A turn that goes on. */
export interface TurnOrder {
  readonly turn: Turn;
  readonly conversation: Conversation;
  readonly work: TurnWork;
  /** Aborted with a StopCause: by the owner, by the run's own end, by a stop of the daemon. */
  readonly signal: AbortSignal;
}

/** Its agent's session, where its id could not be written down at once. */
interface Session {
  unsaved: string | null;
}

/** What is kept of an answer with its turn; the whole is in its message and its file. */
const REPLY_CHARACTERS = 65_536;

/**
 * Carries a turn out once. Its row says that it goes on before anything is started.
 * @throws WakehookError `storage_unavailable` where the daemon stops before the end could be written.
 */
export async function carryTurn(deps: ConversationsDeps, order: TurnOrder): Promise<RunOutcome> {
  const { turn, conversation, signal } = order;
  const { id } = turn;
  await keepTrying(deps, signal, () =>
    deps.store.startTurn(id, deps.clock.now(), conversation.sessionId),
  );
  const session: Session = { unsaved: null };
  const outcome = withoutSecrets(deps, await attempt(deps, order, session));
  await keepResult(deps, order, outcome.answer ?? "");
  await keepTrying(deps, signal, () => writeEnd(deps, order, { outcome, ...session }));
  return outcome;
}

/** Whatever is thrown becomes `error:exception`, with the words in the log only. */
async function attempt(
  deps: ConversationsDeps,
  order: TurnOrder,
  session: Session,
): Promise<RunOutcome> {
  const { conversation, signal } = order;
  try {
    const outcome = await runAgent(deps, order, { id: conversation.sessionId, session });
    if (outcome.sessionUnknown !== true || signal.aborted) return outcome;
    // Where nothing was ever said, nothing is lost.
    if (conversation.summary !== "") await sayLost(deps, order, outcome.reason ?? "");
    return await runAgent(deps, order, { id: null, session });
  } catch (thrown) {
    const error = toError(thrown);
    const about = { turn: order.turn.id, error: error.message, stack: error.stack };
    deps.log.error("a turn failed inside wakehook", about);
    const code = (error as NodeJS.ErrnoException).code ?? error.name;
    return {
      status: "error:exception",
      reason: `wakehook failed (${code}); the log has the details`,
    };
  }
}

async function runAgent(
  deps: ConversationsDeps,
  { turn, conversation, work, signal }: TurnOrder,
  { id, session }: { readonly id: string | null; readonly session: Session },
): Promise<RunOutcome> {
  const { runFolder, request } = work;
  await mkdir(runFolder, { recursive: true, mode: 0o700 });
  const recap = id === null ? recapOf(deps, conversation) : "";
  await writeFile(path.join(runFolder, "prompt.md"), recap + (await work.prompt()), {
    mode: 0o600,
  });
  return deps.runAgent({
    ...request,
    provider: conversation.agent,
    folder: conversation.folder,
    runFolder,
    worktree: false,
    signal,
    session: {
      id,
      onId(known) {
        const isNoted = note(deps, turn, () =>
          deps.store.setSession(conversation.id, turn.id, known),
        );
        // The turn goes on with an id that only memory has: it is written with the end.
        session.unsaved = isNoted ? null : known;
      },
    },
    onProcess(pid, start) {
      work.onProcess(pid, start);
      note(deps, turn, () => deps.store.setTurnProcess(turn.id, { pid, start }));
    },
  });
}

/** Notes what may be missing after a crash, and costs no turn where the disk takes nothing. */
function note({ log }: ConversationsDeps, { id }: Turn, write: () => void): boolean {
  try {
    write();
    return true;
  } catch (thrown) {
    log.warn("a turn's session or process could not be noted", {
      turn: id,
      error: toError(thrown).message,
    });
    return false;
  }
}

/** The seam: said once, before the new session begins. */
async function sayLost(
  deps: ConversationsDeps,
  { turn, conversation, signal }: TurnOrder,
  reason: string,
): Promise<void> {
  const text = `The agent no longer knew this conversation (${deps.mask(reason)}). It goes on in a new session, which was told what was said last.`;
  const createdAt = deps.clock.now();
  await keepTrying(deps, signal, () =>
    deps.store.say({
      id: newMessageId(createdAt, deps.randomness),
      chat: conversation.chat,
      conversationId: conversation.id,
      turnId: turn.id,
      author: "wakehook",
      kind: "seam",
      text,
      silent: true,
      key: `seam:${turn.id}`,
      createdAt,
      postTo: turn.postTo,
    }),
  );
}

/** For a person who looks, and for platforms that take a long answer as a file. The answer is in its message too. */
async function keepResult(
  { log }: ConversationsDeps,
  { turn, work }: TurnOrder,
  answer: string,
): Promise<void> {
  try {
    await writeFile(path.join(work.runFolder, "result.md"), answer, { mode: 0o600 });
  } catch (thrown) {
    log.warn("result.md could not be written", { turn: turn.id, error: toError(thrown).message });
  }
}

function writeEnd(
  deps: ConversationsDeps,
  order: TurnOrder,
  { outcome, unsaved }: Session & { readonly outcome: RunOutcome },
): void {
  const { turn, conversation, work } = order;
  const { status, reason = null, answer = "", costUsd = null } = outcome;
  const resultFile = path.relative(deps.paths.root, path.join(work.runFolder, "result.md"));
  const summary =
    answer === "" ? conversation.summary : nextSummary(conversation.summary, work.asked, answer);
  deps.store.endTurn(turn.id, {
    status,
    reason,
    level: levelOf(outcome),
    sessionAfter: unsaved,
    reply: answer === "" ? null : answer.slice(0, REPLY_CHARACTERS).toWellFormed(),
    costUsd,
    summary,
    at: deps.clock.now(),
    messages: work.messagesOf({ turn, conversation, outcome, resultFile }),
  });
}

/** A program that failed before it did anything has not taken it. */
function levelOf({ status, untouched }: RunOutcome): AckLevel {
  if (status === "success") return "finished";
  return untouched === true ? "accepted" : "taken";
}

function withoutSecrets({ mask }: ConversationsDeps, outcome: RunOutcome): RunOutcome {
  const { reason, answer, deniedTools } = outcome;
  return {
    ...outcome,
    ...(reason === undefined ? {} : { reason: mask(reason) }),
    ...(answer === undefined ? {} : { answer: mask(answer) }),
    ...(deniedTools === undefined ? {} : { deniedTools: deniedTools.map(mask) }),
  };
}
