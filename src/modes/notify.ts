// In: a delivery whose turn has come. Out: whether a target took the message. No model has a part in it.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Mode, RunRequest } from "../core/ports/mode-port.ts";
import { renderMessage } from "../core/text/render-message.ts";
import type { Source } from "../core/events/source.ts";
import { isChatTarget, type Target } from "../core/settings/target.ts";
import { keepAnswer } from "./keep-answer.ts";
import {
  askTargets,
  targetsOf,
  targetsOutcome,
  targetsRefusal,
  type Askable,
  type Asked,
} from "./targets.ts";
import { awayFrom, loadedTargets, type WakeDeps } from "./wake.ts";

/** A message for chats that are views of one. */
export interface ChatNote {
  readonly request: RunRequest;
  readonly chat: string;
  readonly postTo: readonly string[];
  readonly text: string;
}

/** What the mode needs. */
export interface NotifyDeps extends Pick<WakeDeps, "targets"> {
  /** Takes the secrets in force out of what leaves. */
  readonly mask: (text: string) => string;
  /** The sender preset of a hook. */
  readonly findSource: (name: string) => Source | undefined;
  readonly tellBot: (message: {
    readonly request: RunRequest;
    readonly target: Target;
    readonly folder: string;
    readonly inputFile: string;
  }) => Promise<{ readonly took: boolean; readonly fault?: string }>;
  /** The disk has it, and the outbox posts it. @throws WakehookError `storage_unavailable`. */
  readonly postNote: (note: ChatNote) => void;
}

/**
 * Makes the mode `notify`. A program that ends with exit code 0 has taken the message, an address that answers 2xx;
 * a chat has it as soon as it is in the outbox, which goes on until it arrived.
 */
export function createNotify(deps: NotifyDeps): Mode {
  async function tell(
    request: RunRequest,
    { targets: [first, ...others] }: Askable,
    { text, ...files }: { readonly text: string; folder: string; inputFile: string },
  ): Promise<Omit<Asked, "names">> {
    if (!isChatTarget(first))
      return { answer: "", ...(await deps.tellBot({ request, target: first, ...files })) };
    const postTo = awayFrom([first, ...others]);
    deps.postNote({ request, chat: first.chat, postTo, text });
    const away = postTo.length === 0 ? {} : { fault: "it leaves by the outbox" };
    return { took: true, answer: "", ...away };
  }

  return {
    name: "notify",
    folder: () => null,
    agent: targetsOf,
    async run(request) {
      const refusal = targetsRefusal(request);
      if (refusal !== null) return refusal;
      const source = deps.findSource(request.delivery.source);
      const message = renderMessage({ ...request, source });
      if (!message.ok) return { status: "error:exception", reason: message.reason };
      const text = deps.mask(message.text);
      const inputFile = path.join(request.runFolder, "message.txt");
      await writeFile(inputFile, `${text}\n`, { mode: 0o600 });
      const asked = await askTargets(request, {
        targets: loadedTargets(deps, request),
        shared: (target) => (isChatTarget(target) ? `chat ${target.chat}` : null),
        ask: (askable, folder) => tell(request, askable, { text, folder, inputFile }),
      });
      // What was told is what the run has to say.
      const outcome = { ...targetsOutcome(asked, request.signal), answer: text };
      return keepAnswer(deps.mask, request.runFolder, outcome);
    },
  };
}
