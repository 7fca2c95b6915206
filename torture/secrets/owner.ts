// What the owner does with a running daemon: every route of the admin API, every command that reads.

import { readFile } from "node:fs/promises";
import { ADMIN_ROUTES, RUN_FILES } from "../../src/admin/routes/routes.ts";
import { call } from "./command-line.ts";
import type { Evidence } from "./evidence.ts";
import type { Sandbox } from "./sandbox.ts";

/** The owner's door. */
export interface Owner {
  readonly hooksUrl: string;
  readonly adminToken: string;
  /** Asks, and keeps the answer with its headers as evidence. */
  ask(method: "GET" | "POST", path: string, place?: string, body?: unknown): Promise<string>;
  /** Everything that the daemon tells from here on, until the returned function is called. */
  watch(): Promise<() => Promise<void>>;
}

/** Finds the daemon of a sandbox. */
export async function findOwner(sandbox: Sandbox, evidence: Evidence): Promise<Owner> {
  const record = JSON.parse(await readFile(sandbox.paths.daemonFile, "utf8")) as Record<
    "hooks_address" | "admin_address",
    { host: string; port: number }
  >;
  const urlOf = ({ host, port }: { host: string; port: number }): string =>
    `http://${host}:${port}`;
  const adminUrl = urlOf(record.admin_address);
  const adminToken = (await readFile(sandbox.paths.adminTokenFile, "utf8")).trim();
  const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
  return {
    hooksUrl: urlOf(record.hooks_address),
    adminToken,
    async ask(method, path, place = `admin ${method} ${path}`, body = {}) {
      const request =
        method === "GET" ? { headers } : { method, headers, body: JSON.stringify(body) };
      const response = await fetch(`${adminUrl}${path}`, request);
      const text = await response.text();
      evidence.add(place, `${response.status} ${JSON.stringify([...response.headers])}\n${text}`);
      return text;
    },
    async watch() {
      const closing = new AbortController();
      const { signal } = closing;
      const response = await fetch(`${adminUrl}/api/v1/events`, { headers, signal });
      const reading = keep(response, evidence);
      return async () => {
        closing.abort();
        await reading;
      };
    },
  };
}

async function keep(response: Response, evidence: Evidence): Promise<void> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of response.body ?? []) chunks.push(chunk);
  } catch {
    // Broken off by the watcher.
  }
  evidence.add("admin GET /events", Buffer.concat(chunks));
}

/** Reads every route, with and without the token, for each delivery and run. */
export async function readAllRoutes(
  owner: Owner,
  ids: ReadonlyMap<string, string>,
): Promise<number> {
  let asked = 0;
  const get = async (path: string, place: string): Promise<string> => {
    asked += 1;
    return owner.ask("GET", path, `admin GET ${place}`);
  };
  for (const route of Object.values(ADMIN_ROUTES))
    if (route.method === "GET" && !/:id|events/.test(route.path)) await get(route.path, route.path);
  for (const id of ids.values()) {
    await get(`/api/v1/deliveries/${id}`, "/deliveries/:id");
    await get(`/api/v1/deliveries/${id}?content=1`, "/deliveries/:id?content=1");
  }
  const runs = JSON.parse(await get("/api/v1/runs?limit=1000", "/runs")) as {
    runs: { id: string }[];
  };
  for (const { id } of runs.runs) {
    await get(`/api/v1/runs/${id}`, "/runs/:id");
    for (const stream of Object.keys(RUN_FILES))
      await get(`/api/v1/runs/${id}/output?stream=${stream}`, `/runs/:id/output?stream=${stream}`);
  }
  await get("/api/v1/deliveries/no-such", "/deliveries/:id");
  await get("/api/v1/deliveries?status=nonsense&limit=x", "/deliveries");
  return asked;
}

/** Calls every command that shows something. */
export async function readAllCommands(
  sandbox: Sandbox,
  evidence: Evidence,
  ids: ReadonlyMap<string, string>,
): Promise<number> {
  const id = (hook: string): string => ids.get(hook) ?? "";
  const runOf = async (hook: string): Promise<string> => {
    const { stdout } = await call(sandbox, evidence, ["run", "list", "--hook", hook, "--json"]);
    return /"id": "(run_[^"]+)"/.exec(stdout)?.[1] ?? "";
  };
  const reportOf = async (sink: string): Promise<string> => {
    const words = ["outbox", "list", "--sink", sink, "--limit", "1", "--json"];
    const { stdout } = await call(sandbox, evidence, words);
    return /"id": (\d+)/.exec(stdout)?.[1] ?? "0";
  };
  const [telling, told] = [await runOf("github"), await runOf("bearer")];
  const calls: ReadonlyArray<readonly [words: string[], place?: string]> = [
    [["hook", "list"]],
    [["hook", "list", "--json"]],
    [["hook", "check"]],
    [["hook", "show", "bearer"]],
    [["hook", "show", "github", "--json"]],
    [["hook", "show", "misspelt"]],
    [["hook", "show", "bearer", "--reveal"], "cli hook show --reveal"],
    [["config", "get"]],
    [["config", "get", "targets", "--json"]],
    [["channel", "list"]],
    [["channel", "list", "--json"]],
    [["chat"]],
    [["chat", "main", "--last", "100"]],
    [["chat", "main", "--last", "100", "--json"]],
    [["chat", "chatting", "--last", "100"]],
    [["config", "get", "webhooks.token"]],
    [["config", "get", "webhooks.token", "--reveal"], "cli config get --reveal"],
    [["config", "get", "mcp_servers"]],
    [["config", "get", "mcp_servers.0.environment"]],
    [["config", "get", "subscriptions"]],
    [["config", "check"]],
    [["subscription", "list", "--json"]],
    [["subscription", "show", "told"]],
    [["subscription", "test", "told"]],
    [["outbox", "list", "--limit", "1000", "--json"]],
    [["outbox", "show", await reportOf("sender:bearer:0")], "cli outbox show"],
    [["outbox", "show", await reportOf("subscription:told")], "cli outbox show"],
    [["doctor"]],
    [["doctor", "--json"]],
    [["delivery", "list", "--json"]],
    [["delivery", "show", id("bearer"), "--json"], "cli delivery show --json"],
    [["delivery", "show", id("echoing"), "--json"], "cli delivery show --json"],
    [["delivery", "show", id("docker"), "--headers"], "cli delivery show --headers"],
    [["delivery", "show", id("bearer"), "--body"], "cli delivery show --body"],
    [["delivery", "show", id("github")], "cli delivery show"],
    [["run", "show", telling], "cli run show"],
    [["run", "show", telling, "--json"], "cli run show --json"],
    [["run", "logs", telling], "cli run logs"],
    [["run", "logs", telling, "--stream", "stderr", "--json"], "cli run logs --json"],
    [["run", "logs", telling, "--stream", "result"], "cli run logs --stream result"],
    [["run", "logs", told, "--stream", "prompt"], "cli run logs --stream prompt"],
    [["source", "show", "github"]],
    [["service", "install", "--print"]],
  ];
  for (const [words, place] of calls) await call(sandbox, evidence, words, place);
  return calls.length + 2;
}
