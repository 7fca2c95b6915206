// In: a delivery whose turn has come. Out: whether a session demonstrably took the prompt, and what it answered.

import type { ConversationsPort } from "../core/ports/conversations-port.ts";
import { providersOf } from "../core/admission/hook-providers.ts";
import type { RunId } from "../core/records/ids.ts";
import type { Mode, RunRequest } from "../core/ports/mode-port.ts";
import {
  allTargets,
  isChatTarget,
  type LoadedTarget,
  type Target,
} from "../core/settings/target.ts";
import { lockedChatFolder } from "../system/chat-folder.ts";
import { keepAnswer } from "./keep-answer.ts";
import {
  askTargets,
  targetsOf,
  targetsOutcome,
  targetsRefusal,
  type Askable,
  type Asked,
} from "./targets.ts";
import { createTurns } from "./turns.ts";
import { writePrompt, type PromptDeps } from "./write-prompt.ts";

/** Hands a prompt to a bot, twice where it was not taken. */
export type WakeBot = (call: {
  readonly request: RunRequest;
  readonly target: Target;
  readonly folder: string;
  readonly promptFile: string;
}) => Promise<Omit<Asked, "names">>;

/** What the mode needs. */
export interface WakeDeps extends PromptDeps {
  /** The targets in force, their secrets resolved. */
  readonly targets: () => readonly LoadedTarget[] | undefined;
  readonly wakeBot: WakeBot;
  readonly conversations: Pick<ConversationsPort, "wake">;
  /** What bots say of this run from now on is too late. */
  readonly endHandovers: (runId: RunId) => void;
}

/** Makes the mode `wake`. Every bot takes one turn at a time; conversations keep their own lines. */
export function createWake(deps: WakeDeps): Mode {
  const turns = createTurns();

  async function ask(
    request: RunRequest,
    { targets: [first, ...others] }: Askable,
    files: { readonly folder: string; readonly promptFile: string },
  ): Promise<Omit<Asked, "names">> {
    if (isChatTarget(first)) {
      const postTo = awayFrom([first, ...others]);
      const outcome = await deps.conversations.wake({
        request,
        chat: first.chat,
        postTo,
        ...files,
      });
      const took = outcome.status === "success";
      const fault = took ? undefined : (outcome.reason ?? outcome.status);
      return { took, answer: outcome.answer ?? "", fault, outcome };
    }
    return turns.take(first.name, request.signal, () =>
      deps.wakeBot({ request, target: first, ...files }),
    );
  }

  return {
    name: "wake",
    // What waits for its turn in a conversation keeps no slot: conversations of one folder follow one another.
    folder: (hook, config) =>
      providersOf(hook, config).length === 0 ? null : lockedChatFolder(deps.paths, config),
    agent: targetsOf,
    async run(request) {
      const refusal = targetsRefusal(request);
      if (refusal !== null) return refusal;
      const prompt = await writePrompt(deps, request);
      if (!prompt.ok) return { status: "error:exception", reason: prompt.reason };
      const asked = await askTargets(request, {
        targets: loadedTargets(deps, request),
        shared: (target) => (isChatTarget(target) ? `chat ${target.chat}` : null),
        ask: (askable, folder) => ask(request, askable, { folder, promptFile: prompt.file }),
      });
      deps.endHandovers(request.runId);
      const words = asked.filter(({ took, answer }) => took && answer !== "");
      const answer = words.map((one) => one.answer).join("\n\n");
      const outcome = { ...targetsOutcome(asked, request.signal), answer };
      return keepAnswer(deps.mask, request.runFolder, outcome);
    },
  };
}

/** The chats that something has to be sent to: the local one reads the ledger. */
export function awayFrom(targets: readonly Target[]): string[] {
  return targets.filter(({ kind }) => kind !== "local").map(({ name }) => name);
}

/** The targets in force; as config.json has them where none were loaded. */
export function loadedTargets(
  deps: Pick<WakeDeps, "targets">,
  { config }: Pick<RunRequest, "config">,
): readonly LoadedTarget[] {
  return (
    deps.targets() ??
    allTargets(config.targets).map((target) => ({ target, problem: null, secretValues: [] }))
  );
}
