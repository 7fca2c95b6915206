// Stands in for GitHub: webhooks that deliver by real signed requests, and the API of their deliveries as GitHub
// documents it, strictly: whoever asks otherwise is refused, and the test sees it. Knows no test runner.
// https://docs.github.com/en/rest/repos/webhooks

import { createHmac, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** One attempt to deliver. */
export interface Attempt {
  readonly id: string;
  readonly guid: string;
  deliveredAt: number;
  readonly event: string;
  readonly action: string | null;
  readonly payload: Record<string, unknown>;
  readonly redelivery: boolean;
  status: number;
  /** Its payload is no longer kept. */
  hasNoPayload?: boolean;
  headers: Record<string, string>;
}

/** An answer in place of the right one. */
export interface OtherAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
}

/** Asked with every request, as `GET /path`. */
export type Instead = (line: string) => OtherAnswer | undefined | Promise<OtherAnswer | undefined>;

export type Github = Awaited<ReturnType<typeof openGithub>>;

const WEBHOOK = 4711;
const FIRST_ID = 9_007_199_254_740_993n; // above what a double holds exactly

/** Opens it. `close` ends it. */
export async function openGithub({ secret, url: registered }: { secret: string; url: string }) {
  const state = {
    url: "",
    token: "gh-token",
    isTokenValid: true,
    /** The token may ask for another attempt. */
    mayWrite: true,
    /** The token may see the webhook at all. */
    mayRead: true,
    /** Where requests really go; null: nothing listens there. */
    target: null as string | null,
    isDeleted: false,
    remaining: 5000,
    resetInSeconds: 3600,
    /** GitHub's clock against this machine's, milliseconds. */
    skewMs: 0,
    attempts: [] as Attempt[],
    /** `GET /repos/...`, in the order in which they came. */
    asked: [] as string[],
    /** What was asked otherwise than documented. */
    faults: [] as string[],
    /** Answers in place of the right one; undefined: the right one. May take its time. */
    instead: (() => undefined) as Instead,
    find: (guid: string) => state.attempts.filter((one) => one.guid === guid),
    fetched: () => state.asked.filter((line) => /^GET .*\/deliveries\/\d+$/.test(line)).length,
    event,
    close,
  };
  let next = FIRST_ID;
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;

  /** Something happens; gives the delivery's id. `agoMs`: it happened then, and nothing was there to take it. */
  async function event(
    name: string,
    payload: Record<string, unknown>,
    { agoMs }: { agoMs?: number } = {},
  ): Promise<string> {
    const attempt = attemptOf({ guid: randomUUID(), event: name, payload, redelivery: false });
    if (agoMs === undefined) await deliver(attempt);
    else attempt.deliveredAt -= agoMs;
    state.attempts.unshift(attempt);
    state.attempts.sort((one, other) => other.deliveredAt - one.deliveredAt);
    return attempt.guid;
  }

  function attemptOf(of: Pick<Attempt, "guid" | "event" | "payload" | "redelivery">): Attempt {
    const action = typeof of.payload["action"] === "string" ? of.payload["action"] : null;
    const body = JSON.stringify(of.payload);
    next += 1n;
    return {
      ...of,
      id: String(next),
      action,
      deliveredAt: Date.now() + state.skewMs,
      status: 502,
      headers: {
        Accept: "*/*",
        "User-Agent": "GitHub-Hookshot/044aadd",
        "content-type": "application/json",
        "X-GitHub-Delivery": of.guid,
        "X-GitHub-Event": of.event,
        "X-GitHub-Hook-ID": String(WEBHOOK),
        "X-Hub-Signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
      },
    };
  }

  async function deliver(attempt: Attempt): Promise<void> {
    if (state.target === null) return;
    try {
      const response = await fetch(state.target, {
        method: "POST",
        headers: attempt.headers,
        body: JSON.stringify(attempt.payload),
        redirect: "manual",
      });
      attempt.status = response.status;
      await response.arrayBuffer();
    } catch {
      attempt.status = 502;
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url: path = "" } = request;
    const line = `${method} ${path.split("?")[0] ?? ""}`;
    state.asked.push(line);
    const other = (await state.instead(line)) ?? (await rightAnswer(request, line, path));
    if (!response.writable) return;
    const { status, headers = {}, json } = other;
    response.writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      date: new Date(Date.now() + state.skewMs).toUTCString(),
      "x-ratelimit-limit": "5000",
      "x-ratelimit-remaining": String(state.remaining),
      "x-ratelimit-reset": String(
        Math.ceil((Date.now() + state.skewMs) / 1000) + state.resetInSeconds,
      ),
      ...headers,
    });
    response.end(status === 204 || json === undefined ? undefined : textOf(json));
  }

  async function rightAnswer(
    { headers }: IncomingMessage,
    line: string,
    path: string,
  ): Promise<OtherAnswer> {
    const { searchParams } = new URL(path, state.url);
    if (!headers["user-agent"]) return fault("no user-agent", 403);
    if (headers.accept !== "application/vnd.github+json") return fault("accept", 415);
    if (headers["x-github-api-version"] !== "2022-11-28") return fault("version", 400);
    if (headers.authorization !== `Bearer ${state.token}` || !state.isTokenValid)
      return { status: 401, json: { message: "Bad credentials" } };
    const notFound = { status: 404, json: { message: "Not Found" } };
    if (!state.mayRead) return notFound;
    if (state.remaining <= 0)
      return { status: 403, json: { message: "API rate limit exceeded for user ID 1." } };
    const hooks = "GET /repos/octo/site/hooks";
    if (line === hooks) return { status: 200, json: webhooks() };
    if (state.isDeleted) return notFound;
    if (line === `${hooks}/${WEBHOOK}`) return { status: 200, json: webhooks().at(-1) };
    if (line === `${hooks}/${WEBHOOK}/deliveries`) return list(searchParams);
    const [, verb, id, again] =
      /^(GET|POST) \/repos\/octo\/site\/hooks\/4711\/deliveries\/(\d+)(\/attempts)?$/.exec(line) ??
      [];
    const attempt = state.attempts.find((one) => one.id === id);
    if (id === undefined) return fault(line, 404);
    if (attempt === undefined) return notFound;
    if (verb === "GET" && again === undefined) return { status: 200, json: shown(attempt) };
    if (verb !== "POST" || again === undefined) return fault(line, 404);
    if (!state.mayWrite)
      return {
        status: 403,
        headers: { "x-accepted-github-permissions": "repository_hooks=write" },
        json: { message: "Resource not accessible by personal access token" },
      };
    const { guid, event: name, payload } = attempt;
    const second = attemptOf({ guid, event: name, payload, redelivery: true });
    await deliver(second);
    state.attempts.unshift(second);
    return { status: 202, json: {} };
  }

  function fault(what: string, status: number): OtherAnswer {
    state.faults.push(what);
    return { status, json: { message: what } };
  }

  function list(query: URLSearchParams): OtherAnswer {
    const perPage = Number(query.get("per_page") ?? "30");
    if (!(perPage >= 1 && perPage <= 100)) return fault("per_page", 422);
    const cursor = query.get("cursor");
    const from = cursor === null ? 0 : state.attempts.findIndex(({ id }) => `v1_${id}` === cursor);
    if (from === -1) return { status: 422, json: { message: "Invalid cursor" } };
    const page = state.attempts.slice(from, from + perPage);
    const behind = state.attempts[from + perPage];
    const base = `${state.url}/repositories/1/hooks/${WEBHOOK}/deliveries?per_page=${perPage}`;
    const link = behind === undefined ? undefined : `<${base}&cursor=v1_${behind.id}>; rel="next"`;
    return {
      status: 200,
      headers: link === undefined ? {} : { link },
      json: page.map(listed),
    };
  }

  function webhooks() {
    const config = (to: string) => ({ url: to, content_type: "json", insecure_ssl: "0" });
    return [
      { type: "Repository", id: 1, active: true, config: config("https://elsewhere.example/x") },
      { type: "Repository", id: WEBHOOK, active: true, config: config(registered) },
    ];
  }

  async function close(): Promise<void> {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
}

function listed(attempt: Attempt) {
  const { guid, event, action, redelivery, status } = attempt;
  return {
    id: new Digits(attempt.id),
    guid,
    delivered_at: new Date(attempt.deliveredAt).toISOString(),
    redelivery,
    duration: 0.03,
    status: status >= 200 && status < 300 ? "OK" : "Invalid HTTP Response: 502",
    status_code: status,
    event,
    action,
    installation_id: null,
    repository_id: 1,
    throttled_at: null,
  };
}

function shown(attempt: Attempt) {
  const { headers, payload } = attempt;
  return {
    ...listed(attempt),
    url: "",
    request: { headers, payload: attempt.hasNoPayload === true ? null : payload },
    response: { headers: {}, payload: "" },
  };
}

/** A whole number that is written to its last digit. */
class Digits {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }

  toJSON(): string {
    return `#${this.digits}#`;
  }
}

function textOf(json: unknown): string {
  return JSON.stringify(json, null, 2).replaceAll(/"#(\d+)#"/g, "$1");
}
