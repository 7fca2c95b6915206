// In: the words of hook programs in agent sessions. Out: what they are to do.

import type {
  TerminalNews,
  TerminalSession,
  TerminalsPort,
  TerminalWaiter,
} from "../../core/ports/terminals-port.ts";
import { snakeKeys } from "../../core/wire/wire-keys.ts";
import { refusal, type AdminRefusal, type Answers } from "../answer.ts";
import { readJsonObject, type JsonObject } from "../body.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";
import { TERMINAL_ROUTES } from "../routes/terminal-routes.ts";

/** An answer is words for a person. */
const MAX_BYTES = 1_048_576;
/** As agents make ids: nothing that a path or a log line could be surprised by. */
const ID = /^[A-Za-z0-9_-]{1,100}$/;

type Names = keyof typeof TERMINAL_ROUTES;
interface HandlerDeps {
  readonly terminals: TerminalsPort;
  readonly clock: AdminDeps["clock"];
  /** Aborted when the daemon stops. */
  readonly stopping: AbortSignal;
}

/** The handlers of the routes about open sessions. */
export function createTerminalHandlers(
  { terminals, clock, stopping }: HandlerDeps,
  answers: Answers,
): Handlers<Names> {
  async function read(
    request: Request,
    name: "tellTerminal" | "waitTerminal" | "takeTerminal",
  ): Promise<JsonObject | AdminRefusal> {
    const fields = Object.keys(TERMINAL_ROUTES[name].body);
    const body = await readJsonObject(clock, request, { fields, maxBytes: MAX_BYTES });
    return body.ok ? body.value : body;
  }

  return {
    listTerminals: () => answers.json({ terminals: terminals.list().map((one) => snakeKeys(one)) }),
    async tellTerminal({ request, id }) {
      const body = await read(request, "tellTerminal");
      if (isRefusal(body)) return body;
      const session = sessionOf(id, body);
      const news = newsOf(body);
      if (session === null || news === null) return malformed();
      return answers.json(terminals.tell(session, news));
    },
    async waitTerminal({ request, id }) {
      const body = await read(request, "waitTerminal");
      if (isRefusal(body)) return body;
      const session = sessionOf(id, body);
      const waiter = waiterOf(body);
      if (session === null || waiter === null) return malformed();
      const signal = AbortSignal.any([stopping, request.signal]);
      return answers.json(await terminals.wait(session, waiter, signal));
    },
    async takeTerminal({ request, id }) {
      const body = await read(request, "takeTerminal");
      if (isRefusal(body)) return body;
      const { waiter, key } = body;
      if (typeof waiter !== "string" || typeof key !== "string") return malformed();
      return answers.json({ taken: terminals.take(id, waiter, key) });
    },
  };
}

function isRefusal(value: JsonObject | AdminRefusal): value is AdminRefusal {
  return value["ok"] === false;
}

function malformed(): AdminRefusal {
  return refusal("usage", "this is not what wakehook's own hook programs say");
}

function sessionOf(id: string, { folder, transcript, pid }: JsonObject): TerminalSession | null {
  if (!ID.test(id) || typeof folder !== "string" || !isCount(pid) || pid === 0) return null;
  return { id, folder, pid, transcript: textOf(transcript) };
}

function waiterOf({ waiter: id, at, state, state_at: stateAt }: JsonObject): TerminalWaiter | null {
  if (typeof id !== "string" || !isCount(at) || !isCount(stateAt)) return null;
  return state === "idle" || state === "busy" ? { id, at, state, stateAt } : null;
}

function newsOf(body: JsonObject): TerminalNews | null {
  const { kind, at } = body;
  if (!isCount(at)) return null;
  const promptId = textOf(body["prompt_id"]);
  if (kind === "end") return { kind, at };
  if (kind === "busy") return { kind, at, promptId, key: textOf(body["key"]) };
  if (kind !== "idle") return null;
  return { kind, at, promptId, reply: textOf(body["reply"]), fault: textOf(body["fault"]) };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
