// A server that speaks the documented shapes of GitHub's REST API, as far as reports go, and keeps what it was asked.
// https://docs.github.com/en/rest (2022-11-28): issue comments, labels, commit statuses, check runs, pull requests.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly json: unknown;
}

interface Comment {
  readonly id: number;
  readonly issue: string;
  body: string;
  readonly created_at: string;
  updated_at: string;
  readonly user: { readonly login: string };
}

interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  external_id: string;
  status: string;
  conclusion?: string;
}

/** Answers in place of the API; true: it has. */
export type Fault = (asked: Asked, response: ServerResponse) => boolean;

export interface GithubServer {
  readonly url: string;
  readonly asked: Asked[];
  readonly comments: Comment[];
  readonly statuses: unknown[];
  readonly checks: CheckRun[];
  readonly labels: Set<string>;
  fault: Fault | null;
  /** `POST /repos/...`, one for each request. */
  lines(): string[];
  say(issue: string, body: string, login?: string): void;
}

const REPO = String.raw`/repos/octo/site`;

export async function openGithub(token: string, now: () => number): Promise<GithubServer> {
  let nextId = 100;
  const stamp = (): string => new Date(now()).toISOString();
  const api: GithubServer = {
    url: "",
    asked: [],
    comments: [],
    statuses: [],
    checks: [],
    labels: new Set(["bug"]),
    fault: null,
    lines: () => api.asked.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`),
    say(issue, body, login = "someone") {
      const at = stamp();
      api.comments.push({
        id: nextId++,
        issue,
        body,
        created_at: at,
        updated_at: at,
        user: { login },
      });
    },
  };

  const routes: ReadonlyArray<
    readonly [
      method: string,
      path: RegExp,
      (asked: Asked, parts: string[], query: URLSearchParams) => [number, unknown],
    ]
  > = [
    [
      "GET",
      /^\/issues\/(\d+)\/comments$/,
      (_, [issue], query) => {
        const since = query.get("since") ?? "";
        const size = Number(query.get("per_page") ?? 30);
        const first = (Number(query.get("page") ?? 1) - 1) * size;
        const all = api.comments.filter((one) => one.issue === issue && one.updated_at >= since);
        return [200, all.slice(first, first + size)];
      },
    ],
    [
      "POST",
      /^\/issues\/(\d+)\/comments$/,
      ({ json }, [issue = ""]) => {
        api.say(issue, (json as { body: string }).body, "wakehook-bot");
        return [201, api.comments.at(-1)];
      },
    ],
    [
      "PATCH",
      /^\/issues\/comments\/(\d+)$/,
      ({ json }, [id]) => {
        const comment = api.comments.find((one) => String(one.id) === id);
        if (comment === undefined) return [404, { message: "Not Found" }];
        comment.body = (json as { body: string }).body;
        comment.updated_at = stamp();
        return [200, comment];
      },
    ],
    [
      "POST",
      /^\/issues\/(\d+)\/labels$/,
      ({ json }) => {
        for (const label of (json as { labels: string[] }).labels) api.labels.add(label);
        return [200, [...api.labels].map((name) => ({ name }))];
      },
    ],
    [
      "DELETE",
      /^\/issues\/(\d+)\/labels\/([^/]+)$/,
      (_, [, label = ""]) =>
        api.labels.delete(decodeURIComponent(label))
          ? [200, [...api.labels].map((name) => ({ name }))]
          : [404, { message: "Label does not exist" }],
    ],
    [
      "POST",
      /^\/statuses\/([0-9a-f]{40})$/,
      ({ json }) => {
        api.statuses.push(json);
        return [201, { id: nextId++, ...(json as object) }];
      },
    ],
    [
      "GET",
      /^\/commits\/([0-9a-f]{40})\/check-runs$/,
      (_, [sha], query) => {
        const found = api.checks.filter(
          (one) => one.head_sha === sha && one.name === query.get("check_name"),
        );
        return [200, { total_count: found.length, check_runs: found }];
      },
    ],
    [
      "POST",
      /^\/check-runs$/,
      ({ json }) => {
        api.checks.push({ id: nextId++, ...(json as Omit<CheckRun, "id">) });
        return [201, api.checks.at(-1)];
      },
    ],
    [
      "PATCH",
      /^\/check-runs\/(\d+)$/,
      ({ json }, [id]) => {
        const check = api.checks.find((one) => String(one.id) === id);
        if (check !== undefined) Object.assign(check, json);
        return [check === undefined ? 404 : 200, check ?? { message: "Not Found" }];
      },
    ],
    ["GET", /^\/pulls\/(\d+)$/, (_, [number]) => [200, { number, head: { sha: "c".repeat(40) } }]],
  ];

  function answer(asked: Asked, response: ServerResponse): void {
    const send = (status: number, json: unknown): void =>
      void response
        .writeHead(status, { "content-type": "application/json; charset=utf-8" })
        .end(JSON.stringify(json));
    if (asked.headers.authorization !== `Bearer ${token}`)
      return send(401, { message: "Bad credentials" });
    const url = new URL(asked.path, "http://localhost");
    if (!url.pathname.startsWith(REPO)) return send(404, { message: "Not Found" });
    const below = url.pathname.slice(REPO.length);
    for (const [method, path, make] of routes) {
      const parts = method === asked.method ? path.exec(below) : null;
      if (parts !== null) return send(...make(asked, parts.slice(1), url.searchParams));
    }
    send(404, { message: "Not Found" });
  }

  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const text = Buffer.concat(pieces).toString("utf8");
      const { method = "", url: path = "", headers } = request;
      const asked = {
        method,
        path,
        headers,
        json: text === "" ? null : (JSON.parse(text) as unknown),
      };
      api.asked.push(asked);
      if (api.fault?.(asked, response) !== true) answer(asked, response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(api, { url: `http://127.0.0.1:${port}` });
}
