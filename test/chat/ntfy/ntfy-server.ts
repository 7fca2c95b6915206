// A strict stand-in of an ntfy server, over its real HTTP: written from the documents of ntfy, not from the channel.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createNtfyChannel } from "../../../src/chat/ntfy/ntfy-channel.ts";
import type { Platform, Shown } from "../contract/platform.ts";

const TOPIC = "whk-3f9a1c77d2b04e5f";
const REPLY_TOPIC = "whk-reply-8b1f0a66c9d34e21";
const MOST_BYTES = 4096;

interface Action {
  readonly action: string;
  readonly label: string;
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

interface Entry {
  readonly id: string;
  readonly sequence: string;
  text: string;
  actions: readonly Action[];
  silent: boolean;
  files: Shown["files"];
}

/** Starts a server. */
export async function ntfyServer(): Promise<Platform & { readonly url: string }> {
  const entries: Entry[] = [];
  const replies: Array<{ id: string; time: number; text: string }> = [];
  const streams = new Set<ServerResponse>();
  const complaints: string[] = [];
  const state = { down: false, revoked: false, tooMany: 0, retryAfterMs: 0, left: Infinity };
  let number = 0;

  const server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    const [, topic = "", kind] = pathname.split("/");
    if (state.down || (state.left <= 0 && topic !== REPLY_TOPIC)) return void request.destroy();
    if (state.revoked) return refuse(response, 403, "forbidden");
    if (kind === "json") return stream(searchParams.get("since") ?? "", response);
    if (topic === REPLY_TOPIC) return void reply(response, body.toString("utf8"));
    if (state.tooMany > 0) {
      state.tooMany -= 1;
      response.setHeader("retry-after", String(state.retryAfterMs / 1000));
      return refuse(response, 429, "limit reached: too many requests");
    }
    state.left -= 1;
    const sequence = String(request.headers["x-sequence-id"] ?? `own-${number}`);
    if (!/^[-_A-Za-z0-9]{1,64}$/.test(sequence)) complaints.push(`sequence ${sequence}`);
    if (request.method === "PUT" && topic === TOPIC) {
      const name = decodeURIComponent(String(request.headers["x-filename"]));
      put({
        sequence,
        text: "",
        actions: [],
        silent: true,
        files: [{ name, content: body.toString() }],
      });
      return say(response, { id: "f" });
    }
    return publish(
      JSON.parse(body.toString("utf8")) as Record<string, unknown>,
      sequence,
      response,
    );
  }

  function publish(
    given: Record<string, unknown>,
    sequence: string,
    response: ServerResponse,
  ): void {
    const actions = (given["actions"] ?? []) as Action[];
    const text = given["message"] as string;
    if (given["topic"] !== TOPIC) complaints.push(`topic ${JSON.stringify(given["topic"])}`);
    if (Buffer.byteLength(text) > MOST_BYTES) complaints.push(`${Buffer.byteLength(text)} bytes`);
    if (text === "" || !text.isWellFormed()) complaints.push("no text, or half a character");
    if (/(?![\n\t])\p{Cc}/u.test(text)) complaints.push("a control character");
    if (actions.length > 3) return refuse(response, 400, "invalid request: too many actions");
    put({ sequence, text, actions, silent: Number(given["priority"]) < 3, files: [] });
    say(response, { id: "m" });
  }

  function put(entry: Omit<Entry, "id">): void {
    const known = entries.find((one) => one.sequence === entry.sequence);
    number += 1;
    if (known === undefined) entries.push({ ...entry, id: `id${number}` });
    else Object.assign(known, entry);
  }

  function reply(response: ServerResponse | null, text: string): string {
    number += 1;
    const one = { id: `r${number}`, time: Math.floor(Date.now() / 1000), text };
    replies.push(one);
    for (const open of streams) open.write(lineOf(one));
    if (response !== null) say(response, { id: one.id });
    return one.id;
  }

  function stream(since: string, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    response.write(
      `${JSON.stringify({ id: "o", time: Math.floor(Date.now() / 1000), event: "open", topic: REPLY_TOPIC })}\n`,
    );
    const at = replies.findIndex(({ id }) => id === since);
    const from = at === -1 ? sinceTime(since) : at + 1;
    for (const one of replies.slice(from)) response.write(lineOf(one));
    streams.add(response);
    response.on("close", () => streams.delete(response));
  }

  /** A time; nothing where none is given, everything where it is an id that nobody knows any more. */
  function sinceTime(since: string): number {
    if (since === "") return replies.length;
    const at = /^\d+$/.test(since) ? replies.findIndex(({ time }) => time >= Number(since)) : 0;
    return at === -1 ? replies.length : at;
  }

  const lineOf = (one: (typeof replies)[number]): string =>
    `${JSON.stringify({ id: one.id, time: one.time, event: "message", topic: REPLY_TOPIC, message: one.text })}\n`;
  const drop = (): void => {
    for (const open of streams) open.destroy();
  };

  return {
    url,
    kind: "ntfy",
    entry: { server: url, topic: TOPIC, reply_topic: REPLY_TOPIC },
    create: createNtfyChannel,
    people: { owner: "reply-topic", stranger: "somebody" },
    ownerChat: TOPIC,
    write({ text }) {
      reply(null, text);
      return null;
    },
    async press(sender, ref, label) {
      const action = entries
        .find(({ sequence }) => sequence === ref)
        ?.actions.find((one) => one.label === label);
      if (action === undefined) return null;
      const guess = `${action.body.split(":")[0] ?? ""}:${"x".repeat(22)}`;
      await fetch(action.url, {
        method: action.method,
        headers: action.headers,
        body: sender === "reply-topic" ? action.body : guess,
      });
      return null;
    },
    shown: () =>
      entries.map(({ sequence, text, actions, silent, files }) => ({
        ref: sequence,
        text,
        buttons: actions.map(({ label }) => label),
        replyTo: null,
        thread: null,
        silent,
        files,
      })),
    typed: () => 0,
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
        const last = replies.at(-1);
        if (last !== undefined) for (const open of streams) open.write(lineOf(last));
      },
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function say(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, error: string): void {
  const body = JSON.stringify({ code: status * 100, http: status, error });
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}
