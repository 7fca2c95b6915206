// A strict stand-in of the Bot API over its real HTTP, written from its documents: offsets that confirm, one poller at a
// time, keyboards, topics, uploads, and its own refusals. Time goes as fast as in the bench.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { judgeText, type WireEntity } from "./strict-text.ts";

export const TOKEN = "7000:AAEhBOweik9ai2o01mD3zkA5sCf5Xo4LwQs";
export const BOT = {
  id: 7000,
  is_bot: true,
  first_name: "Wakehook",
  username: "wakehook_test_bot",
};

export interface Posted {
  readonly chat: string;
  readonly id: number;
  text: string;
  entities: readonly WireEntity[];
  keyboard: ReadonlyArray<{ readonly text: string; readonly callback_data: string }>;
  readonly replyTo: number | null;
  readonly thread: string | null;
  readonly silent: boolean;
  readonly file: { readonly name: string; readonly content: string } | null;
}

/** A refusal, as it goes over the wire. */
export interface Refusal {
  readonly code: number;
  readonly description: string;
  readonly parameters?: object;
}

type Params = ReadonlyMap<string, string | File>;
type Given = { readonly result: unknown } | Refusal;

const METHODS: Readonly<Record<string, readonly string[]>> = {
  getMe: [],
  getUpdates: ["offset", "timeout", "limit", "allowed_updates"],
  sendMessage: [
    "chat_id",
    "message_thread_id",
    "text",
    "entities",
    "link_preview_options",
    "disable_notification",
    "reply_parameters",
    "reply_markup",
  ],
  editMessageText: [
    "chat_id",
    "message_id",
    "text",
    "entities",
    "link_preview_options",
    "reply_markup",
  ],
  sendDocument: [
    "chat_id",
    "message_thread_id",
    "document",
    "disable_notification",
    "disable_content_type_detection",
  ],
  answerCallbackQuery: ["callback_query_id", "text"],
  sendChatAction: ["chat_id", "message_thread_id", "action"],
  createForumTopic: ["chat_id", "name"],
};
const POSTING = new Set(["sendMessage", "sendDocument", "editMessageText"]);

export type BotApi = Awaited<ReturnType<typeof startBotApi>>;

/** Starts a server on which `factor` seconds pass in one. */
export async function startBotApi(factor: number) {
  const posted: Posted[] = [];
  const complaints: string[] = [];
  const calls: Array<{
    readonly method: string;
    readonly params: Readonly<Record<string, string>>;
  }> = [];
  const presses = new Map<string, (words: string) => void>();
  const state = {
    /** Not confirmed yet, oldest first. */
    updates: [] as Array<{ readonly update_id: number }>,
    again: [] as Array<{ readonly update_id: number }>,
    nextUpdate: 900_000,
    nextMessage: 1,
    down: false,
    revoked: false,
    webhook: false,
    hanging: false,
    tooMany: 0,
    retryAfterMs: 0,
    tooManyPolls: { times: 0, retryAfterMs: 0 },
    left: Infinity,
    /** Chats that the bot can write to. */
    open: new Set<string>(),
    refusals: new Map<string, Refusal>(),
    forums: new Set<string>(),
    topics: new Set<string>(),
    /** So many calls that post are carried out, and their answers get lost. */
    lostAnswers: 0,
    /** Polls that another one has ended. */
    conflicts: 0,
    /** The next text with marks is refused so. */
    refuseMarks: null as Refusal | null,
    /** The next answer is this, with status 200 or 502. */
    garbage: null as { readonly status: number; readonly body: string } | null,
  };
  /** The channel itself asks for more than one at a time. */
  let poll: {
    readonly isRival: boolean;
    readonly limit: number;
    readonly answer: (given: Given) => void;
  } | null = null;

  const server = createServer((request, response) => {
    void serve(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const params = await paramsOf(request);
    const [, bot = "", method = ""] = new URL(request.url ?? "/", url).pathname.split("/");
    if (state.down || (state.left <= 0 && POSTING.has(method)))
      return void request.socket.destroy();
    if (!bot.startsWith("bot")) complaints.push("it was led elsewhere");
    if (bot !== `bot${TOKEN}` || state.revoked)
      return send(response, { code: 401, description: "Unauthorized" });
    if (state.garbage !== null) {
      const { status, body } = state.garbage;
      state.garbage = null;
      return void response.writeHead(status, { location: `${url}/elsewhere` }).end(body);
    }
    note(method, params);
    if (method === "getUpdates") return getUpdates(params, response);
    if (POSTING.has(method) && state.tooMany > 0) {
      state.tooMany -= 1;
      return send(response, tooMany(state.retryAfterMs));
    }
    const given = await answer(method, params);
    if (POSTING.has(method) && "result" in given) {
      state.left -= 1;
      if (state.lostAnswers > 0) {
        state.lostAnswers -= 1;
        return void request.socket.destroy();
      }
    }
    send(response, given);
  }

  function note(method: string, params: Params): void {
    const known = METHODS[method];
    if (known === undefined) complaints.push(`no method ${method}`);
    for (const name of params.keys())
      if (known?.includes(name) === false) complaints.push(`${method} knows no ${name}`);
    const words = [...params].map(([name, value]) => [
      name,
      value instanceof File ? value.name : value,
    ]);
    calls.push({ method, params: Object.fromEntries(words) as Record<string, string> });
  }

  async function answer(method: string, params: Params): Promise<Given> {
    if (method === "getMe") return { result: BOT };
    if (method === "answerCallbackQuery") return answerPress(params);
    const chat = textOf(params, "chat_id") ?? "";
    const refusal = state.refusals.get(chat);
    if (refusal !== undefined) return refusal;
    if (!state.open.has(chat)) return bad("chat not found");
    if (method === "createForumTopic") return createTopic(chat, textOf(params, "name") ?? "");
    const thread = textOf(params, "message_thread_id") ?? null;
    if (thread !== null && !state.topics.has(`${chat}:${thread}`))
      return bad("message thread not found");
    if (method === "sendChatAction") return { result: true };
    if (method === "editMessageText") return editMessage(chat, params);
    return method === "sendDocument" ? sendFile(chat, params) : sendMessage(chat, params);
  }

  function sendMessage(chat: string, params: Params): Given {
    const entities = (json(params, "entities") as WireEntity[] | undefined) ?? [];
    const verdict = judgeText(textOf(params, "text"), entities);
    complaints.push(...verdict.complaints);
    if (verdict.refusal !== null) return { code: 400, description: verdict.refusal };
    if (state.refuseMarks !== null && entities.length > 0) return state.refuseMarks;
    if (
      (json(params, "link_preview_options") as { is_disabled?: boolean } | undefined)
        ?.is_disabled !== true
    )
      complaints.push("a link would be looked at");
    const reply = json(params, "reply_parameters") as { message_id: number } | undefined;
    return {
      result: put(chat, params, { entities, replyTo: reply?.message_id ?? null, file: null }),
    };
  }

  async function sendFile(chat: string, params: Params): Promise<Given> {
    const file = params.get("document");
    if (!(file instanceof File)) return bad("there is no document in the request");
    if (file.size === 0) {
      complaints.push("an empty file");
      return bad("file must be non-empty");
    }
    const content = await file.text();
    const given = { entities: [], replyTo: null, file: { name: file.name, content } };
    return { result: put(chat, params, given) };
  }

  function put(
    chat: string,
    params: Params,
    given: Pick<Posted, "entities" | "replyTo" | "file">,
  ): object {
    const id = state.nextMessage;
    state.nextMessage += 1;
    posted.push({
      ...given,
      chat,
      id,
      text: textOf(params, "text") ?? "",
      keyboard: keyboardOf(params),
      thread: textOf(params, "message_thread_id") ?? null,
      silent: textOf(params, "disable_notification") === "true",
    });
    return { message_id: id, date: 1, chat: { id: Number(chat), type: "private" } };
  }

  function editMessage(chat: string, params: Params): Given {
    const id = Number(textOf(params, "message_id"));
    const message = posted.find((one) => one.chat === chat && one.id === id);
    if (message === undefined) return bad("message to edit not found");
    const entities = (json(params, "entities") as WireEntity[] | undefined) ?? [];
    const verdict = judgeText(textOf(params, "text"), entities);
    complaints.push(...verdict.complaints);
    if (verdict.refusal !== null) return { code: 400, description: verdict.refusal };
    if (message.file !== null) return bad("there is no text in the message to edit");
    const now = { text: textOf(params, "text") ?? "", entities, keyboard: keyboardOf(params) };
    const { text, entities: before, keyboard } = message;
    if (JSON.stringify(now) === JSON.stringify({ text, entities: before, keyboard }))
      return bad(
        "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
      );
    Object.assign(message, now);
    return { result: { message_id: id } };
  }

  function keyboardOf(params: Params): Posted["keyboard"] {
    const markup = json(params, "reply_markup") as
      | { inline_keyboard: Array<Posted["keyboard"]> }
      | undefined;
    const buttons = markup?.inline_keyboard.flat() ?? [];
    for (const { callback_data } of buttons)
      if (Buffer.byteLength(callback_data) > 64) complaints.push("data of more than 64 bytes");
    return buttons;
  }

  function createTopic(chat: string, name: string): Given {
    if (!state.forums.has(chat)) return bad("the chat is not a forum");
    if (name === "" || name.length > 128) complaints.push(`a topic named "${name}"`);
    const id = state.nextMessage;
    state.nextMessage += 1;
    state.topics.add(`${chat}:${id}`);
    return { result: { message_thread_id: id, name, icon_color: 1 } };
  }

  function answerPress(params: Params): Given {
    const text = textOf(params, "text") ?? "";
    if (text.length > 200) complaints.push(`an answer of ${text.length} units`);
    const shown = presses.get(textOf(params, "callback_query_id") ?? "");
    if (shown === undefined)
      return bad("query is too old and response timeout expired or query ID is invalid");
    shown(text);
    return { result: true };
  }

  /** Takes away what lies below the offset; holds on until there is something, or the time is over. */
  function getUpdates(params: Params, response: ServerResponse): void {
    if (state.webhook)
      return send(response, {
        code: 409,
        description:
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      });
    if (state.tooManyPolls.times > 0) {
      state.tooManyPolls.times -= 1;
      return send(response, tooMany(state.tooManyPolls.retryAfterMs));
    }
    if (poll !== null && !poll.isRival) state.conflicts += 1;
    poll?.answer({
      code: 409,
      description:
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    });
    const offset = Number(textOf(params, "offset") ?? "0");
    state.updates = state.updates.filter(({ update_id }) => update_id >= offset);
    const waitMs = (Number(textOf(params, "timeout") ?? "0") * 1000) / factor;
    const timer = setTimeout(() => {
      if (!state.hanging) mine.answer({ result: [] });
    }, waitMs);
    const mine = {
      limit: Number(textOf(params, "limit") ?? "100"),
      isRival: textOf(params, "limit") === "1",
      answer(given: Given): void {
        clearTimeout(timer);
        if (poll === mine) poll = null;
        send(response, given);
      },
    };
    response.on("close", () => {
      clearTimeout(timer);
      if (poll === mine) poll = null;
    });
    poll = mine;
    give();
  }

  function give(): void {
    const waiting = [...state.again, ...state.updates];
    if (poll === null || waiting.length === 0 || state.hanging) return;
    state.again = [];
    poll.answer({ result: waiting.slice(0, poll.limit) });
  }

  /** Somebody did something. */
  function tell(what: object): void {
    state.updates.push({ update_id: state.nextUpdate, ...what });
    state.nextUpdate += 1;
    give();
  }

  return {
    url,
    state,
    posted,
    complaints,
    calls,
    presses,
    tell,
    give,
    isPolled: () => poll !== null,
    drop: () => server.closeAllConnections(),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function paramsOf(request: IncomingMessage): Promise<Params> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  } catch {
    return new Map();
  }
  const type = request.headers["content-type"];
  if (type === undefined || pieces.length === 0) return new Map();
  const body = new Response(Buffer.concat(pieces), { headers: { "content-type": type } });
  return new Map([...(await body.formData())] as Array<[string, string | File]>);
}

function textOf(params: Params, name: string): string | undefined {
  const value = params.get(name);
  return typeof value === "string" ? value : undefined;
}

function json(params: Params, name: string): unknown {
  const text = textOf(params, name);
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

function bad(why: string): Refusal {
  return { code: 400, description: `Bad Request: ${why}` };
}

function tooMany(retryAfterMs: number): Refusal {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return {
    code: 429,
    description: `Too Many Requests: retry after ${seconds}`,
    parameters: { retry_after: seconds },
  };
}

function send(response: ServerResponse, given: Given): void {
  const body =
    "result" in given
      ? { ok: true, result: given.result }
      : {
          ok: false,
          error_code: given.code,
          description: given.description,
          ...(given.parameters === undefined ? {} : { parameters: given.parameters }),
        };
  response
    .writeHead("result" in given ? 200 : given.code, { "content-type": "application/json" })
    .end(JSON.stringify(body));
}
