// Requests of senders, good and bad; every answer, with its headers, is evidence.

import { createHmac } from "node:crypto";
import type { Evidence } from "./evidence.ts";
import type { Planted } from "./planted.ts";

/** One request to a hook. */
interface Sent {
  /** Hook and query: `bearer?token=...`. */
  readonly to: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly method?: "POST" | "GET";
  readonly status: number;
}

/** Sends them all; returns the ids of what was accepted, by hook. Throws where an answer is another one. */
export async function sendAll(
  planted: Planted,
  hooksUrl: string,
  evidence: Evidence,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const sent of requestsOf(planted)) {
    const method = sent.method ?? "POST";
    const response = await fetch(`${hooksUrl}/hooks/${sent.to}`, {
      method,
      headers: { "content-type": "application/json", ...sent.headers },
      ...(method === "GET" ? {} : { body: sent.body ?? "{}" }),
    });
    const text = await response.text();
    evidence.add("hook answers", `${JSON.stringify([...response.headers])}\n${text}`);
    // Every sender has a success code of its own.
    const isExpected = sent.status === 202 ? response.ok : response.status === sent.status;
    if (!isExpected) throw new Error(`${sent.to.slice(0, 10)}: ${response.status} ${text}`);
    const id = /"delivery_id":"([^"]+)"/.exec(text)?.[1];
    if (id !== undefined) ids.set(sent.to.split("?")[0] ?? "", id);
  }
  return ids;
}

function requestsOf(planted: Planted): Sent[] {
  const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
  const query = (value: string): string => encodeURIComponent(value);
  const payload = JSON.stringify({ password: planted.payload.value, note: "hello" });
  const signed = (secret: string, body: string): string =>
    createHmac("sha256", secret).update(body).digest("hex");
  const github = (secret: string, body: string, delivery: string) => ({
    "x-hub-signature-256": `sha256=${signed(secret, body)}`,
    "x-github-event": "push",
    "x-github-delivery": delivery,
  });
  const echoed = JSON.stringify({ secret: planted.echoedSecret.value, ref: "main" });
  return [
    {
      to: `bearer?code=${query(planted.extraQuery.value)}&a=1`,
      headers: {
        ...bearer(planted.hookToken.value),
        cookie: `session=${planted.cookie.value}`,
        "x-api-key": planted.apiKey.value,
      },
      body: payload,
      status: 202,
    },
    { to: "hashed", headers: bearer(planted.hashedToken.value), body: payload, status: 202 },
    {
      to: "github",
      headers: github(planted.secret.value, payload, "1"),
      body: payload,
      status: 202,
    },
    {
      to: "github",
      headers: github(planted.previousSecret.value, "{}", "2"),
      status: 202,
    },
    { to: "gitlab", headers: { "x-gitlab-token": planted.fileSecret.value }, status: 202 },
    {
      to: "hmac",
      headers: { "x-signature": signed(planted.environmentSecret.value, payload) },
      body: payload,
      status: 202,
    },
    {
      to: "echoing",
      headers: { "x-gitlab-token": planted.echoedSecret.value },
      body: echoed,
      status: 202,
    },
    { to: `docker?token=${query(planted.queryToken.value)}`, status: 202 },
    {
      to: "body",
      body: JSON.stringify({ auth: { token: planted.bodyToken.value }, note: "hello" }),
      status: 202,
    },
    { to: "chatting", headers: bearer(planted.globalToken.value), body: payload, status: 202 },
    { to: "bots", headers: bearer(planted.globalToken.value), body: payload, status: 202 },
    { to: "telling", headers: bearer(planted.globalToken.value), status: 202 },
    { to: "failing", headers: bearer(planted.globalToken.value), body: payload, status: 202 },
    {
      to: `meta?hub.mode=subscribe&hub.challenge=7&hub.verify_token=${query(planted.verifyToken.value)}`,
      method: "GET",
      status: 200,
    },
    {
      to: `meta?hub.mode=subscribe&hub.challenge=7&hub.verify_token=${query(planted.wrongQuery.value)}`,
      method: "GET",
      status: 403,
    },
    { to: "bearer", headers: bearer(planted.wrongBearer.value), status: 401 },
    { to: `bearer?token=${query(planted.hookToken.value)}`, status: 401 },
    { to: "hashed", headers: bearer(planted.hookToken.value), status: 401 },
    { to: `docker?token=${query(planted.wrongQuery.value)}`, status: 401 },
    {
      to: "body",
      body: JSON.stringify({ auth: { token: planted.wrongBody.value } }),
      status: 401,
    },
    {
      to: "github",
      headers: { ...github("x", "{}", "3"), "x-hub-signature-256": planted.wrongSignature.value },
      status: 401,
    },
    {
      to: "bearer",
      headers: bearer(planted.hookToken.value),
      body: `{"a": "${planted.wrongBody.value}`,
      status: 400,
    },
    {
      to: "bearer",
      headers: {
        ...bearer(planted.hookToken.value),
        "content-type": "text/plain",
      },
      status: 415,
    },
    { to: "no-such", headers: bearer(planted.wrongBearer.value), status: 404 },
    { to: "misspelt", headers: bearer(planted.misspeltSecret.value), status: 503 },
    { to: "invalid", headers: bearer(planted.invalidSecret.value), status: 503 },
    { to: "unreadable", headers: bearer(planted.globalToken.value), status: 503 },
  ];
}
