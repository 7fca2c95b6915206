import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it } from "vitest";
import { WakehookError } from "../../../src/core/records/errors.ts";
import { openLedgerReader } from "../../../src/ledger/reading/open-reader.ts";
import { waitingReports } from "../../ledger/temp-ledger.ts";
import type { RequestParts } from "../../modes/mode-bench.ts";
import {
  ask,
  conversationBench,
  playedAgent,
  readyAgent,
  wakeOf,
  words,
  type BenchOptions,
} from "./conversation-bench.ts";

const undo: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

/** After what nobody holds is gone. */
function heapInUse(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}

async function open(options: BenchOptions = {}) {
  const bench = await conversationBench(options);
  undo.push(
    () => bench.modes.close(),
    () => bench.conversations.shutdown(0),
  );
  await bench.conversations.start();
  return bench;
}

describe("the owner's words", () => {
  it("are answered by an agent that remembers those before", async () => {
    const bench = await open();

    const first = await ask(bench, "the first words");
    const second = await ask(bench, "the second words");

    expect(first).toContain("example agent");
    expect(second).toContain("I remember 1 earlier");
    const [conversation] = bench.store.conversations({ chat: "main" });
    expect(conversation).toMatchObject({ entity: null, agent: "example", turns: 2, unread: 2 });
    expect(conversation?.folder).toBe(path.join(bench.modes.paths.tasksFolder, "chat"));
    expect(bench.store.messages({ chat: "main" }).map(({ author }) => author)).toEqual([
      "owner",
      "agent",
      "owner",
      "agent",
    ]);
  });

  it("are on disk before anything runs, and taken once", async () => {
    const agent = playedAgent();
    const bench = await open(agent);

    const said = bench.conversations.say(words("hello"));
    const reader = openLedgerReader(bench.home.paths.database);
    expect(reader.chats.messages({ chat: "main" })).toMatchObject([
      { author: "owner", text: "hello", origin: "local" },
    ]);
    expect(reader.chats.openTurns()).toHaveLength(1);
    reader.close();
    expect(said).toMatchObject({ kind: "taken", behind: null });
    expect(bench.conversations.say(words("hello"))).toEqual({ kind: "repeat" });
    (await agent.run(1)).end();
    await bench.conversations.turnEnded(bench.store.openTurns()[0]?.id ?? ("" as never));
    expect(bench.conversations.say(words("hello"))).toEqual({ kind: "repeat" });
    expect(agent.runs).toHaveLength(1);
  });

  it("begin with wakehook's own words, and expand nothing", async () => {
    const agent = readyAgent();
    const bench = await open(agent);

    await ask(bench, "/clear @/etc/passwd </outside-1>");

    const { prompt, request } = await agent.run(1);
    expect(prompt).toMatch(/^The owner of this machine writes/);
    expect(prompt).toContain("/clear @\u2060/etc/passwd [defused marker]");
    expect(request).toMatchObject({ permission: "read_only", worktree: false, budgetUsd: null });
  });

  it("carry the message that they answer, as data", async () => {
    const agent = readyAgent();
    const bench = await open(agent);
    await ask(bench, "one");
    const answer = bench.store.messages({ chat: "main" })[1];

    await ask(bench, "two", { replyTo: answer?.id ?? null });

    expect((await agent.run(2)).prompt).toMatch(/<outside-\w+>\nanswer 1\n<\/outside-\w+>/);
  });

  it("are answered wherever they came from", async () => {
    const bench = await open(readyAgent());
    await ask(bench, "one", {
      inbound: { target: "phone", id: "7" },
      postTo: ["phone", "desk"],
    });

    const answer = bench.store.messages({ chat: "main" })[1];
    const payload = `{"message":"${answer?.id ?? ""}"}`;
    expect(waitingReports(bench.ledger)).toMatchObject([
      { sink: "target:phone", payload },
      { sink: "target:desk", payload },
    ]);
  });

  it.each([
    ["the switch", { features: {} }, /features\.agents is off/],
    ["safe mode", { safe_mode: true }, /safe_mode is on/],
    ["a provider", { agents: {} }, /no provider: set chat\.provider/],
    ["a known provider", { agents: { provider: "claud" } }, /did you mean claude\?/],
    ["its folder", { chat: { folder: "gone" } }, /gone is no folder/],
    ["an allowed folder", { chat: { folder: "/" } }, /^chat\.folder: .*task_roots/],
  ])("are refused in words without %s, and kept", async (_, config, reason) => {
    const bench = await open({ ...readyAgent(), config });
    const said = bench.conversations.say(words("hello", { postTo: ["phone"] }));

    expect(said).toEqual({ kind: "refused", reason: expect.stringMatching(reason) as string });
    expect(bench.conversations.say(words("hello"))).toEqual({ kind: "repeat" });
    expect(bench.store.messages({ chat: "main" })).toMatchObject([
      { author: "owner", text: "hello" },
      { author: "wakehook", kind: "notice", text: expect.stringMatching(/^No answer: /) as string },
    ]);
    expect(waitingReports(bench.ledger)).toHaveLength(1);
  });

  it("are told that no program is there, and what was denied", async () => {
    const bench = await open({ config: { agents: { provider: "codex", path: "/nowhere" } } });
    expect(await ask(bench, "one")).toContain("No answer: error:cli_not_found_codex");

    const agent = playedAgent();
    const other = await open(agent);
    const asked = ask(other, "two");
    (await agent.run(1)).end({ deniedTools: ["Bash"], answer: "so far" });
    expect(await asked).toBe("so far\n\nDenied tools: Bash");
  });

  it("are answered without the secrets in force", async () => {
    const bench = await open({
      ...readyAgent(),
      mask: (text) => text.replaceAll("answer", "(secret)"),
    });

    expect(await ask(bench, "one")).toBe("(secret) 1");
    const [turn] = bench.store.turns(bench.store.conversations({})[0]?.id ?? ("" as never), 1);
    expect(turn?.reply).toBe("(secret) 1");
    const file = path.join(bench.modes.paths.runsFolder, turn?.id ?? "", "result.md");
    expect(readFileSync(file, "utf8")).toBe("(secret) 1");
  });

  it("get a very long answer as its beginning and a file", async () => {
    const agent = playedAgent();
    const bench = await open(agent);
    const asked = ask(bench, "one");
    (await agent.run(1)).end({ answer: "a".repeat(300_000) });

    expect((await asked).length).toBeLessThan(201_000);
    const [{ files } = { files: [] }] = bench.store.messages({ chat: "main", limit: 1 });
    const [file] = files;
    expect(file).toMatchObject({ name: "answer.md" });
    const whole = readFileSync(path.join(bench.modes.paths.root, file?.path ?? ""), "utf8");
    expect(whole).toHaveLength(300_000);
  });

  it("go to another agent when the owner says so, and back", async () => {
    const agent = readyAgent();
    const bench = await open(agent);
    await ask(bench, "one");
    bench.conversations.useAgent("main", "claude");
    await ask(bench, "two");
    bench.conversations.useAgent("main", null);
    await ask(bench, "three");

    expect(agent.runs.map(({ request }) => request.provider)).toEqual([
      "example",
      "claude",
      "example",
    ]);
    expect(bench.conversations.agentOf("main")).toBe("example");
    expect(agent.runs[2]?.request.session?.id).toBe("s-1");
  });
});

describe("a conversation", () => {
  it("is closed and begun anew", async () => {
    const agent = readyAgent();
    const bench = await open(agent);
    await ask(bench, "one");

    const closed = bench.conversations.renew("main", null);
    expect(bench.conversations.say(words("one"))).toEqual({ kind: "repeat" });
    expect(bench.store.conversations({ state: "open" })).toEqual([]);
    await ask(bench, "two");

    expect(closed).toMatchObject({ state: "closed", turns: 1 });
    expect(agent.runs[1]?.request.session?.id).toBeNull();
    expect(agent.runs[1]?.prompt).not.toContain("answer 1");
    expect(bench.conversations.renew("other", null)).toBeNull();
  });

  it("goes on in a new session where the agent has lost it, and is told what was said", async () => {
    const agent = playedAgent();
    const bench = await open(agent);
    const first = ask(bench, "the blue house", { postTo: ["phone"] });
    (await agent.run(1)).request.session?.onId("s-1");
    (await agent.run(1)).end({ answer: "it is @blue" });
    await first;

    const second = ask(bench, "and the red one");
    const lost = await agent.run(2);
    expect(lost.request.session?.id).toBe("s-1");
    lost.end({
      status: "error:session_unknown",
      sessionUnknown: true,
      untouched: true,
      answer: "",
    });
    const next = await agent.run(3);
    expect(next.request.session?.id).toBeNull();
    next.request.session?.onId("s-2");
    next.end({ answer: "red" });

    expect(await second).toBe("red");
    expect(next.prompt).toMatch(/^This goes on with an earlier conversation/);
    expect(next.prompt).toMatch(
      /<outside-(\w+)>[^]*the blue house[^]*it is @\u2060blue[^]*<\/outside-\1>[^]*and the red one/,
    );
    expect(bench.store.messages({ chat: "main" }).map(({ kind }) => kind)).toEqual([
      "words",
      "words",
      "words",
      "seam",
      "words",
    ]);
    expect(bench.store.conversations({})[0]).toMatchObject({ sessionId: "s-2", turns: 2 });
  });

  it("begins anew once only", async () => {
    const agent = playedAgent();
    const bench = await open(agent);
    const asked = ask(bench, "one");
    const unknown = { status: "error:session_unknown", sessionUnknown: true } as const;
    (await agent.run(1)).end(unknown);
    (await agent.run(2)).end({ ...unknown, answer: "" });

    expect(await asked).toContain("No answer: error:session_unknown");
    expect(agent.runs).toHaveLength(2);
  });

  it("moves on with what was said where its folder is another one now", async () => {
    const agent = readyAgent();
    const bench = await open(agent);
    await ask(bench, "one");
    bench.configure({ chat: { folder: "site" } });
    await ask(bench, "two");

    const [before, after] = agent.runs;
    expect(path.basename(before?.request.folder ?? "")).toBe("chat");
    expect(path.basename(after?.request.folder ?? "")).toBe("site");
    expect(after?.request.session?.id).toBeNull();
    expect(after?.prompt).toContain("answer 1");
  });

  it("says how to go on by hand", async () => {
    const bench = await open({ ...readyAgent("s-7"), config: { agents: { provider: "claude" } } });
    await ask(bench, "one");
    const [conversation] = bench.store.conversations({});
    const id = conversation?.id ?? ("" as never);

    expect(bench.conversations.byHand(id)).toBe(
      `cd ${conversation?.folder ?? ""} && claude --resume s-7`,
    );
    bench.conversations.renew("main", null);
    expect(bench.conversations.byHand("cnv_x" as never)).toBeNull();
  });
});

describe("turns", () => {
  it("go one after the other, the owner's before hooks, and none is lost", async () => {
    const agent = playedAgent();
    const bench = await open(agent);
    const one = bench.conversations.wake(await wakeOf(bench, "hook 1"));
    const two = bench.conversations.wake(await wakeOf(bench, "hook 2"));
    const first = await agent.run(1);
    const said = bench.conversations.say(words("owner"));

    expect(said).toMatchObject({ kind: "taken", behind: { origin: "hook", state: "running" } });
    expect(agent.runs).toHaveLength(1);
    first.end({ answer: "to hook 1" });
    expect((await agent.run(2)).prompt).toContain("owner");
    (await agent.run(2)).end({ answer: "to owner" });
    (await agent.run(3)).end({ answer: "to hook 2" });

    expect(await one).toMatchObject({ status: "success", answer: "to hook 1" });
    expect(await two).toMatchObject({ status: "success", answer: "to hook 2" });
    expect(agent.runs.map(({ prompt }) => prompt)).toEqual([
      "hook 1",
      expect.stringContaining("owner"),
      expect.stringMatching(/hook 2$/),
    ]);
  });

  it("are ended by the owner, and the next goes on", async () => {
    const agent = playedAgent();
    const bench = await open(agent);
    const asked = ask(bench, "one");
    await agent.run(1);
    const [conversation] = bench.store.conversations({});
    const id = conversation?.id ?? ("" as never);
    expect(bench.conversations.going(id)).toMatchObject({ state: "running" });

    expect(bench.conversations.stop(id)).toBe(true);
    expect(await asked).toContain("error:stopped");
    expect(bench.conversations.stop(id)).toBe(false);
    expect(bench.conversations.going(id)).toBeNull();
    const next = ask(bench, "two");
    (await agent.run(2)).end();
    expect(await next).toBe("an answer");
  });

  it("wait for a disk that is full, and are answered then", async () => {
    const faults = new Map([
      ["setSession", 1],
      ["endTurn", 1],
    ]);
    const failing = (name: string): void => {
      const left = faults.get(name) ?? 0;
      faults.set(name, left - 1);
      if (left > 0) throw new WakehookError("storage_unavailable", "the disk is full");
    };
    const bench = await open({
      ...readyAgent(),
      over: (store) => ({
        ...store,
        setSession(...given) {
          failing("setSession");
          store.setSession(...given);
        },
        endTurn(...given) {
          failing("endTurn");
          return store.endTurn(...given);
        },
      }),
    });

    expect(await ask(bench, "one")).toBe("answer 1");
    expect(bench.store.conversations({})[0]).toMatchObject({ sessionId: "s-1", turns: 1 });
  });

  it("fail alone where wakehook itself fails", async () => {
    const bench = await open({
      runAgent: () => Promise.reject(new Error("a secret path")),
    });
    const answer = await ask(bench, "one");
    expect(answer).toContain("error:exception");
    expect(answer).not.toContain("secret path");
  });

  it("that wait keep no memory but their ids", async () => {
    const agent = playedAgent();
    const bench = await open({ ...agent, over: (_, store) => store });
    bench.conversations.say(words("first"));
    await agent.run(1);
    const before = heapInUse();
    for (let number = 0; number < 60; number += 1)
      bench.conversations.say(
        words("x".repeat(100_000), { inbound: { target: "local", id: String(number) } }),
      );

    expect(bench.store.openTurns()).toHaveLength(61);
    // Kept whole they would be 6 MB.
    expect(heapInUse() - before).toBeLessThan(2_000_000);
  });
});

describe("a hook's wake", () => {
  const hook = (changes: Record<string, unknown>): RequestParts => ({ hook: changes });

  it("goes into the owner's conversation, and its answer to the targets", async () => {
    const agent = readyAgent();
    const bench = await open(agent);
    await ask(bench, "one");
    const wake = await wakeOf(bench, "look", { postTo: ["phone"], hook: { permission: "edit" } });

    const outcome = await bench.conversations.wake(wake);

    expect(outcome).toMatchObject({ status: "success", answer: "answer 2", agent: "example" });
    expect(agent.runs[1]?.request).toMatchObject({ permission: "edit", session: { id: "s-1" } });
    expect(agent.runs[1]?.request.runId).toBe(`${wake.request.runId}.local`);
    const message = bench.store.messages({ chat: "main", limit: 1 })[0];
    expect(message).toMatchObject({
      author: "agent",
      hookId: "site",
      runId: wake.request.runId,
      text: "**The site** · `issues.opened` · `octo/site#42`\n\nanswer 2",
    });
    expect(waitingReports(bench.ledger).map(({ sink }) => sink)).toEqual(["target:phone"]);
    expect(existsSync(path.join(wake.folder, "result.md"))).toBe(true);
  });

  it("continues what its session says, and never the owner's by an entity's name", async () => {
    const agent = readyAgent();
    const bench = await open(agent);
    await ask(bench, "one");
    for (const entity of ["main", "", "chat", "null"]) {
      const named = { delivery: { entity }, ...hook({ session: "entity" }) };
      await bench.conversations.wake(await wakeOf(bench, "look", named));
      await bench.conversations.wake(await wakeOf(bench, "again", named));
    }
    const fresh = hook({ session: "new" });
    await bench.conversations.wake(await wakeOf(bench, "alone", fresh));
    await bench.conversations.wake(await wakeOf(bench, "alone", fresh));
    const nothing = { delivery: { entity: null }, ...hook({ session: "entity" }) };
    await bench.conversations.wake(await wakeOf(bench, "about nothing", nothing));

    const main = bench.store.openConversation({ chat: "main", entity: null, agent: "example" });
    expect(main).toMatchObject({ turns: 1 });
    const others = bench.store.conversations({}).filter(({ entity }) => entity !== null);
    expect(others.map(({ turns }) => turns).toSorted((one, other) => one - other)).toEqual([
      1, 1, 1, 2, 2, 2, 2,
    ]);
    expect(others.map(({ entity }) => entity)).toContain("hook/site:main");
  });

  it("shares an entity's conversation with hooks of the same preset alone", async () => {
    const bench = await open(readyAgent());
    for (const source of ["github", "github", "gitlab", "generic"])
      await bench.conversations.wake(
        await wakeOf(bench, "look", hook({ session: "entity", source, auth_mode: "source" })),
      );

    expect(
      bench.store
        .conversations({})
        .map(({ entity, turns }) => `${entity ?? ""} ${turns}`)
        .toSorted(),
    ).toEqual(["github:octo/site#42 2", "gitlab:octo/site#42 1", "hook/site:octo/site#42 1"]);
  });

  it("says nothing in the chat where it failed, or has nothing to tell", async () => {
    const agent = playedAgent();
    const bench = await open(agent);
    const failed = bench.conversations.wake(await wakeOf(bench, "1"));
    (await agent.run(1)).end({
      status: "error:limit_example",
      untouched: true,
      retryAt: 5,
      answer: "",
    });
    const silent = bench.conversations.wake(await wakeOf(bench, "2"));
    (await agent.run(2)).end({ answer: "[SILENT] nothing new" });

    expect(await failed).toMatchObject({
      status: "error:limit_example",
      untouched: true,
      retryAt: 5,
    });
    expect(await silent).toMatchObject({ status: "success", answer: "[SILENT] nothing new" });
    expect(bench.store.messages({ chat: "main" })).toEqual([]);
    const [conversation] = bench.store.conversations({});
    expect(bench.store.turns(conversation?.id ?? ("" as never), 5)).toMatchObject([
      { level: "finished", reply: "[SILENT] nothing new" },
      { level: "accepted", status: "error:limit_example" },
    ]);
  });

  it("is called off while it waits, and not begun", async () => {
    const agent = playedAgent();
    const bench = await open(agent);
    const first = bench.conversations.wake(await wakeOf(bench, "1"));
    const ending = new AbortController();
    const second = bench.conversations.wake(await wakeOf(bench, "2", { signal: ending.signal }));
    await agent.run(1);
    ending.abort("stopped");

    expect(await second).toMatchObject({ status: "error:stopped" });
    (await agent.run(1)).end();
    await first;
    expect(agent.runs).toHaveLength(1);
    expect(bench.store.openTurns()).toEqual([]);
  });

  it("writes an outside name as code that calls nobody", async () => {
    const bench = await open(readyAgent());
    const outside = { entity: "@everyone `x` <!channel>\n# big", event: null };
    await bench.conversations.wake(await wakeOf(bench, "1", { delivery: outside }));

    const [message] = bench.store.messages({ chat: "main" });
    expect(message?.text.split("\n")[0]).toBe(
      "**The site** · `@\u2060everyone x <\u2060!channel> # big`",
    );
  });

  it("needs the switch and a provider, as every agent does", async () => {
    const bench = await open(readyAgent());
    const off = await wakeOf(bench, "1", { config: { features: {} } });
    expect(await bench.conversations.wake(off)).toMatchObject({
      status: "error:feature_off_agents",
    });
  });
});

describe("a daemon that comes back", () => {
  it("answers what waited, and tells what was interrupted", async () => {
    const agent = playedAgent();
    const bench = await open(agent);
    const post = { postTo: ["phone"] };
    bench.conversations.say(words("runs", post));
    bench.conversations.say(words("waits", post));
    bench.conversations.wake(await wakeOf(bench, "hook")).catch(() => {});
    const { request } = await agent.run(1);
    request.session?.onId("s-1");
    // The daemon dies here.
    bench.ledger.close();

    const later = readyAgent();
    const next = bench.again(later);
    await next.conversations.start();
    const [waiting] = next.store.openTurns();
    if (waiting !== undefined) await next.conversations.turnEnded(waiting.id);

    expect(next.orphans).toHaveLength(1);
    expect(next.store.messages({ chat: "main" }).map(({ text }) => text)).toEqual([
      "runs",
      "waits",
      expect.stringMatching(/^wakehook was stopped or died/),
      "answer 1",
    ]);
    expect(later.runs[0]?.request.session?.id).toBe("s-1");
    expect(later.runs[0]?.prompt).toContain("waits");
    expect(waitingReports(next.ledger).map(({ sink }) => sink)).toEqual([
      "target:phone",
      "target:phone",
    ]);
    const [conversation] = next.store.conversations({});
    const turns = next.store.turns(conversation?.id ?? ("" as never), 5);
    expect(turns.map(({ origin, status }) => `${origin} ${status ?? ""}`).toSorted()).toEqual([
      "hook error:interrupted",
      "owner error:interrupted",
      "owner success",
    ]);
    await next.conversations.shutdown(0);
  });

  it("takes words before it has looked at what was left, and answers them once", async () => {
    const agent = readyAgent();
    const bench = await conversationBench(agent);
    undo.push(() => bench.modes.close());
    const said = bench.conversations.say(words("early"));
    expect(agent.runs).toEqual([]);
    await bench.conversations.start();
    if (said.kind === "taken") await bench.conversations.turnEnded(said.turn.id);

    expect(agent.runs).toHaveLength(1);
    await bench.conversations.shutdown(0);
  });

  it("lets a turn end within the grace; words that come meanwhile wait for the next start", async () => {
    const agent = playedAgent();
    const bench = await open(agent);
    const asked = ask(bench, "one");
    const run = await agent.run(1);
    const stopped = bench.conversations.shutdown(10_000);
    bench.conversations.say(words("two"));
    run.end();

    await stopped;
    expect(await asked).toBe("an answer");
    expect(agent.runs).toHaveLength(1);
    expect(bench.store.openTurns()).toMatchObject([{ state: "queued" }]);
  });

  it("interrupts a turn that outlasts the grace, and says so", async () => {
    const agent = playedAgent();
    const bench = await open(agent);
    const asked = ask(bench, "one");
    await agent.run(1);
    await bench.conversations.shutdown(1);

    expect(await asked).toContain("error:interrupted");
  });
});
