// A control plane of OpenPR as its documents have it, and strict about it: a whole upgrade request, a signature of its own
// making on every message, nothing said twice under one id. It knows nothing of wakehook's own code.

import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

export const AGENT_ID = "agent-1";
export const AUTH_TOKEN = "openpr-auth-token";
export const SECRET = "openpr-hmac-secret";

/** A message of the agent's. */
export interface AgentMessage {
  readonly id: string;
  readonly type: string;
  readonly ts: number;
  readonly agent_id: string;
  readonly payload: Record<string, unknown>;
  readonly sig?: string;
}

/** What may differ from a message that is right. */
export interface Odd {
  readonly id?: string;
  readonly ts?: number;
  readonly agent_id?: string;
  readonly secret?: string | null;
  readonly type?: string;
}

/** Opens it on loopback. `secret` null: messages are not signed. */
export async function openPlane(secret: string | null = SECRET) {
  const faults: string[] = [];
  const heard: AgentMessage[] = [];
  const seenIds = new Set<string>();
  const looks = new Set<() => void>();
  let status = 101;
  let agent: WebSocket | null = null;
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer((_, response) => response.writeHead(404).end());
  server.on("upgrade", (request, socket, head) => {
    const fault = upgradeFault(request);
    if (fault !== null) faults.push(fault);
    if (fault !== null || status !== 101) {
      socket.end(`HTTP/1.1 ${status === 101 ? 400 : status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    wss.handleUpgrade(request, socket, head, (ws) => {
      agent = ws;
      ws.on("message", (data: Buffer, isBinary) => {
        if (isBinary) faults.push("a binary message");
        else hear(data.toString("utf8"));
      });
      ws.on("close", () => {
        if (agent === ws) agent = null;
        look();
      });
      look();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  function look(): void {
    for (const one of looks) one();
  }

  function hear(text: string): void {
    const message = JSON.parse(text) as AgentMessage;
    const { sig, ...rest } = message;
    const keys = Object.keys(message).join(",");
    if (
      keys !== (secret === null ? "id,type,ts,agent_id,payload" : "id,type,ts,agent_id,payload,sig")
    )
      faults.push(`the fields of a message: ${keys}`);
    if (!/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(message.id))
      faults.push(`an id that is no UUID: ${message.id}`);
    if (seenIds.has(message.id)) faults.push(`an id twice: ${message.id}`);
    seenIds.add(message.id);
    if (message.agent_id !== AGENT_ID) faults.push(`another agent: ${message.agent_id}`);
    if (!Number.isInteger(message.ts) || Math.abs(Date.now() / 1000 - message.ts) > 30)
      faults.push(`a time that is off: ${message.ts}`);
    if (secret !== null && sig !== signatureOf(wireText(rest), secret))
      faults.push("a wrong signature");
    heard.push(message);
    look();
  }

  return {
    url: `ws://127.0.0.1:${port}/agents/tunnel`,
    faults,
    heard,
    /** What it answers upgrade requests with from now on. */
    answerWith(next: number) {
      status = next;
    },
    isConnected: () => agent !== null,
    until<Found>(what: string, find: () => Found | null | undefined | false): Promise<Found> {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          looks.delete(check);
          reject(
            new Error(
              `${what}: not within 10 s; heard ${JSON.stringify(heard)}; faults ${faults.join()}`,
            ),
          );
        }, 10_000);
        function check(): void {
          const found = find();
          if (found === null || found === undefined || found === false) return;
          clearTimeout(timer);
          looks.delete(check);
          resolve(found);
        }
        looks.add(check);
        check();
      });
    },
    ofType: (type: string) => heard.filter((message) => message.type === type),
    /** Sends a message; gives its id. */
    say(payload: unknown, odd: Odd = {}): string {
      const { id = randomUUID(), ts = Math.floor(Date.now() / 1000), type = "task.dispatch" } = odd;
      const key = odd.secret === undefined ? secret : odd.secret;
      const text = wireText({ id, type, ts, agent_id: odd.agent_id ?? AGENT_ID, payload });
      const sig = key === null ? "" : `,"sig":"${signatureOf(text, key)}"`;
      agent?.send(`${text.slice(0, -1)}${sig}}`);
      return id;
    },
    sayRaw: (text: string) => agent?.send(text),
    /** Cuts the connection without a word. */
    cut: () => agent?.terminate(),
    async close() {
      for (const client of wss.clients) client.terminate();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function upgradeFault({ method, headers, httpVersion }: IncomingMessage): string | null {
  if (method !== "GET" || httpVersion !== "1.1") return `not GET in HTTP/1.1: ${method}`;
  if (headers.host === undefined) return "no Host";
  if (headers.connection?.toLowerCase() !== "upgrade") return "no Connection: Upgrade";
  if (headers.upgrade?.toLowerCase() !== "websocket") return "no Upgrade: websocket";
  if (headers["sec-websocket-version"] !== "13") return "no Sec-WebSocket-Version: 13";
  if (Buffer.from(headers["sec-websocket-key"] ?? "", "base64").length !== 16) return "no key";
  if (headers.authorization !== `Bearer ${AUTH_TOKEN}`) return "no token";
  return null;
}

/** As serde_json writes the struct: its fields in their order, maps by their keys. */
function wireText({
  id,
  type,
  ts,
  agent_id,
  payload,
}: Omit<AgentMessage, "payload"> & { payload: unknown }): string {
  return `{"id":${JSON.stringify(id)},"type":${JSON.stringify(type)},"ts":${ts},"agent_id":${JSON.stringify(agent_id)},"payload":${sortedText(payload)}}`;
}

function sortedText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedText).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  const inner = keys.map(
    (key) => `${JSON.stringify(key)}:${sortedText((value as Record<string, unknown>)[key])}`,
  );
  return `{${inner.join()}}`;
}

function signatureOf(text: string, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(text).digest("hex")}`;
}
