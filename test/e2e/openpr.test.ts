// A task of OpenPR's bot, as `hook add openpr` sets it up: done by an agent, and told through the sender's MCP server.

import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import path from "node:path";
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { openpr as fixtures } from "../../src/fixtures/openpr.ts";
import { openpr } from "../../src/sources/openpr.ts";
import { openReceiver, type Received, type Receiver } from "../outbound/receiver.ts";
import { aHook, createHome, type DaemonHome, type LiveDaemon } from "./daemon-home.ts";
import { ended } from "./endings.ts";
import { claudeResult, putAgent } from "./programs.ts";

const SECRET = "openpr-webhook-secret";
const TOKEN = "mcp-auth-token-of-openpr";
const { events, when, prompt, reports = [] } = openpr.suggests ?? {};

interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string>>;
}

/** A server that speaks what OpenPR's speaks: JSON-RPC in plain JSON, every tool's answer a text. */
async function openMcp(): Promise<{ receiver: Receiver; calls: () => ToolCall[] }> {
  const receiver = await openReceiver((_: IncomingMessage, response) => {
    const request = rpcOf(receiver.received.at(-1));
    const isCall = request.method === "tools/call";
    const text = '{"code":0,"message":"success","data":{}}';
    const result = isCall
      ? { content: [{ type: "text", text }] }
      : { protocolVersion: "2024-11-05", capabilities: { tools: {} }, serverInfo: { name: "x" } };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ jsonrpc: "2.0", id: request.id, result }));
  });
  const calls = (): ToolCall[] =>
    receiver.received
      .map(rpcOf)
      .flatMap(({ method, params }) => (method === "tools/call" ? [params as ToolCall] : []));
  return { receiver, calls };
}

function rpcOf(received: Received | undefined) {
  const text = received?.body.toString() ?? "{}";
  return JSON.parse(text) as { id?: number; method?: string; params?: unknown };
}

/** A home as `hook add openpr` leaves it, with an agent that does what the lines say. */
async function openHome(url: string, lines: readonly string[]) {
  const hook = aHook("tasks", {
    source: "openpr",
    secret: SECRET,
    mode: "cron_task",
    provider: "claude-code",
    task_folder: ".",
    prompt_template: prompt,
    events,
    when,
    report: [],
    report_to_sender: reports.map(({ on, tool, arguments: given }) => ({
      kind: "mcp",
      url,
      token: TOKEN,
      on,
      tool,
      arguments: given,
    })),
  });
  const config = {
    features: { agents: true, sender_reports: true },
    forward_allow: ["127.0.0.1"],
  };
  const home = await createHome({ hooks: [hook], config });
  putAgent(home.bin, "claude", [`cat > "$HOME/prompt"`, ...lines]);
  return { home, daemon: await home.start() };
}

async function send(
  { hooksUrl }: LiveDaemon,
  name: string,
  change: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const fixture = fixtures[name];
  const body = JSON.stringify({ ...fixture?.payload, id: `guid-of-${name}`, ...change });
  const signature = createHmac("sha256", SECRET).update(body).digest("hex");
  const response = await fetch(`${hooksUrl}/hooks/tasks`, {
    method: "POST",
    headers: {
      ...fixture?.headers,
      "content-type": "application/json",
      "x-webhook-signature": `sha256=${signature}`,
    },
    body,
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { delivery_id: string }).delivery_id;
}

const waitForGo = `while [ ! -e "$HOME/go" ]; do sleep 0.05; done`;
const goOn = (home: DaemonHome): Promise<void> => writeFile(path.join(home.folder, "go"), "");
const ISSUE = "9c2d6a54-8a53-4b6b-9d0c-51e1d1f7c0de";

describe("a task of the bot", () => {
  it("is in progress at the start, then has a comment and is done", async () => {
    const { receiver, calls } = await openMcp();
    const { home, daemon } = await openHome(receiver.url, [waitForGo, claudeResult("Mended it.")]);

    const id = await send(daemon, "issue.assigned");
    await daemon.until("the start is told", () => calls().length === 1);
    await goOn(home);
    expect(await ended(home, daemon, id)).toMatchObject({
      status: "success",
      event: "issue.assigned",
      entity: "WEB-42",
      priority: "high",
      runs: [{ agent: "claude", answer: "Mended it." }],
    });
    await daemon.until("the end is told", () => calls().length === 3);

    const [start, ...end] = calls();
    expect(start).toMatchObject({
      name: "work_items.update",
      arguments: { work_item_id: ISSUE, state: "in_progress" },
    });
    expect(end.find(({ name }) => name === "work_items.update")?.arguments).toEqual({
      work_item_id: ISSUE,
      state: "done",
    });
    const comment = end.find(({ name }) => name === "comments.create")?.arguments;
    expect(comment).toMatchObject({
      work_item_id: ISSUE,
      content: expect.stringContaining("Mended it."),
    });
    // Its coming back is known as own work.
    expect(comment?.["content"]).toContain("wakehook-run");
    for (const { headers } of receiver.received)
      expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it("has a comment with the error where it failed, and is not done", async () => {
    const { receiver, calls } = await openMcp();
    const { home, daemon } = await openHome(receiver.url, ["exit 3"]);

    const id = await send(daemon, "issue.created");
    const { status } = await ended(home, daemon, id);
    const comment = await daemon.until("the end is told", () =>
      calls().find(({ name }) => name === "comments.create"),
    );
    await daemon.until("nothing waits", () =>
      home.reports(id).every(({ state }) => state === "sent"),
    );

    expect(status).toBe("error:exit_3");
    expect(comment.arguments["content"]).toContain("error:exit_3");
    expect(calls().some(({ arguments: { state } }) => state === "done")).toBe(false);
  });
});

describe("an event that is no task of the bot", () => {
  it.each([
    ["of nobody", { bot_context: null }],
    ["that says so in words", { bot_context: { is_bot_task: "true" } }],
    ["of a person", { bot_context: { is_bot_task: false } }],
  ])("is kept, and neither run nor told: %s", async (_, change) => {
    const { receiver } = await openMcp();
    const { home, daemon } = await openHome(receiver.url, ["exit 3"]);

    const id = await send(daemon, "issue.assigned", change);

    expect(await ended(home, daemon, id)).toMatchObject({ status: "skipped:filtered", runs: [] });
    expect(home.reports(id)).toEqual([]);
    expect(receiver.received).toEqual([]);
  });
});
