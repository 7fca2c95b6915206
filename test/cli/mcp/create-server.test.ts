// The owner is asked by the program that the agent runs in: the SDK's own client, with and without a form to show.

import { readFile } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { ElicitRequestSchema, type CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createAsking } from "../../../src/cli/mcp/ask-owner.ts";
import { createMcpServer } from "../../../src/cli/mcp/create-server.ts";
import { serveMcp } from "../../../src/cli/mcp/serve.ts";
import type { CommandContext } from "../../../src/cli/command.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";
import { aHook, openHome, type DaemonHome, type LiveDaemon } from "../../e2e/open-home.ts";

interface Answer {
  readonly action: "accept" | "decline" | "cancel";
  readonly content?: Record<string, boolean>;
}

const YES: Answer = { action: "accept", content: { switch_on: true } };
const SECRET = "s3cret-of-the-hook-42";

let home: DaemonHome;
let daemon: LiveDaemon;

beforeAll(async () => {
  home = await openHome();
  daemon = await home.start();
});
beforeEach(async () => {
  await home.putHooks([aHook("draft", { enabled: false, token: SECRET }), aHook("on")]);
  await daemon.admin("POST", "/reload");
});
afterAll(() => home.close());

function depsWith(more: object, token?: string) {
  const context = {
    paths: home.paths,
    environment: {},
    randomness: systemRandomness,
    launch: { version: "0.0.0-test" },
    ...more,
  } as unknown as CommandContext;
  return { context, token: () => Promise.resolve(token) };
}

/** A client that answers questions with `answer`; null: it cannot show any. */
async function openClient(
  answer: ((question: string, signal: AbortSignal) => Answer | Promise<Answer>) | null,
  { waitMs, token }: { readonly waitMs?: number; readonly token?: string } = {},
) {
  const { server, hangUp } = createMcpServer(depsWith({}, token), createAsking(waitMs));
  const capabilities = answer === null ? {} : { elicitation: {} };
  const client = new Client({ name: "test", version: "1" }, { capabilities });
  const questions: string[] = [];
  if (answer !== null)
    client.setRequestHandler(ElicitRequestSchema, async ({ params }, { signal }) => {
      questions.push(params.message);
      return { ...(await answer(params.message, signal)) };
    });
  const [mine, its] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(its), client.connect(mine)]);
  onTestFinished(() => client.close());
  async function change(hook: string, fields: object, signal?: AbortSignal) {
    const call = { name: "change_hook", arguments: { hook, fields } };
    const options = signal === undefined ? {} : { signal };
    const said = (await client.callTool(call, undefined, options)) as CallToolResult;
    const [first] = said.content;
    const text = first?.type === "text" ? first.text : "";
    return { text, isError: said.isError === true };
  }
  return { change, questions, hangUp };
}

async function isOn(id: string): Promise<boolean> {
  const { hooks } = JSON.parse(await readFile(home.paths.hooksFile, "utf8")) as {
    hooks: Array<{ id: string; enabled?: boolean }>;
  };
  return hooks.find((one) => one.id === id)?.enabled !== false;
}

const ON = { enabled: true };

describe("switching a hook on over MCP", () => {
  it("asks the owner with the hook as it is written, and does it after a yes", async () => {
    const { change, questions } = await openClient(() => YES);

    const said = await change("draft", ON);

    expect(said).toMatchObject({ isError: false });
    expect(said.text).toContain("Its owner agreed: the hook draft is on.");
    expect(questions).toEqual([expect.stringContaining("title: Hook draft")]);
    expect(JSON.stringify([questions, said])).not.toContain(SECRET);
    expect(await isOn("draft")).toBe(true);
  });

  it.each([
    ["declines", { action: "decline" }, "did not agree"],
    ["accepts without the tick", { action: "accept", content: { switch_on: false } }, "not agree"],
    ["cancels", { action: "cancel" }, "closed the question"],
  ] as const)(
    "changes nothing where the owner %s, and names the command",
    async (_, answer, words) => {
      const { change } = await openClient(() => answer);

      const said = await change("draft", ON);

      expect(said.isError).toBe(true);
      expect(said.text).toContain(words);
      expect(said.text).toContain("wakehook hook enable draft");
      expect(await isOn("draft")).toBe(false);
    },
  );

  it("changes nothing where nobody answers in time, or whoever asked goes away", async () => {
    const never = (): Promise<Answer> => new Promise(() => {});
    const late = await openClient(never, { waitMs: 20 });
    expect((await late.change("draft", ON)).text).toContain("nobody answered");

    const shown = Promise.withResolvers<void>();
    const leaving = await openClient(() => {
      shown.resolve();
      return never();
    });
    const asked = leaving.change("draft", ON);
    await shown.promise;
    leaving.hangUp();

    expect((await asked).text).toContain("nobody answered");
    expect(await isOn("draft")).toBe(false);
  });

  it("takes the question back where the call is canceled", async () => {
    const [shown, taken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { change } = await openClient((_, signal) => {
      signal.addEventListener("abort", () => taken.resolve());
      shown.resolve();
      return new Promise(() => {});
    });
    const stop = new AbortController();
    const asked = change("draft", ON, stop.signal);
    await shown.promise;

    stop.abort();

    await expect(asked).rejects.toThrow();
    await taken.promise;
    expect(await isOn("draft")).toBe(false);
  });

  it("refuses as ever where the program can show no question", async () => {
    const { change } = await openClient(null);

    const said = await change("draft", ON);

    expect(said.isError).toBe(true);
    expect(said.text).toContain("only its owner switches a hook on");
    expect(said.text).toContain("wakehook hook enable draft");
    expect(await isOn("draft")).toBe(false);
  });

  it("switches on what was shown, and not what was written since", async () => {
    const other = await openClient(null);
    const { change } = await openClient(async () => {
      await other.change("draft", { prompt_template: "Something else." });
      return YES;
    });

    const said = await change("draft", ON);

    expect(said).toMatchObject({ isError: true });
    expect(said.text).toContain("changed meanwhile");
    expect(await isOn("draft")).toBe(false);
  });

  it("asks only for a switch and nothing beside it, and not for what is on", async () => {
    const { change, questions } = await openClient(() => YES);

    const both = await change("draft", { ...ON, permission: "edit" });
    const again = await change("on", ON);

    expect(both).toMatchObject({ isError: true });
    expect(again).toMatchObject({ isError: false, text: expect.stringContaining("on already") });
    expect(questions).toEqual([]);
  });

  it("asks for nothing that could not be read whole", async () => {
    const { change, questions } = await openClient(() => YES);
    await change("draft", { prompt_template: "x".repeat(10_000) });

    const said = await change("draft", ON);

    expect(said).toMatchObject({ isError: true, text: expect.stringContaining("too long") });
    expect([questions, await isOn("draft")]).toEqual([[], false]);
  });

  it("asks for nothing that its token could not do", async () => {
    const wanted = { name: "looks", scopes: ["hooks:read"] };
    const made = await (await daemon.admin("POST", "/tokens", wanted)).json();
    const { change, questions } = await openClient(() => YES, {
      token: (made as { token: string }).token,
    });

    const said = await change("draft", ON);

    expect(said).toMatchObject({ isError: true, text: expect.stringContaining("hooks:write") });
    expect(questions).toEqual([]);
  });

  it("asks nobody any more who did not agree several times", async () => {
    const { change, questions } = await openClient(() => ({ action: "decline" }));

    for (let times = 0; times < 5; times += 1) await change("draft", ON);

    expect(questions).toHaveLength(3);
  });
});

it("ends at once where its client has gone with a question open", async () => {
  const stdin = new PassThrough();
  const asked = Promise.withResolvers<void>();
  const raw = (chunk: Buffer): void => {
    if (chunk.toString().includes("elicitation/create")) asked.resolve();
  };
  const out = { raw, notice: () => {} };
  const untilStopped = () => new AbortController().signal;
  const served = serveMcp(depsWith({ stdin, out, untilStopped }));
  const send = (message: object) =>
    stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const params = {
    protocolVersion: "2025-06-18",
    capabilities: { elicitation: {} },
    clientInfo: { name: "test", version: "1" },
  };
  send({ id: 1, method: "initialize", params });
  send({ method: "notifications/initialized" });
  const call = { name: "change_hook", arguments: { hook: "draft", fields: ON } };
  send({ id: 2, method: "tools/call", params: call });
  await asked.promise;

  stdin.end();
  await served;

  expect(await isOn("draft")).toBe(false);
});
