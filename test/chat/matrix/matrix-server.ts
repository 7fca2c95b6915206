// A strict stand-in of a Matrix homeserver, over its real HTTP: written from Matrix' specification, not from the channel.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createMatrixChannel } from "../../../src/chat/matrix/matrix-channel.ts";
import type { Platform, Shown } from "../contract/platform.ts";
import { FACTOR } from "../hub/hub-bench.ts";
import { htmlFaults } from "./html-faults.ts";

export const BOT = "@wakehook:stand-in";
export const OWNER = "@ann:stand-in";
export const STRANGER = "@mallory:stand-in";
export const ROOM = "!room:stand-in";
const TOKEN = "syt_token_of_the_stand_in";
const MOST_BYTES = 65_536;

type Content = Readonly<Record<string, unknown>>;

/** An event of the room. */
export interface MatrixEvent {
  readonly type: string;
  readonly event_id: string;
  readonly sender: string;
  readonly state_key?: string;
  content: Content;
}

/** The stand-in, with what only tests of Matrix ask. */
export interface MatrixServer extends Platform {
  readonly url: string;
  readonly events: MatrixEvent[];
  /** Something happens in the room. */
  readonly tell: (type: string, sender: string, content: Content, stateKey?: string) => MatrixEvent;
  /** The bot is invited to another room. */
  invite(sender: string): string;
  /** Reasons with which invitations were declined, by room. */
  readonly declined: Map<string, string>;
  /** The bot is sent out of the room. */
  kick(): void;
  /** Whether new rooms are encrypted by the homeserver. */
  encryptsAll(): void;
  /** Of a poll with where it goes on. */
  readonly requests: string[];
  /** The answer to the next event is lost on its way, though the event is there. */
  losesAnswer(): void;
  /** The next poll is one too many. */
  pollsTooOften(retryAfterMs: number): void;
}

interface Request {
  readonly method: string;
  /** Pieces of the path behind `/_matrix/`, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

type Reply = readonly [status: number, body: object];

/** Starts a server. */
export async function matrixServer(): Promise<MatrixServer> {
  const log: MatrixEvent[] = [];
  const media = new Map<string, Buffer>();
  const transactions = new Map<string, string>();
  const polls = new Set<() => void>();
  const open = new Set<ServerResponse>();
  const complaints: string[] = [];
  const requests: string[] = [];
  const invites = new Map<string, { sender: string; at: number }>();
  const declined = new Map<string, string>();
  const state = { down: false, revoked: false, tooMany: 0, retryAfterMs: 0, left: Infinity };
  const room = {
    id: ROOM,
    isIn: true,
    isEncrypted: false,
    encryptsAll: false,
    leftAt: Infinity,
    leftId: "",
  };
  const odd = { loses: false, pollWaitMs: 0 };
  let typed = 0;
  let number = 0;

  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    open.add(response);
    response.on("close", () => open.delete(response));
    const pieces: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    const { pathname, searchParams: query } = new URL(request.url ?? "/", url);
    const path = pathname.split("/").slice(2).map(decodeURIComponent);
    requests.push(`${request.method ?? ""} ${path.join("/")} ${query.get("since") ?? ""}`.trim());
    if (state.down || (state.left <= 0 && path[2] !== "sync")) return void request.destroy();
    const isOurs = request.headers.authorization === `Bearer ${TOKEN}`;
    const [status, body] =
      state.revoked || !isOurs
        ? refusal(401, "M_UNKNOWN_TOKEN", "Unknown token")
        : await answer({ method: request.method ?? "", path, query, body: Buffer.concat(pieces) });
    if (odd.loses && path[4] === "send") {
      odd.loses = false;
      return void request.destroy();
    }
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  async function answer(request: Request): Promise<Reply> {
    const { method, path, query, body } = request;
    const [api, version, ...rest] = path;
    const call = `${method} ${api ?? ""}/${version ?? ""}/${rest[0] ?? ""}`;
    if (call === "GET client/v3/account") return [200, { user_id: BOT, device_id: "D" }];
    if (call === "GET client/v3/sync") return sync(query);
    if (call === "POST client/v3/createRoom") return createRoom(json(body));
    if (call === "POST media/v3/upload") {
      number += 1;
      media.set(`mxc://stand-in/${number}`, body);
      return [200, { content_uri: `mxc://stand-in/${number}` }];
    }
    if (rest[0] === "rooms") return inRoom(request, rest.slice(1));
    complaints.push(`no such call: ${method} ${path.join("/")}`);
    return refusal(404, "M_UNRECOGNIZED", "Unrecognized request");
  }

  function inRoom({ method, query, body }: Request, rest: readonly string[]): Reply {
    const [id = "", what = "", ...more] = rest;
    if (what === "leave" && invites.delete(id)) {
      declined.set(id, String(json(body)["reason"]));
      return [200, {}];
    }
    if (id !== room.id || !room.isIn) return refusal(403, "M_FORBIDDEN", `User not in room ${id}`);
    if (what === "state") {
      if (room.isEncrypted) return [200, { algorithm: "m.megolm.v1.aes-sha2" }];
      return refusal(404, "M_NOT_FOUND", "Event not found.");
    }
    if (what === "invite") return refusal(403, "M_FORBIDDEN", "is already in the room.");
    if (what === "typing") {
      if (more[0] !== BOT) complaints.push(`typing for ${more[0] ?? ""}`);
      typed += 1;
      return [200, {}];
    }
    if (what === "messages") return between(query);
    if (what === "relations") return [200, { chunk: reactionsOf(more[0] ?? "") }];
    if (state.tooMany > 0) {
      state.tooMany -= 1;
      return tooMany(state.retryAfterMs);
    }
    if (what === "redact") return redact(more[0] ?? "");
    if (what === "send" && method === "PUT") return send(more, body);
    complaints.push(`no such call in a room: ${method} ${what}`);
    return refusal(404, "M_UNRECOGNIZED", "Unrecognized request");
  }

  function send([type = "", txn = ""]: readonly string[], body: Buffer): Reply {
    const known = transactions.get(`${type} ${txn}`);
    if (known !== undefined) return [200, { event_id: known }];
    if (body.byteLength > MOST_BYTES - 1000) {
      complaints.push(`${body.byteLength} bytes`);
      return refusal(413, "M_TOO_LARGE", "event too large");
    }
    const content = json(body);
    if (type === "m.room.message") checkMessage(content);
    const relation = (content["m.relates_to"] ?? {}) as Content;
    if (type === "m.reaction" && isDouble(relation))
      return refusal(400, "M_DUPLICATE_ANNOTATION", "Can't send same reaction twice");
    if (relation["rel_type"] === "m.replace") checkEdit(relation, content);
    if (type === "m.room.message") state.left -= 1;
    const { event_id: id } = tell(type, BOT, content);
    transactions.set(`${type} ${txn}`, id);
    return [200, { event_id: id }];
  }

  function checkMessage(content: Content): void {
    const { body, msgtype, formatted_body: html, "m.mentions": mentions } = content;
    if (typeof msgtype !== "string" || typeof body !== "string" || body === "")
      return void complaints.push("a message without a type or words");
    if (JSON.stringify(mentions) !== "{}") complaints.push("it calls somebody");
    if (!body.isWellFormed() || /(?![\n\t])\p{Cc}/u.test(body))
      complaints.push("a broken character");
    if (typeof html === "string") complaints.push(...htmlFaults(html));
    if (msgtype === "m.file" && !media.has(String(content["url"]))) complaints.push("no such file");
  }

  function checkEdit({ event_id: id }: Content, content: Content): void {
    const original = log.find((event) => event.event_id === id);
    if (original?.sender !== BOT) complaints.push("it changes what is not its own");
    if (content["m.new_content"] === undefined) complaints.push("an edit without new words");
  }

  function isDouble({ event_id: id, key }: Content): boolean {
    return reactionsOf(String(id)).some(
      ({ sender, content }) => sender === BOT && keyOf(content) === key,
    );
  }

  function redact(id: string): Reply {
    const event = log.find((one) => one.event_id === id);
    if (event?.sender !== BOT) return refusal(403, "M_FORBIDDEN", "not yours");
    event.content = {};
    return [200, { event_id: tell("m.room.redaction", BOT, { redacts: id }).event_id }];
  }

  function createRoom({ invite, initial_state: initial }: Content): Reply {
    if (JSON.stringify(invite) !== JSON.stringify([OWNER])) complaints.push("nobody is invited");
    if (initial !== undefined) complaints.push("a room with a state of its own");
    // The first one is there from the start: whoever was paired before knows it.
    if (!room.isIn) room.id = `!room-${log.length}:stand-in`;
    Object.assign(room, { isIn: true, isEncrypted: room.encryptsAll });
    return [200, { room_id: room.id }];
  }

  function tell(type: string, sender: string, content: Content, stateKey?: string): MatrixEvent {
    number += 1;
    const id = `$event-${number}`;
    const key = stateKey === undefined ? {} : { state_key: stateKey };
    const event: MatrixEvent = { type, event_id: id, sender, content, ...key };
    add(event);
    return event;
  }

  function add(event: MatrixEvent): void {
    log.push(event);
    if (event.type === "m.room.encryption") room.isEncrypted = true;
    for (const poll of polls) poll();
  }

  async function sync(query: URLSearchParams): Promise<Reply> {
    const { pollWaitMs: wait } = odd;
    odd.pollWaitMs = 0;
    if (wait > 0) return tooMany(wait);
    const since = query.get("since");
    const from = since === null ? 0 : placeOf(since);
    if (from === null) return refusal(400, "M_INVALID_PARAM", "Invalid stream token");
    if (since !== null && !hasNews(from)) await news(Number(query.get("timeout")) / FACTOR);
    const { timeline } = (JSON.parse(query.get("filter") ?? "{}") as { room: { timeline: Limits } })
      .room;
    const all = heard(from, log.length, timeline);
    const shown = all.slice(-timeline.limit);
    const limited = shown.length < all.length;
    const first = shown[0];
    const prev = limited && first !== undefined ? log.indexOf(first) : from;
    const join =
      room.isIn && shown.length > 0
        ? { [room.id]: { timeline: { events: shown, limited, prev_batch: `s${prev}` } } }
        : {};
    const leave = from <= room.leftAt && room.leftAt < log.length ? { [room.leftId]: {} } : {};
    const invited = [...invites].filter(([, { at }]) => at >= from);
    const invite = Object.fromEntries(
      invited.map(([id, { sender }]) => [id, { invite_state: { events: [inviteOf(sender)] } }]),
    );
    return [200, { next_batch: `s${log.length}`, rooms: { join, leave, invite } }];
  }

  function hasNews(from: number): boolean {
    return from < log.length;
  }

  function news(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        polls.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      polls.add(end);
    });
  }

  function between(query: URLSearchParams): Reply {
    const [from, to] = [placeOf(query.get("from") ?? ""), placeOf(query.get("to") ?? "")];
    if (from === null || to === null || query.get("dir") !== "f")
      return refusal(400, "M_INVALID_PARAM", "Invalid token");
    const filter = JSON.parse(query.get("filter") ?? "{}") as Limits;
    const chunk = heard(from, to, filter).slice(0, Number(query.get("limit")));
    const last = chunk.at(-1);
    if (last === undefined) return [200, { chunk }];
    return [200, { chunk, end: `s${log.lastIndexOf(last) + 1}` }];
  }

  function heard(from: number, to: number, { types }: Limits): MatrixEvent[] {
    return log.slice(from, to).filter(({ type }) => types.includes(type));
  }

  function placeOf(token: string): number | null {
    const at = /^s(\d+)$/.exec(token)?.[1];
    return at === undefined || Number(at) > log.length ? null : Number(at);
  }

  function reactionsOf(ref: string): MatrixEvent[] {
    return log.filter(
      ({ type, content }) =>
        type === "m.reaction" &&
        (content["m.relates_to"] as Content | undefined)?.["event_id"] === ref,
    );
  }

  /** What stands there now: the last edit of it. */
  function nowOf({ event_id: ref, content }: MatrixEvent): Content {
    const edits = log.filter((one) => {
      const relation = one.content["m.relates_to"] as Content | undefined;
      return relation?.["rel_type"] === "m.replace" && relation["event_id"] === ref;
    });
    return (edits.at(-1)?.content["m.new_content"] as Content | undefined) ?? content;
  }

  function show(event: MatrixEvent): Shown {
    const { content, event_id: ref } = event;
    const now = nowOf(event);
    const labels = labelsOf(String(now["body"]));
    const relation = (content["m.relates_to"] ?? {}) as Content;
    const isThread = relation["rel_type"] === "m.thread";
    const reply = (relation["m.in_reply_to"] ?? {}) as Content;
    const file = media.get(String(content["url"]));
    return {
      ref,
      text: file === undefined ? String(now["body"]) : "",
      buttons: reactionsOf(ref)
        .filter(({ sender }) => sender === BOT)
        .map((one) => labels.get(keyOf(one.content)) ?? keyOf(one.content)),
      replyTo:
        relation["is_falling_back"] === true ? null : ((reply["event_id"] as string) ?? null),
      thread: isThread ? String(relation["event_id"]) : null,
      silent: content["msgtype"] === "m.notice",
      files:
        file === undefined ? [] : [{ name: String(content["body"]), content: file.toString() }],
    };
  }

  const drop = (): void => {
    for (const response of open) response.destroy();
  };

  return {
    url,
    kind: "matrix",
    entry: { homeserver: url, token: TOKEN, owner: OWNER },
    create: createMatrixChannel,
    people: { owner: OWNER, stranger: STRANGER },
    ownerChat: ROOM,
    events: log,
    tell,
    requests,
    declined,
    invite(sender) {
      const id = `!other-${log.length}:stand-in`;
      invites.set(id, { sender, at: log.length });
      tell("m.room.member", sender, { membership: "invite" }, BOT);
      return id;
    },
    kick() {
      Object.assign(room, { isIn: false, leftAt: log.length, leftId: room.id });
      tell("m.room.member", OWNER, { membership: "leave" }, BOT);
    },
    losesAnswer: () => void (odd.loses = true),
    pollsTooOften: (wait) => void (odd.pollWaitMs = wait),
    encryptsAll: () => void (room.encryptsAll = true),
    write({ sender, text, replyTo, thread }) {
      const reply = replyTo === undefined ? {} : { "m.in_reply_to": { event_id: replyTo } };
      const inThread =
        typeof thread === "string" ? { rel_type: "m.thread", event_id: thread, ...reply } : reply;
      const content = { msgtype: "m.text", body: text, "m.relates_to": inThread };
      return tell("m.room.message", sender, content).event_id;
    },
    press(sender, ref, label) {
      const event = log.find(({ event_id: id }) => id === ref);
      const labels = labelsOf(String(event?.content["body"]));
      const key = [...labels].find(([, name]) => name === label)?.[0] ?? "";
      tell("m.reaction", sender, {
        "m.relates_to": { rel_type: "m.annotation", event_id: ref, key },
      });
      return Promise.resolve(null);
    },
    shown: () =>
      log
        .filter(({ type, sender, content }) => {
          const relation = content["m.relates_to"] as Content | undefined;
          return (
            type === "m.room.message" && sender === BOT && relation?.["rel_type"] !== "m.replace"
          );
        })
        .map(show),
    typed: () => typed,
    complaints: () => complaints,
    faults: {
      tooMany: (times, retryAfterMs) => void Object.assign(state, { tooMany: times, retryAfterMs }),
      downAfter: (left) => void (state.left = left),
      down() {
        state.down = true;
        drop();
      },
      well: () => void Object.assign(state, { down: false, revoked: false, left: Infinity }),
      drop,
      revoke: () => void (state.revoked = true),
      repeat() {
        const last = log.findLast(({ sender }) => sender !== BOT);
        if (last !== undefined) add(last);
      },
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Limits {
  readonly types: readonly string[];
  readonly limit: number;
}

function tooMany(wait: number): Reply {
  return [429, { errcode: "M_LIMIT_EXCEEDED", error: "Too Many", retry_after_ms: wait }];
}

function refusal(status: number, errcode: string, error: string): Reply {
  return [status, { errcode, error }];
}

function json(body: Buffer): Content {
  return JSON.parse(body.toString("utf8")) as Content;
}

function keyOf(content: Content): string {
  return String((content["m.relates_to"] as Content | undefined)?.["key"]);
}

/** What the words below a card say of its reactions. */
function labelsOf(body: string): Map<string, string> {
  const line = body.split("\n").findLast((one) => one.startsWith("Answer by a reaction: ")) ?? "";
  const choices = line.slice("Answer by a reaction: ".length).split(" · ");
  return new Map(
    choices.map((one) => [one.slice(0, one.indexOf(" ")), one.slice(one.indexOf(" ") + 1)]),
  );
}

function inviteOf(sender: string): object {
  const content = { membership: "invite" };
  return { type: "m.room.member", sender, state_key: BOT, content };
}
