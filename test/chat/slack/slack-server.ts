// A strict stand-in of Slack over its real wires: the Web API by HTTP, Socket Mode by a WebSocket, as Slack's documents
// describe them. What happens while no socket is open is told to nobody; the history has it.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { createSlackChannel } from "../../../src/chat/slack/slack-channel.ts";
import type { Platform, Shown } from "../contract/platform.ts";
import { buttonsOf, refusalOf, shownText, type Button, type SlackNode } from "./read-blocks.ts";

const BOT_TOKEN = "xoxb-11111-22222-abcdef";
const APP_TOKEN = "xapp-1-A0WAKE-333-abcdef";
const TEAM = "T0TEAM";
const BOT = "U0BOT";
const OWNER = "U0ANN";
const STRANGER = "U0MALLORY";
const DMS: Readonly<Record<string, string>> = { [OWNER]: "D0ANN", [STRANGER]: "D0MALLORY" };
/** What only comes from people. */
const POSTING = new Set(["chat.postMessage", "files.completeUploadExternal"]);

interface Entry {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly isBot: boolean;
  text: string;
  blocks: readonly SlackNode[];
  readonly thread: string | null;
  readonly isBroadcast: boolean;
  readonly files: Shown["files"];
}

type Args = Readonly<Record<string, string>>;

export interface SlackServer extends Platform {
  /** The next message is taken, and its answer gets lost. */
  loseAnswer(): void;
  /** Slack asks the connection to come again. */
  recycle(reason?: string): void;
  /** What `hello` says of other connections. */
  shareWith(connections: number): void;
  /** Every call is answered with this error. */
  refuseWith(error: string | null, method?: string): void;
  /** Somebody writes in a channel where others read along. */
  writeInChannel(text: string): void;
  remove(ref: string): void;
  /** Connections stay open, and nothing that comes by them is read any more. */
  freeze(): void;
  readonly ephemerals: readonly { readonly user: string; readonly text: string }[];
  readonly calls: readonly { readonly method: string; readonly args: Args }[];
  connections(): number;
}

/** Starts Slack. */
export async function slackServer(): Promise<SlackServer> {
  const entries: Entry[] = [];
  const complaints: string[] = [];
  const ephemerals: Array<{ user: string; text: string }> = [];
  const calls: Array<{ method: string; args: Args }> = [];
  const sockets = new Set<WebSocket>();
  const unconfirmed = new Map<string, object>();
  const uploads = new Map<string, { name: string; length: number; content: string }>();
  /** Also of messages that have none any more: somebody may look at an old screen. */
  const everShown = new Map<string, readonly Button[]>();
  const waiting: Array<{ user: string; resolve: (text: string) => void }> = [];
  const state = {
    down: false,
    revoked: false,
    losesAnswer: false,
    tooMany: 0,
    retryAfterMs: 0,
    left: Infinity,
    shared: 1,
    refusal: null as { error: string; method: string | undefined } | null,
  };
  let number = 1000;
  let last: object | null = null;

  const server = createServer((request, response) => void answer(request, response));
  const wss = new WebSocketServer({ server });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  wss.on("connection", (socket) => {
    if (state.down) return socket.terminate();
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => sockets.delete(socket));
    socket.on("message", (data: Buffer) =>
      confirm(JSON.parse(data.toString("utf8")) as { envelope_id?: string }),
    );
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: state.shared,
        connection_info: { app_id: "A0WAKE" },
        debug_info: { host: "applink-1", approximate_connection_time: 18_060 },
      }),
    );
    for (const envelope of unconfirmed.values()) socket.send(JSON.stringify(envelope));
  });

  function confirm({ envelope_id: id }: { envelope_id?: string }): void {
    if (id === undefined || !unconfirmed.delete(id))
      complaints.push(`confirmed what was not: ${id}`);
  }

  function nextTs(): string {
    number += 1;
    return `1790000000.${String(number).padStart(6, "0")}`;
  }

  /** To one of the connections, as Slack does it; with none it is lost. */
  function tell(type: string, payload: object): void {
    const [socket] = sockets;
    if (socket === undefined || state.down) return;
    number += 1;
    const id = `env-${number}`;
    const envelope = { envelope_id: id, type, payload, accepts_response_payload: false };
    unconfirmed.set(id, envelope);
    socket.send(JSON.stringify(envelope));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    const body = Buffer.concat(pieces).toString("utf8");
    const { pathname } = new URL(request.url ?? "/", url);
    const method = pathname.replace(/^\/api\//, "");
    if (state.down) return void request.destroy();
    if (pathname.startsWith("/upload/")) return receive(pathname.slice(8), body, response);
    const isPosting = POSTING.has(method);
    if (isPosting && state.left <= 0) return void request.destroy();
    const args = Object.fromEntries(new URLSearchParams(body));
    calls.push({ method, args });
    const token = method === "apps.connections.open" ? APP_TOKEN : BOT_TOKEN;
    if (request.headers.authorization !== `Bearer ${token}`)
      return refuse(response, "invalid_auth");
    if (state.revoked) return refuse(response, "token_revoked");
    const { refusal } = state;
    if (refusal !== null && (refusal.method ?? method) === method)
      return refuse(response, refusal.error);
    if (isPosting && state.tooMany > 0) {
      state.tooMany -= 1;
      response.writeHead(429, { "retry-after": String(Math.ceil(state.retryAfterMs / 1000)) });
      return void response.end(JSON.stringify({ ok: false, error: "ratelimited" }));
    }
    const given = METHODS[method]?.(args);
    if (given === undefined) return refuse(response, `unknown_method ${method}`);
    if (typeof given === "string") return refuse(response, given);
    if (isPosting) state.left -= 1;
    if (isPosting && state.losesAnswer) {
      state.losesAnswer = false;
      return void request.destroy();
    }
    ok(response, given);
  }

  /** What is done, or the error's word. */
  const METHODS: Readonly<Record<string, (args: Args) => object | string>> = {
    "auth.test": () => ({ team_id: TEAM, user_id: BOT, bot_id: "B0WAKE" }),
    "apps.connections.open": () => ({ url: `${url.replace("http", "ws")}/link?ticket=1` }),
    "users.info": ({ user }) => ({
      user: { id: user, name: "who", real_name: user === OWNER ? "Ann" : "Mallory" },
    }),
    "chat.postMessage": post,
    "chat.update": update,
    "chat.postEphemeral": ({ user = "", text = "" }) => {
      ephemerals.push({ user, text });
      const at = waiting.findIndex((one) => one.user === user);
      waiting.splice(at, at === -1 ? 0 : 1)[0]?.resolve(text);
      return { message_ts: nextTs() };
    },
    "conversations.history": history,
    "conversations.replies": ({ channel, ts, oldest = "0" }) => ({
      messages: entries
        .filter((one) => one.channel === channel && (one.ts === ts || one.thread === ts))
        .filter((one) => one.ts === ts || Number(one.ts) > Number(oldest))
        .map(asMessage),
    }),
    "files.getUploadURLExternal": ({ filename = "", length = "0" }) => {
      number += 1;
      const id = `F${number}`;
      uploads.set(id, { name: filename, length: Number(length), content: "" });
      return { upload_url: `${url}/upload/${id}`, file_id: id };
    },
    "files.completeUploadExternal": complete,
  };

  function post(args: Args): object | string {
    const { channel = "", text = "", thread_ts: thread } = args;
    if (!Object.values(DMS).includes(channel)) return "channel_not_found";
    if (thread !== undefined && !entries.some((one) => one.ts === thread && one.thread === null))
      return "thread_not_found";
    const blocks = readBlocks(args);
    if (typeof blocks === "string") return blocks;
    if (args["unfurl_links"] !== "false") complaints.push("addresses are fetched");
    const ts = nextTs();
    everShown.set(ts, buttonsOf(blocks));
    const isBroadcast = args["reply_broadcast"] === "true";
    entries.push({
      ts,
      channel,
      user: BOT,
      isBot: true,
      text,
      blocks,
      thread: thread ?? null,
      isBroadcast,
      files: [],
    });
    return { ts, channel };
  }

  function update(args: Args): object | string {
    const entry = entries.find(
      ({ ts, channel }) => ts === args["ts"] && channel === args["channel"],
    );
    if (entry === undefined) return "message_not_found";
    if (!entry.isBot) return "cant_update_message";
    const blocks = readBlocks(args);
    if (typeof blocks === "string") return blocks;
    Object.assign(entry, { text: args["text"], blocks });
    return { ts: entry.ts };
  }

  function readBlocks({ blocks: typed = "[]", text = "" }: Args): readonly SlackNode[] | string {
    const blocks = JSON.parse(typed) as readonly SlackNode[];
    if (text === "" || text.length > 4000) complaints.push(`fallback of ${text.length}`);
    if (/<[!@#]|@everyone(?=<)/.test(text)) complaints.push(`the fallback mentions: ${text}`);
    const refusal = refusalOf(blocks);
    if (refusal === null) return blocks;
    complaints.push(refusal);
    return refusal.startsWith("msg_") ? refusal : "invalid_blocks";
  }

  function history({ channel, limit = "100", cursor, oldest = "0" }: Args): object {
    const all = entries
      .filter((one) => one.channel === channel && Number(one.ts) > Number(oldest))
      .filter(({ thread, isBroadcast }) => thread === null || isBroadcast)
      .toReversed();
    const from = Number(cursor ?? "0");
    const to = from + Number(limit);
    return {
      messages: all.slice(from, to).map(asMessage),
      has_more: to < all.length,
      response_metadata: { next_cursor: to < all.length ? String(to) : "" },
    };
  }

  function asMessage({ ts, user, isBot, text, blocks, thread, isBroadcast }: Entry): object {
    const replies = entries.filter((one) => one.thread === ts);
    return {
      type: "message",
      user,
      text,
      ts,
      ...(isBot ? { bot_id: "B0WAKE", blocks } : {}),
      ...(thread === null ? {} : { thread_ts: thread }),
      ...(isBroadcast ? { subtype: "thread_broadcast" } : {}),
      ...(replies.length === 0
        ? {}
        : { thread_ts: ts, reply_count: replies.length, latest_reply: replies.at(-1)?.ts }),
    };
  }

  function receive(id: string, body: string, response: ServerResponse): void {
    const known = uploads.get(id);
    if (known === undefined || Buffer.byteLength(body) !== known.length) {
      complaints.push(`a file of ${Buffer.byteLength(body)}`);
      return void response.writeHead(400).end();
    }
    known.content = body;
    response.writeHead(200).end("OK");
  }

  function complete({ files = "[]", channel_id: channel = "", thread_ts: thread }: Args) {
    const [file] = JSON.parse(files) as Array<{ id: string }>;
    const known = uploads.get(file?.id ?? "");
    if (known === undefined) return "file_not_found";
    const { name, content } = known;
    entries.push({
      ts: nextTs(),
      channel,
      user: BOT,
      isBot: true,
      text: "",
      blocks: [],
      thread: thread ?? null,
      isBroadcast: false,
      files: [{ name, content }],
    });
    return { files: [{ id: file?.id }] };
  }

  function eventOf(
    entry: Pick<Entry, "ts" | "channel" | "user" | "text" | "thread">,
    kind: string,
  ) {
    const { ts, channel, user, text, thread } = entry;
    return {
      type: "event_callback",
      team_id: TEAM,
      event_id: `Ev${ts}`,
      event: {
        type: "message",
        user,
        text,
        ts,
        channel,
        channel_type: kind,
        ...(thread === null ? {} : { thread_ts: thread }),
      },
    };
  }

  return {
    kind: "slack",
    entry: { bot_token: BOT_TOKEN, app_token: APP_TOKEN, api_url: `${url}/api/` },
    create: createSlackChannel,
    people: { owner: `${TEAM}/${OWNER}`, stranger: `${TEAM}/${STRANGER}` },
    ownerChat: "D0ANN",
    ephemerals,
    calls,
    connections: () => sockets.size,
    write({ sender, text, replyTo, thread = null }) {
      const user = sender.split("/")[1] ?? "";
      const root = replyTo ?? thread;
      const typed = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
      const entry: Entry = {
        ts: nextTs(),
        channel: DMS[user] ?? "",
        user,
        isBot: false,
        text: typed,
        blocks: [],
        thread: root,
        isBroadcast: false,
        files: [],
      };
      entries.push(entry);
      last = eventOf(entry, "im");
      tell("events_api", last);
      return entry.ts;
    },
    writeInChannel(text) {
      const entry = { ts: nextTs(), channel: "C0ALL", user: OWNER, text, thread: null };
      tell("events_api", eventOf(entry, "channel"));
    },
    press(sender, ref, label) {
      const user = sender.split("/")[1] ?? "";
      const entry = entries.find(({ ts }) => ts === ref);
      const button = (everShown.get(ref) ?? []).find(({ text }) => text.text === label);
      if (entry === undefined || button === undefined) return Promise.resolve(null);
      return new Promise((resolve) => {
        waiting.push({ user, resolve });
        tell("interactive", {
          type: "block_actions",
          user: { id: user, username: "who", name: "who", team_id: TEAM },
          container: { type: "message", message_ts: entry.ts, channel_id: entry.channel },
          actions: [{ ...button, type: "button", action_ts: nextTs() }],
        });
      });
    },
    freeze() {
      for (const socket of sockets) socket.pause();
    },
    remove(ref) {
      entries.splice(
        entries.findIndex(({ ts }) => ts === ref),
        1,
      );
    },
    shown: () =>
      entries
        .filter(({ isBot, channel }) => isBot && channel === "D0ANN")
        .map(({ ts, text, blocks, thread, files }) => ({
          ref: ts,
          text: blocks.length === 0 ? text : shownText(blocks),
          buttons: buttonsOf(blocks).map((button) => button.text.text),
          replyTo: thread,
          thread,
          silent: false,
          files,
        })),
    typed: () => 0,
    complaints: () => complaints,
    loseAnswer: () => void (state.losesAnswer = true),
    shareWith: (connections) => void (state.shared = connections),
    refuseWith: (error, method) => void (state.refusal = error === null ? null : { error, method }),
    recycle(reason = "refresh_requested") {
      for (const socket of sockets) socket.send(JSON.stringify({ type: "disconnect", reason }));
    },
    faults: {
      tooMany: (times, retryAfterMs) => void Object.assign(state, { tooMany: times, retryAfterMs }),
      downAfter: (left) => void (state.left = left),
      down() {
        state.down = true;
        for (const socket of sockets) socket.terminate();
      },
      well: () => void Object.assign(state, { down: false, revoked: false, left: Infinity }),
      drop() {
        for (const socket of sockets) socket.terminate();
      },
      revoke: () => void (state.revoked = true),
      repeat() {
        if (last !== null) tell("events_api", last);
      },
    },
    async close() {
      for (const socket of sockets) socket.terminate();
      wss.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function ok(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ ok: true, ...body }));
}

function refuse(response: ServerResponse, error: string): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ ok: false, error }));
}
