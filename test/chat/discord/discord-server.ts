// A strict stand-in of Discord over its real wires, as its documents describe them: the HTTP API and the gateway.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createDiscordChannel } from "../../../src/chat/discord/discord-channel.ts";
import type { Platform, Shown } from "../contract/platform.ts";
import { BOT_ID, gatewayStandIn, TOKEN, type GatewayStandIn } from "./discord-gateway.ts";

const OWNER = "200000000000000001";
const STRANGER = "200000000000000002";
const DMS: Readonly<Record<string, string>> = {
  [OWNER]: "300000000000000001",
  [STRANGER]: "300000000000000002",
};
const NO_RING = 4096;

interface Button {
  readonly type: number;
  readonly style: number;
  readonly label: string;
  readonly custom_id: string;
}

interface Row {
  readonly type: number;
  readonly components: readonly Button[];
}

interface Given {
  readonly content?: string;
  readonly nonce?: string;
  readonly enforce_nonce?: boolean;
  readonly flags?: number;
  readonly components?: readonly Row[];
  readonly allowed_mentions?: { readonly parse?: readonly string[] };
  readonly message_reference?: {
    readonly message_id: string;
    readonly fail_if_not_exists?: boolean;
  };
}

interface Entry {
  readonly id: string;
  readonly channel: string;
  readonly author: string;
  content: string;
  components: readonly Row[];
  readonly flags: number;
  readonly replyTo: string | null;
  readonly files: Shown["files"];
}

interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

export interface DiscordServer extends Platform {
  readonly url: string;
  readonly gateway: GatewayStandIn;
  readonly calls: readonly string[];
  /** The next message is taken, and its answer gets lost. */
  loseAnswer(): void;
  /** What begins with these words, as `GET /channels`. */
  refuseWith(refusal: Refusal | null, call?: string): void;
  remove(ref: string): void;
  writeInServer(text: string): void;
}

/** Starts Discord. */
export async function discordServer(
  options: { readonly heartbeatMs?: number } = {},
): Promise<DiscordServer> {
  const entries: Entry[] = [];
  const complaints: string[] = [];
  const calls: string[] = [];
  const byNonce = new Map<string, Entry>();
  const everShown = new Map<string, readonly Button[]>();
  const interactions = new Map<string, (words: string | null) => void>();
  const state = {
    down: false,
    revoked: false,
    losesAnswer: false,
    tooMany: 0,
    retryAfterMs: 0,
    left: Infinity,
    typed: 0,
    refusal: null as { refusal: Refusal; call: string } | null,
  };
  let number = 0;
  let last: object | null = null;
  const complain = (words: string): void => void complaints.push(words);

  const server = createServer((request, response) => void answer(request, response));
  const gateway = gatewayStandIn(server, {
    url: () => url.replace("http", "ws"),
    isDown: () => state.down,
    complain,
    ...options,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function nextId(): string {
    number += 1;
    return String(1_400_000_000_000_000_000n + BigInt(number) * 4096n);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    const body = Buffer.concat(pieces);
    if (state.down) return void request.destroy();
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    const method = request.method ?? "GET";
    const path = pathname.replace(/^\/v10/, "");
    calls.push(`${method} ${path}`);
    const [, kind, id = "", what, at = ""] = path.split("/");
    const isPosting = method === "POST" && what === "messages";
    if (isPosting && state.left <= 0) return void request.destroy();
    if (!pathname.startsWith("/v10/")) return refuse(response, NOT_FOUND);
    if (!String(request.headers["user-agent"]).startsWith("DiscordBot ("))
      complain("no user agent");
    if (kind === "interactions") return respond(id, body, response);
    if (request.headers.authorization !== `Bot ${TOKEN}` || state.revoked)
      return refuse(response, UNAUTHORIZED);
    const { refusal } = state;
    if (refusal !== null && `${method} ${path}`.startsWith(refusal.call))
      return refuse(response, refusal.refusal);
    if (isPosting && state.tooMany > 0) return tooMany(response);
    if (kind === "gateway") return say(response, gatewayInfo());
    if (kind !== "channels" || !Object.values(DMS).includes(id))
      return refuse(response, UNKNOWN_CHANNEL);
    if (method === "POST" && what === "typing") {
      state.typed += 1;
      return void response.writeHead(204).end();
    }
    if (isPosting) {
      const made = post(id, await readBody(request, body));
      if ("status" in made) return refuse(response, made);
      state.left -= 1;
      if (!state.losesAnswer) return say(response, asMessage(made));
      state.losesAnswer = false;
      return void request.destroy();
    }
    if (method === "GET" && what === "messages") return say(response, history(id, searchParams));
    if (method === "PATCH") return change(at, JSON.parse(body.toString("utf8")) as Given, response);
    refuse(response, NOT_FOUND);
  }

  function gatewayInfo(): object {
    return {
      url: url.replace("http", "ws"),
      shards: 1,
      session_start_limit: {
        total: 1000,
        remaining: 999,
        reset_after: 14_400_000,
        max_concurrency: 1,
      },
    };
  }

  function post(
    channel: string,
    { given, files }: { given: Given; files: Shown["files"] },
  ): Entry | Refusal {
    const refusal = check(given, files.length > 0);
    if (refusal !== null) return refusal;
    const { nonce, content = "", components = [], flags = 0, message_reference: answered } = given;
    const isEnforced = nonce !== undefined && given.enforce_nonce === true;
    const known = isEnforced ? byNonce.get(`${channel} ${nonce}`) : undefined;
    if (known !== undefined) return known;
    const isThere = entries.some(({ id }) => id === answered?.message_id);
    if (answered !== undefined && !isThere && answered.fail_if_not_exists !== false)
      return { status: 400, code: 50_035, message: "Invalid Form Body" };
    const replyTo = isThere ? (answered?.message_id ?? null) : null;
    const id = nextId();
    const entry = { id, channel, author: BOT_ID, content, components, flags, replyTo, files };
    entries.push(entry);
    everShown.set(
      id,
      components.flatMap((row) => row.components),
    );
    byNonce.set(`${channel} ${nonce ?? ""}`, entry);
    return entry;
  }

  function change(id: string, given: Given, response: ServerResponse): void {
    const entry = entries.find((one) => one.id === id);
    if (entry === undefined)
      return refuse(response, { status: 404, code: 10_008, message: "Unknown Message" });
    const refusal = check(given, false);
    if (refusal !== null) return refuse(response, refusal);
    // What is not named stays as it is.
    if (given.content !== undefined) entry.content = given.content;
    if (given.components !== undefined) entry.components = given.components;
    say(response, asMessage(entry));
  }

  function check(given: Given, hasFiles: boolean): Refusal | null {
    const { content = "", components = [], nonce = "", allowed_mentions: allowed } = given;
    const bad = (message: string): Refusal => {
      complain(message);
      return { status: 400, code: 50_035, message };
    };
    if (content.length > 2000) return bad(`${content.length} characters`);
    if (content.trim() === "" && !hasFiles) return bad("Cannot send an empty message");
    if (!content.isWellFormed() || /(?![\n\t])[\p{Cc}\u202E]/u.test(content))
      return bad("a control character, or half a one");
    if (nonce.length > 25) return bad("a long nonce");
    if (allowed?.parse === undefined || allowed.parse.length > 0) complain("mentions are allowed");
    if (/(?<!\\)<(?:[@#:/]|t:|id:|a:)/.test(withoutCode(content)))
      complain(`a mention: ${content}`);
    const buttons = components.flatMap((row) => (row.type === 1 ? row.components : []));
    if (components.length > 5 || components.some((row) => row.components.length > 5))
      return bad("too many components");
    if (new Set(buttons.map((one) => one.custom_id)).size < buttons.length)
      return bad("custom_id twice");
    if (buttons.some(({ label, custom_id: id }) => label.length > 80 || id.length > 100))
      return bad("a long button");
    return null;
  }

  function history(channel: string, query: URLSearchParams): object[] {
    const limit = Number(query.get("limit") ?? "50");
    if (limit < 1 || limit > 100) complain(`limit ${limit}`);
    const all = entries.filter((one) => one.channel === channel);
    const after = query.get("after");
    // Behind an id, the oldest of what is there; else the newest. The newest stands first in both.
    const found =
      after === null
        ? all.slice(-limit)
        : all.filter(({ id }) => BigInt(id) > BigInt(after)).slice(0, limit);
    return found.toReversed().map(asMessage);
  }

  function asMessage({ id, channel, author, content, replyTo }: Entry): object {
    return {
      id,
      channel_id: channel,
      type: replyTo === null ? 0 : 19,
      content,
      author: {
        id: author,
        username: author === OWNER ? "ann" : "mallory",
        global_name: author === OWNER ? "Ann" : null,
        ...(author === BOT_ID ? { bot: true } : {}),
      },
      ...(replyTo === null ? {} : { message_reference: { message_id: replyTo } }),
    };
  }

  function respond(id: string, body: Buffer, response: ServerResponse): void {
    const resolve = interactions.get(id);
    if (resolve === undefined)
      return refuse(response, { status: 404, code: 10_062, message: "Unknown interaction" });
    interactions.delete(id);
    const { type, data } = JSON.parse(body.toString("utf8")) as {
      type: number;
      data?: { content: string; flags: number };
    };
    if (type === 4 && data?.flags !== 64) complain("everybody sees what one is told");
    response.writeHead(204).end();
    resolve(type === 4 ? unescape(data?.content ?? "") : null);
  }

  function tooMany(response: ServerResponse): void {
    state.tooMany -= 1;
    const seconds = state.retryAfterMs / 1000;
    response.writeHead(429, {
      "content-type": "application/json",
      "retry-after": String(Math.ceil(seconds)),
      "x-ratelimit-scope": "user",
    });
    const message = "You are being rate limited.";
    response.end(JSON.stringify({ message, retry_after: seconds, global: false }));
  }

  return {
    url,
    gateway,
    calls,
    kind: "discord",
    entry: { token: TOKEN, api_url: url },
    create: createDiscordChannel,
    people: { owner: OWNER, stranger: STRANGER },
    ownerChat: DMS[OWNER] ?? "",
    write({ sender, text, replyTo = null }) {
      const entry: Entry = {
        id: nextId(),
        channel: DMS[sender] ?? "",
        author: sender,
        content: text,
        components: [],
        flags: 0,
        replyTo,
        files: [],
      };
      entries.push(entry);
      last = asMessage(entry);
      gateway.tell("MESSAGE_CREATE", last);
      return entry.id;
    },
    writeInServer(text) {
      const author = { id: OWNER, username: "ann" };
      const told = { id: nextId(), channel_id: "400000000000000001", guild_id: "5", type: 0 };
      gateway.tell("MESSAGE_CREATE", { ...told, content: text, author });
    },
    press(sender, ref, label) {
      const button = everShown.get(ref)?.find((one) => one.label === label);
      if (button === undefined || gateway.connections() === 0) return Promise.resolve(null);
      return new Promise((resolve) => {
        const id = nextId();
        interactions.set(id, resolve);
        gateway.tell("INTERACTION_CREATE", {
          id,
          token: `interaction-token-${id}`,
          type: 3,
          application_id: "100000000000000009",
          channel_id: DMS[sender] ?? "",
          user: { id: sender, username: "who" },
          message: { id: ref },
          data: { component_type: 2, custom_id: button.custom_id },
        });
      });
    },
    remove(ref) {
      entries.splice(
        entries.findIndex(({ id }) => id === ref),
        1,
      );
    },
    shown: () =>
      entries
        .filter(({ author, channel }) => author === BOT_ID && channel === DMS[OWNER])
        .map(({ id, content, components, flags, replyTo, files }) => ({
          ref: id,
          text: unescape(content),
          buttons: components.flatMap((row) => row.components.map((button) => button.label)),
          replyTo,
          thread: null,
          silent: (flags & NO_RING) !== 0,
          files,
        })),
    typed: () => state.typed,
    complaints: () => complaints,
    loseAnswer: () => void (state.losesAnswer = true),
    refuseWith: (refusal, call = "") =>
      void (state.refusal = refusal === null ? null : { refusal, call }),
    faults: {
      tooMany: (times, retryAfterMs) => void Object.assign(state, { tooMany: times, retryAfterMs }),
      downAfter: (left) => void (state.left = left),
      down() {
        state.down = true;
        gateway.drop();
      },
      well: () => void Object.assign(state, { down: false, revoked: false, left: Infinity }),
      drop: () => gateway.drop(),
      revoke: () => void (state.revoked = true),
      repeat() {
        if (last !== null) gateway.tell("MESSAGE_CREATE", last);
      },
    },
    async close() {
      gateway.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const NOT_FOUND: Refusal = { status: 404, code: 0, message: "404: Not Found" };
const UNAUTHORIZED: Refusal = { status: 401, code: 0, message: "401: Unauthorized" };
const UNKNOWN_CHANNEL: Refusal = { status: 404, code: 10_003, message: "Unknown Channel" };

async function readBody(
  request: IncomingMessage,
  body: Buffer,
): Promise<{ given: Given; files: Shown["files"] }> {
  const type = String(request.headers["content-type"]);
  if (!type.startsWith("multipart/form-data"))
    return { given: JSON.parse(body.toString("utf8")) as Given, files: [] };
  const form = await new Response(body, { headers: { "content-type": type } }).formData();
  const file = form.get("files[0]");
  if (!(file instanceof File)) throw new Error("no file");
  const told = form.get("payload_json");
  const given = JSON.parse(typeof told === "string" ? told : "{}") as Given;
  return { given, files: [{ name: file.name, content: await file.text() }] };
}

function withoutCode(content: string): string {
  return content.replaceAll(/```[\s\S]*?```/g, "").replaceAll(/`[^`\n]*`/g, "");
}

function unescape(content: string): string {
  return content.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1");
}

function say(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ code, message }));
}
