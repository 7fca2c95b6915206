// A receiver on loopback, and checks of signatures written from the documents of the schemes, with nothing of ours.

import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** One request as it came. */
export interface Got {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A receiver. */
export interface Receiver {
  readonly url: string;
  readonly got: Got[];
  /** The answer to each request; default 200. */
  answer: (request: IncomingMessage, response: ServerResponse, got: Got) => void;
  /** Closes the port, as a machine that is down. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Settles when so many requests have come. */
  received(count: number): Promise<void>;
}

/** Opens a receiver that goes with the test. */
export async function openReceiver(): Promise<Receiver> {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const one = { headers, body: Buffer.concat(chunks).toString("utf8") };
      got.push(one);
      server.emit("got");
      receiver.answer(request, response, one);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const down = async (): Promise<void> => {
    if (!server.listening) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(down);
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/in`,
    got,
    answer: (_, response) => void response.end("thanks"),
    down,
    async up() {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    async received(count) {
      while (got.length < count) await once(server, "got");
    },
  };
  return receiver;
}

/** https://github.com/standard-webhooks/standard-webhooks: base64 HMAC-SHA256 of `id.timestamp.body`, any of the list. */
export function isStandardWebhook({ headers, body }: Got, secret: string, nowMs: number): boolean {
  const {
    "webhook-id": id = "",
    "webhook-timestamp": at = "",
    "webhook-signature": list = "",
  } = headers;
  if (Math.abs(nowMs / 1000 - Number(at)) > 300) return false;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const right = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
  return list.split(" ").some((one) => one.startsWith("v1,") && equal(one.slice(3), right));
}

/** `X-Webhook-Signature: sha256=` and the hex HMAC-SHA256 of `timestamp.body`. */
export function isTimestamped({ headers, body }: Got, secret: string, nowMs: number): boolean {
  const at = headers["x-webhook-timestamp"] ?? "";
  if (Math.abs(nowMs / 1000 - Number(at)) > 300) return false;
  const right = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
  return equal(headers["x-webhook-signature"] ?? "", `sha256=${right}`);
}

/** `X-Hub-Signature-256: sha256=` and the hex HMAC-SHA256 of the body. */
export function isGithub({ headers, body }: Got, secret: string): boolean {
  const right = createHmac("sha256", secret).update(body).digest("hex");
  return equal(headers["x-hub-signature-256"] ?? "", `sha256=${right}`);
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
