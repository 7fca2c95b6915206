// Conversations: which arguments begin and continue one, and what is told of it.

import { readdirSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { AgentSession } from "../../src/core/ports/agent-port.ts";
import type { RunId } from "../../src/core/records/ids.ts";
import { livingOf, openAgentBench, REAL_PROVIDERS, type AgentBench } from "./agent-bench.ts";

const IDS = {
  claude: "11111111-2222-4333-8444-555555555501",
  codex: "11111111-2222-7333-8444-555555555502",
  gemini: "11111111-2222-4333-8444-555555555503",
  opencode: "ses_11112222",
} as const;
const CONTINUES = {
  claude: `--resume ${IDS.claude}`,
  codex: `resume ${IDS.codex} -`,
  gemini: `--resume ${IDS.gemini}`,
  opencode: `--session ${IDS.opencode}`,
} as const;

let bench: AgentBench;
beforeAll(async () => {
  bench = await openAgentBench();
});
afterEach(async () => {
  expect(await livingOf(bench.lastRunId())).toEqual([]);
});
afterAll(() => bench.close());

/** Whoever keeps a conversation: notes the id that it is told. */
function keeper(id: string | null): { session: AgentSession; told: string[] } {
  const told: string[] = [];
  return { session: { id, onId: (one) => void told.push(one) }, told };
}

describe.each(REAL_PROVIDERS)("a conversation with %s", (provider) => {
  const isOurs = provider === "claude" || provider === "gemini";

  it("begins, and its id is told", async () => {
    const { session, told } = keeper(null);

    const outcome = await bench.run(provider, "good", { session });

    const { parameters } = await bench.record();
    expect(outcome).toMatchObject({ status: "success", answer: "all is well" });
    expect(told).toEqual([outcome.sessionId]);
    if (isOurs) expect(parameters.join(" ")).toContain(`--session-id ${told[0]}`);
    expect(parameters).not.toContain("--resume");
  });

  it("continues under its id, of which nobody needs to be told", async () => {
    const { session, told } = keeper(IDS[provider]);

    const outcome = await bench.run(provider, "good", { session, parameters: ["--verbose"] });

    const { parameters } = await bench.record();
    expect(outcome).toMatchObject({ status: "success", sessionId: IDS[provider] });
    expect(parameters.join(" ")).toContain(CONTINUES[provider]);
    expect(parameters).not.toContain("--session-id");
    expect(told).toEqual([]);
  });

  it("tells the folder's own words once, at its beginning", async () => {
    const words = path.join(bench.folder, provider === "gemini" ? "GEMINI.md" : "AGENTS.md");
    await writeFile(words, "the-folder's-own-words");

    await bench.run(provider, "good", keeper(null));
    const first = (await bench.record()).prompt;
    await bench.run(provider, "good", keeper(IDS[provider]));

    expect(first.includes("the-folder's-own-words")).toBe(provider !== "gemini");
    expect((await bench.record()).prompt).toBe("Look at this.\n");
    await rm(words);
  });

  it("has an id while its first run goes on", async () => {
    const stop = new AbortController();
    const told: string[] = [];
    const onId = (id: string): void => {
      told.push(id);
      stop.abort("shutdown");
    };

    const outcome = await bench.run(provider, "begun", {
      session: { id: null, onId },
      signal: stop.signal,
    });

    expect(outcome.status).toBe("error:interrupted");
    expect(told).toHaveLength(1);
  });

  it("is not begun where its id cannot be written down", async () => {
    const onId = (): never => {
      throw new Error("the disk is full");
    };

    const run = bench.run(provider, "begun", { session: { id: null, onId } });

    await expect(run).rejects.toThrow("the disk is full");
    if (isOurs)
      expect(await readdir(path.join(bench.root, "runs", bench.lastRunId()))).toEqual([
        "prompt.md",
      ]);
  });

  it("is unknown where the program says so", async () => {
    const { session, told } = keeper(IDS[provider]);

    const outcome = await bench.run(provider, "unknown", { session });

    expect(outcome).toMatchObject({
      status: "error:session_unknown",
      sessionUnknown: true,
      untouched: true,
      agent: provider,
    });
    expect(outcome.reason).toContain(IDS[provider]);
    expect(told).toEqual([]);
  });

  it("is not called unknown for words that came after the work", async () => {
    const outcome = await bench.run(provider, "unknown_late", keeper(IDS[provider]));

    expect(outcome.sessionUnknown).toBeUndefined();
    expect(outcome.status).toMatch(/^error:exit_/);
  });

  it.each(["1", "latest", "a title", "--last", "", "ses-1", "../x"])(
    "is not looked for under %j",
    async (id) => {
      const outcome = await bench.run(provider, "good", keeper(id));

      expect(outcome).toMatchObject({ status: "error:session_unknown", sessionUnknown: true });
      expect(await readdir(path.join(bench.root, "runs", bench.lastRunId()))).toEqual([
        "prompt.md",
      ]);
    },
  );

  it("tells the new id of one that went on under another", async () => {
    const { session, told } = keeper(IDS[provider]);

    const outcome = await bench.run(provider, "moved", { session });

    expect(outcome.status).toBe("success");
    expect(told).toEqual([outcome.sessionId]);
  });

  it("refuses what would keep nothing of it", async () => {
    const flag = { claude: "--no-session-persistence", codex: "--ephemeral" }[provider as "codex"];
    const parameters = flag === undefined ? [] : [flag];

    const outcome = await bench.run(provider, "good", { ...keeper(null), parameters });
    const alone = await bench.run(provider, "good", { parameters });

    expect(outcome.status).toBe(flag === undefined ? "success" : "error:exception");
    expect(alone.status).toBe("success");
  });
});

describe.each(["claude", "gemini"] as const)("an id of ours with %s", (provider) => {
  it("is told before the program starts", async () => {
    let wasThere: string[] = [];
    const folder = (): string => path.join(bench.root, "runs", bench.lastRunId());
    const onId = (): void => {
      wasThere = readdirSync(folder());
    };

    await bench.run(provider, "good", { session: { id: null, onId } });

    expect(wasThere).not.toContain("stdout.log");
    expect(await readdir(folder())).toContain("stdout.log");
  });

  it("is continued where the program has it already", async () => {
    const { session, told } = keeper(null);

    const outcome = await bench.run(provider, "taken", { session });

    const { parameters } = await bench.record();
    expect(outcome).toMatchObject({ status: "success", sessionId: told[0] });
    expect(parameters.join(" ")).toContain(`--resume ${told[0]}`);
    expect(told).toHaveLength(1);
  });
});

describe("a conversation with a program that is bound to its folder", () => {
  it("is refused where it began elsewhere, before the program is started", async () => {
    bench.environment["FAKE_FOLDER"] = "/somewhere/else";
    const outcome = await bench.run("opencode", "good", keeper(IDS.opencode));
    delete bench.environment["FAKE_FOLDER"];

    expect(outcome).toMatchObject({ status: "error:session_unknown", sessionUnknown: true });
    expect(outcome.reason).toContain("only in /somewhere/else");
  });

  it("is continued also where it is longer than what is read of it", async () => {
    const outcome = await bench.run("opencode", "long", keeper(IDS.opencode));

    expect(outcome).toMatchObject({ status: "success", sessionId: IDS.opencode });
  });

  it("is not continued blindly where the program does not say where it began", async () => {
    const outcome = await bench.run("opencode", "mute", keeper(IDS.opencode));

    expect(outcome).toMatchObject({ status: "error:exception", untouched: true });
    expect(outcome.sessionUnknown).toBeUndefined();
  });

  it.each(["gemini", "opencode"] as const)("cannot be in worktrees with %s", async (provider) => {
    const changes = { ...keeper(null), worktree: true, permission: "edit" } as const;

    const outcome = await bench.run(provider, "good", changes);

    expect(outcome).toMatchObject({ status: "error:exception", untouched: true });
    expect(outcome.reason).toContain("worktree=false");
  });
});

describe("the example agent", () => {
  const file = (id: string): string => path.join(bench.root, "example-agent", `${id}.json`);

  it("remembers the turns of a conversation", async () => {
    const { session, told } = keeper(null);

    const first = await bench.run("example", "", { session });
    const id = told[0] ?? "";
    const second = await bench.run("example", "", keeper(id));
    const third = await bench.run("example", "", keeper(id));

    expect(first).toMatchObject({ status: "success", sessionId: id });
    expect(first.answer).not.toContain("remember");
    expect(second.answer).toContain('I remember 1 earlier, the last began with "Look at this."');
    expect(third.answer).toContain("I remember 2 earlier");
    expect(JSON.parse(await readFile(file(id), "utf8"))).toHaveLength(3);
  });

  it("keeps nothing of a run of its own", async () => {
    const before = await readdir(path.join(bench.root, "example-agent")).catch(() => []);

    expect((await bench.run("example", "")).answer).toContain("You gave me 14 characters");

    expect(await readdir(path.join(bench.root, "example-agent")).catch(() => [])).toEqual(before);
  });

  it("continues what a first run began that is made again", async () => {
    const { session, told } = keeper(null);
    await bench.run("example", "", { session });

    const again = await bench.run("example", "", { session, runId: bench.lastRunId() as RunId });

    expect(again.answer).toContain("I remember 1 earlier");
    expect(told[0]).toBe(told[1]);
  });

  it("does not know a conversation whose file is gone or no list", async () => {
    const { session, told } = keeper(null);
    await bench.run("example", "", { session });
    await writeFile(file(told[0] ?? ""), "{");

    for (const id of [told[0] ?? "", "11111111-2222-4333-8444-555555555599"])
      expect(await bench.run("example", "", keeper(id))).toMatchObject({ sessionUnknown: true });
  });
});
