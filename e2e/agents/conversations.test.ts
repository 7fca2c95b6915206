// Conversations over a real ledger with the real programs: turns remembered, none lost, a lost session begun anew.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, expect } from "vitest";
import { createConversations } from "../../src/chat/conversations/conversations.ts";
import type { WakeTurn } from "../../src/core/ports/conversations-port.ts";
import { Config } from "../../src/core/settings/config.ts";
import { Hook } from "../../src/core/settings/hook.ts";
import { openLedger } from "../../src/ledger/open.ts";
import { systemClock } from "../../src/system/clock.ts";
import { homePaths } from "../../src/system/home.ts";
import { newDeliveryId, newRunId, systemRandomness } from "../../src/system/randomness.ts";
import { deliveryOf, type Bench } from "./bench.ts";
import type { Cli } from "./clis.ts";
import { describeEach } from "./each-cli.ts";

const undo: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

async function openChat(bench: Bench, cli: Cli) {
  const paths = homePaths(bench.home);
  const ledger = openLedger({ paths, clock: systemClock });
  const config = Config.parse({
    features: { agents: true },
    agents: { provider: cli.id, model: cli.model, environment: bench.config.agents.environment },
    chat: { timeout_seconds: 45 },
  });
  const quiet = (): void => {};
  const conversations = createConversations({
    clock: systemClock,
    randomness: systemRandomness,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    mask: (text) => text,
    store: ledger.chats,
    settings: () => ({ config, hooks: new Map(), problems: [], secretValues: [] }),
    runAgent: bench.runAgent,
    mcpServers: () => [],
    paths,
    endOrphan: () => Promise.resolve(),
  });
  undo.push(async () => {
    await conversations.shutdown(0);
    ledger.close();
  });
  await conversations.start();

  async function say(text: string): Promise<string> {
    const said = conversations.say({
      inbound: { target: "local", id: text },
      chat: "main",
      conversationId: null,
      text,
      replyTo: null,
      postTo: [],
    });
    if (said.kind !== "taken") throw new Error(JSON.stringify(said));
    await conversations.turnEnded(said.turn.id);
    return ledger.chats.messages({ limit: 1 })[0]?.text ?? "";
  }

  async function wake(prompt: string) {
    const hook = Hook.parse({ id: "site", title: "The site", mode: "wake", prompt_template: "p" });
    const runId = newRunId(Date.now(), systemRandomness);
    const runFolder = path.join(paths.runsFolder, runId);
    const folder = path.join(runFolder, "local");
    await mkdir(folder, { recursive: true });
    const promptFile = path.join(runFolder, "prompt.md");
    await writeFile(promptFile, `An event arrived. ${prompt}`);
    const delivery = { ...deliveryOf(hook), id: newDeliveryId(Date.now(), systemRandomness) };
    const request: WakeTurn["request"] = {
      runId,
      delivery,
      content: { headers: [], body: null },
      hook,
      config,
      mark: "",
      budgetUsd: null,
      runFolder,
      signal: new AbortController().signal,
      onProcess: () => {},
    };
    return conversations.wake({ request, chat: "main", postTo: [], promptFile, folder });
  }
  return { chats: ledger.chats, say, wake };
}

describeEach(({ cli, test, open }) => {
  test()("remembers the owner's words from turn to turn", async () => {
    const { say, chats } = await openChat(await open(), cli);

    await say("[[turn: one]]");

    expect(await say("[[turn: two]]")).toBe("turns so far: one two; answered: 1");
    expect(chats.conversations({})).toMatchObject([{ agent: cli.id, turns: 2 }]);
  });

  test()("loses neither of two wakes that come at once", async () => {
    const { say, wake } = await openChat(await open(), cli);

    const ends = await Promise.all([wake("[[turn: one]]"), wake("[[turn: two]]")]);

    expect(ends).toMatchObject([{ status: "success" }, { status: "success" }]);
    // Whichever came first.
    expect(await say("[[turn: three]]")).toMatch(
      /^turns so far: (one two|two one) three; answered: 2$/,
    );
  });

  test()("goes on in a new session where it has lost the old one", async () => {
    const { say, chats } = await openChat(await open(), cli);
    await say("[[turn: one]]");
    const [conversation] = chats.conversations({});
    const [turn] = chats.turns(conversation?.id ?? ("" as never), 1);
    const lost = lostId(conversation?.sessionId ?? "");
    chats.setSession(conversation?.id ?? ("" as never), turn?.id ?? ("" as never), lost);

    const answer = await say("[[turn: two]]");

    expect(answer).toContain("turns so far:");
    expect(answer).toContain("two");
    expect(chats.messages({}).map(({ kind }) => kind)).toContain("seam");
    expect(chats.conversations({})[0]?.sessionId).not.toBe(lost);
  });
});

/** Of the same form, and nobody's. */
function lostId(id: string): string {
  return `${id.slice(0, -4)}${id.endsWith("0000") ? "1111" : "0000"}`;
}
