// What a sender and the owner do with a daemon, over its real sockets.

import { readFile } from "node:fs/promises";
import type { HomePaths } from "../../src/system/home.ts";
import { watchEvents, type EventWatch } from "./event-watch.ts";

/** One answer of the hook listener. */
export interface Posted {
  readonly status: number;
  readonly headers: Headers;
  readonly answer: Record<string, unknown>;
  /** The delivery's id; fails where there is none. */
  readonly id: string;
}

/** A sender and an owner. */
export interface Client extends Omit<EventWatch, "close"> {
  readonly hooksUrl: string;
  readonly adminUrl: string;
  /** Posts as a sender with the global token does. */
  post(hookId: string, payload?: unknown, headers?: Record<string, string>): Promise<Posted>;
  /** Calls the admin API. */
  admin(method: "GET" | "POST", path: string, body?: unknown): Promise<Response>;
  /** Ends the watch; the daemon goes on. */
  close(): Promise<void>;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Finds the daemon of a home by its daemon.json, as the CLI does. */
export async function openClient(paths: HomePaths): Promise<Client> {
  const record = JSON.parse(await readFile(paths.daemonFile, "utf8")) as {
    hooks_address: Address | null;
    admin_address: Address;
  };
  const config = JSON.parse(await readFile(paths.configFile, "utf8")) as {
    webhooks: { token: string };
  };
  const adminToken = (await readFile(paths.adminTokenFile, "utf8")).trim();
  const adminUrl = urlOf(record.admin_address);
  const hooksUrl = record.hooks_address === null ? "" : urlOf(record.hooks_address);
  const authorization = `Bearer ${adminToken}`;
  const watch = await watchEvents(adminUrl, { authorization });
  return {
    ...watch,
    hooksUrl,
    adminUrl,
    async post(hookId, payload = {}, headers = {}) {
      const response = await fetch(`${hooksUrl}/hooks/${hookId}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${config.webhooks.token}`,
          ...headers,
        },
        body: typeof payload === "string" ? payload : JSON.stringify(payload),
      });
      const answer = (await response.json()) as Record<string, unknown>;
      return new Answer(response, answer);
    },
    admin: (method, path, body) =>
      fetch(`${adminUrl}/api/v1${path}`, {
        method,
        headers: { authorization, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

class Answer implements Posted {
  readonly status: number;
  readonly headers: Headers;
  readonly answer: Record<string, unknown>;

  constructor(response: Response, answer: Record<string, unknown>) {
    this.status = response.status;
    this.headers = response.headers;
    this.answer = answer;
  }

  get id(): string {
    const id = this.answer["delivery_id"];
    if (typeof id === "string") return id;
    throw new Error(`not accepted: ${this.status} ${JSON.stringify(this.answer)}`);
  }
}

function urlOf({ host, port }: Address): string {
  return `http://${host}:${port}`;
}
