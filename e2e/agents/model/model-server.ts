// A stand-in for the model services of four CLIs, on loopback. It keeps every request, so that a test
// can look for what must never have left the machine.

import http from "node:http";
import type { AddressInfo } from "node:net";
import { anthropic } from "./anthropic.ts";
import { gemini } from "./gemini.ts";
import { openaiChat } from "./openai-chat.ts";
import { openaiResponses } from "./openai-responses.ts";
import { actOn } from "./script.ts";
import { sendJson } from "./wire.ts";
import type { ErrorAnswer, Json } from "./wire.ts";

/** The only key that is let in. */
export const GOOD_KEY = "stand-in-key";

/** A request as it came. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** A running stand-in. */
export interface ModelServer {
  readonly url: string;
  readonly requests: SeenRequest[];
  /** Settles when a request whose body holds this text has come. */
  seen(words: string): Promise<void>;
  close(): Promise<void>;
}

const WIRES = [anthropic, openaiResponses, openaiChat, gemini];

/** Opens a stand-in on a free port of loopback. */
export async function openModelServer(): Promise<ModelServer> {
  const requests: SeenRequest[] = [];
  const waiting: Array<{ words: string; resolve: () => void }> = [];
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const body = Buffer.concat(pieces).toString();
      requests.push({ method: request.method ?? "", url: request.url ?? "", body });
      for (const one of waiting) if (body.includes(one.words)) one.resolve();
      answer(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    seen: (words) =>
      new Promise((resolve) => {
        if (requests.some((request) => request.body.includes(words))) resolve();
        else waiting.push({ words, resolve });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(request: http.IncomingMessage, response: http.ServerResponse, body: string): void {
  const path = new URL(request.url ?? "/", "http://stand-in").pathname;
  const wire = WIRES.find((one) => request.method === "POST" && one.matches(path));
  if (wire === undefined) {
    sendJson(response, request.method === "HEAD" ? 200 : 404, {
      error: { message: "no such path" },
    });
    return;
  }
  const send = ({ status, body, headers }: ErrorAnswer): void =>
    sendJson(response, status, body, headers);
  const refuse = (status: number, message: string): void => send(wire.error(status, message));
  if (wire.key(request.headers) !== GOOD_KEY) {
    refuse(
      401,
      wire === gemini ? "API key not valid. Please pass a valid API key." : "invalid key",
    );
    return;
  }
  const conversation = wire.read(JSON.parse(body) as Json, path);
  if (conversation.model.includes("no-such")) {
    refuse(404, `models/${conversation.model} is not found`);
    return;
  }
  const act = actOn(conversation);
  if (act.kind === "hang") return;
  if (act.kind === "status") refuse(act.status, "scripted");
  else if (act.kind === "usage_limit") send(wire.usageLimit(act.seconds));
  else wire.write(response, conversation, act);
}
