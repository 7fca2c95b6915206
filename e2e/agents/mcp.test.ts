// The real programs with MCP servers: what the hook names, and nothing else.

import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import type { LoadedMcpServer } from "../../src/core/settings/mcp-server.ts";
import type { Bench, RunOptions } from "./bench.ts";
import { describeEach } from "./each-cli.ts";
import type { McpNote } from "./mcp/answer.ts";
import { openHttpMcp } from "./mcp/http-server.ts";
import { livingOf, tellingOf } from "./processes.ts";

/** With what some program would take for a variable, a quote or a placeholder. */
const SECRET = "s3cret-$HOME-${PATH}-'\"-{env:HOME}-\\$x";
/** The one program that has no way to take `${` in a header. */
const headerSecret = (id: string): string =>
  id === "claude" ? SECRET.replaceAll("${", "$(") : SECRET;
const SERVER = path.join(import.meta.dirname, "mcp/stdio-server.ts");

const record = (bench: Bench): string => path.join(bench.home, "record.jsonl");

async function notes(bench: Bench): Promise<McpNote[]> {
  const text = await readFile(record(bench), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as McpNote);
}

function stdioServer(bench: Bench, name = "notes"): LoadedMcpServer {
  const environment = { RECORD: record(bench), NOTES_TOKEN: SECRET };
  const connection = { kind: "stdio", command: [process.execPath, SERVER], environment } as const;
  return { name, connection, problem: null, secretValues: [SECRET] };
}

function httpServer(url: string, secret: string): LoadedMcpServer {
  const headers = { Authorization: `Bearer ${secret}` };
  return {
    name: "web",
    connection: { kind: "http", url, headers },
    problem: null,
    secretValues: [],
  };
}

/** Every file below, as one text. */
async function filesBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map((entry) => readFile(path.join(entry.parentPath, entry.name), "latin1"));
  return (await Promise.all(texts)).join("\n");
}

describeEach(({ cli, test, open }) => {
  test()("calls the tool that it may, and no argument and no file shows the secret", async () => {
    const bench = await open();
    const seen: string[] = [];
    const looking = setInterval(() => {
      void tellingOf("s3cret-").then((found) => seen.push(...found));
    }, 100);

    const outcome = await bench.run({
      mcpServers: [stdioServer(bench)],
      hook: { mcp_servers: ["notes"], allowed_tools: ["mcp__notes__note_down"] },
      payload: { text: "[[mcp: note_down = it is done]]" },
    });
    clearInterval(looking);

    expect(outcome).toMatchObject({ status: "success" });
    expect(outcome.answer).toContain("noted: it is done");
    const called = (await notes(bench)).filter(({ what }) => what === "called");
    expect(called).toMatchObject([{ tool: "note_down", text: "it is done" }]);
    expect(called[0]?.around["NOTES_TOKEN"]).toBe(SECRET);
    expect(called[0]?.around["WAKEHOOK_RUN_ID"]).toBe(bench.lastRunId());
    expect(Object.values(called[0]?.around ?? {})).not.toContain("stand-in-key");
    expect(seen).toEqual([]);
    await writeFile(record(bench), "");
    expect(await filesBelow(bench.home)).not.toContain("s3cret-");
    expect(bench.server.requests.map(({ body }) => body).join("\n")).not.toContain("s3cret-");
    expect(await livingOf(bench.lastRunId())).toEqual([]);
  });

  test()("calls a tool of a server over HTTP, with its header", async () => {
    const bench = await open();
    const web = await openHttpMcp(record(bench));
    try {
      const outcome = await bench.run({
        mcpServers: [httpServer(web.url, headerSecret(cli.id))],
        hook: { mcp_servers: ["web"], allowed_tools: ["mcp__web"] },
        payload: { text: "[[mcp: note_down = over HTTP]]" },
      });

      expect(outcome.answer).toContain("noted: over HTTP");
      const called = (await notes(bench)).filter(({ what }) => what === "called");
      expect(called).toMatchObject([{ text: "over HTTP" }]);
      expect(called[0]?.around["authorization"]).toBe(`Bearer ${headerSecret(cli.id)}`);
      await writeFile(record(bench), "");
      expect(await filesBelow(bench.home)).not.toContain("s3cret-");
    } finally {
      await web.close();
    }
  });

  test().each(["read_only", "full"])(
    "does not call a tool that is not allowed, with %s",
    async (permission) => {
      const bench = await open();

      const outcome = await bench.run({
        mcpServers: [stdioServer(bench), stdioServer(bench, "other")],
        hook: {
          permission,
          accept_risk: true,
          mcp_servers: ["notes", "other"],
          allowed_tools: ["mcp__notes__note_down"],
        },
        payload: { text: "[[mcp: tear_up = everything]]" },
      });

      expect(outcome.answer).not.toContain("noted:");
      const all = await notes(bench);
      expect(all.filter(({ what }) => what === "called")).toEqual([]);
      // The other one is not even started: none of its tools is allowed.
      expect(new Set(all.map(({ what }) => what)).size).toBeLessThanOrEqual(1);
      expect(bench.server.requests.map(({ body }) => body).join("\n")).not.toContain("other__");
    },
  );

  test()("loads no server of the folder or of the owner's own settings", async () => {
    const bench = await open();
    const ran = path.join(bench.home, "ran");
    const ownRan = path.join(bench.home, "own-ran");
    await cli.plant(bench.folder, ran);
    // One with a name of its own, and one with the name that the hook uses.
    for (const name of ["mine", "notes"]) await cli.ownServer(bench.home, name, ownRan);

    const without = await bench.run({ payload: { text: "[[say: done]]" } });
    const outcome = await bench.run({
      mcpServers: [stdioServer(bench)],
      hook: { mcp_servers: ["notes"], allowed_tools: ["mcp__notes"] },
      payload: { text: "[[mcp: note_down = mine alone]]" },
    });

    expect(without).toMatchObject({ status: "success", answer: "done" });
    expect(outcome.answer).toContain("noted: mine alone");
    expect(existsSync(ran)).toBe(false);
    expect(existsSync(ownRan)).toBe(false);
  });

  test()("gives each turn of a conversation its own servers alone", async () => {
    const bench = await open();
    const ownRan = path.join(bench.home, "own-ran");
    await cli.ownServer(bench.home, "mine", ownRan);
    let id: string | null = null;
    const turn = (word: string, options: RunOptions = {}) =>
      bench.run({
        ...options,
        payload: { text: `[[mcp: note_down = ${word}]]` },
        session: { id, onId: (told) => (id = told) },
      });
    const given = {
      mcpServers: [stdioServer(bench)],
      hook: { mcp_servers: ["notes"], allowed_tools: ["mcp__notes__note_down"] },
    };

    const first = await turn("first", given);
    const second = await turn("second");
    const third = await turn("third", given);

    expect(first.answer).toContain("noted: first");
    expect(second.answer).not.toContain("noted: second");
    expect(third).toMatchObject({ sessionId: first.sessionId });
    expect(third.answer).toContain("noted: third");
    const called = (await notes(bench)).filter(({ what }) => what === "called");
    expect(called.map(({ text }) => text)).toEqual(["first", "third"]);
    expect(existsSync(ownRan)).toBe(false);
  });

  // The control of the two tests before: the program does start it where nothing keeps it away.
  test(cli.id === "claude" && "no server of the owner's own starts with it")(
    "would start the owner's own server by itself",
    async () => {
      const bench = await open();
      const ownRan = path.join(bench.home, "own-ran");
      await cli.ownServer(bench.home, "mine", ownRan);

      await bench.run({ hook: { trust_folder: true }, payload: { text: "[[say: done]]" } });

      expect(existsSync(ownRan)).toBe(true);
    },
  );

  test()("is not started where a server's program is missing", async () => {
    const bench = await open();
    const connection = { kind: "stdio", command: ["no-such-server"], environment: {} } as const;

    const outcome = await bench.run({
      mcpServers: [{ name: "gone", connection, problem: null, secretValues: [] }],
      hook: { mcp_servers: ["gone"], allowed_tools: ["mcp__gone"] },
    });

    expect(outcome).toMatchObject({ status: "error:mcp_server", untouched: true });
    expect(bench.server.requests).toEqual([]);
  });
});
