// In: the words of hook programs in agent sessions. Out: what they are to do.

import type {
  TerminalNews,
  TerminalSession,
  TerminalsPort,
} from "../../core/ports/terminals-port.ts";
import { snakeKeys } from "../../core/wire/wire-keys.ts";
import { refusal, type AdminRefusal, type Answers } from "../answer.ts";
import type { Call, Handlers } from "../handler.ts";
import type { TERMINAL_ROUTES } from "../routes/terminal-routes.ts";

/** As agents make ids: nothing that a path or a log line could be surprised by. */
const ID = /^[A-Za-z0-9_-]{1,100}$/;

type Names = keyof typeof TERMINAL_ROUTES;
interface HandlerDeps {
  readonly terminals: TerminalsPort;
  /** Aborted when the daemon stops. */
  readonly stopping: AbortSignal;
}

/** The handlers of the routes about open sessions. */
export function createTerminalHandlers(
  { terminals, stopping }: HandlerDeps,
  answers: Answers,
): Handlers<Names> {
  return {
    listTerminals: () => answers.json({ terminals: terminals.list().map((one) => snakeKeys(one)) }),
    tellTerminal({ body, id }) {
      const session = sessionOf(id, body);
      return session === null ? noSession(id) : answers.json(terminals.tell(session, newsOf(body)));
    },
    async waitTerminal({ body, request, id }) {
      const session = sessionOf(id, body);
      if (session === null) return noSession(id);
      const { waiter, at, state, state_at: stateAt } = body;
      const signal = AbortSignal.any([stopping, request.signal]);
      return answers.json(
        await terminals.wait(session, { id: waiter, at, state, stateAt }, signal),
      );
    },
    takeTerminal: ({ id, body: { waiter, key } }) =>
      answers.json({ taken: terminals.take(id, waiter, key) }),
  };
}

function noSession(id: string): AdminRefusal {
  const shown = JSON.stringify(id.slice(0, 80));
  return refusal(
    "usage",
    `${shown} is no id of a session`,
    "100 of A-Z, a-z, 0-9, - and _ at most",
  );
}

function sessionOf(
  id: string,
  { folder, transcript, pid }: Call<"waitTerminal">["body"] | Call<"tellTerminal">["body"],
): TerminalSession | null {
  return ID.test(id) ? { id, folder, pid, transcript: textOf(transcript) } : null;
}

function newsOf({
  kind,
  at,
  key,
  reply,
  fault,
  ...rest
}: Call<"tellTerminal">["body"]): TerminalNews {
  if (kind === "end") return { kind, at };
  const promptId = textOf(rest.prompt_id);
  if (kind === "busy") return { kind, at, promptId, key: textOf(key) };
  return { kind, at, promptId, reply: textOf(reply), fault: textOf(fault) };
}

/** Of a text that says nothing as little is known as of one that is missing. */
function textOf(value: string | null | undefined): string | null {
  return value === undefined || value === "" ? null : value;
}
