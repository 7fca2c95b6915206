// kill -9 while its owner talks to an agent, again and again in one home: what was taken is there once, nothing is
// asked of the agent twice, and every word is answered, or its owner told that it was not.

import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openHome, type DaemonHome, type LiveChild } from "../../test/e2e/open-home.ts";
import { claudeResult, putAgent } from "../../test/e2e/programs.ts";
import { openLedgerReader } from "../../src/ledger/open-reader.ts";
import { waitUntil } from "../load/wait-until.ts";
import type { Row, TortureContext } from "../part.ts";
import { linesOf } from "./lines-of.ts";

const SESSION = "0b1c2d3e-0000-4000-8000-000000000001";
const LONGEST_WAIT_MS = 120_000;
const WORDS_PER_LIFE = 12;

interface Talk {
  readonly home: DaemonHome;
  /** Words that the daemon has said to have. */
  readonly taken: Set<string>;
  /** What the agent was asked, in its order. */
  readonly asked: () => string[];
}

/** Kills the daemon of a new home so many times; the last one answers all that is left. */
export async function turnRows(context: TortureContext, kills: number): Promise<Row[]> {
  const talk = await openTalk(context);
  for (let life = 1; life <= kills; life += 1) {
    const daemon = await talk.home.spawn();
    const talking = say(talk, daemon, life);
    await sleep(100 + Math.random() * 700);
    await daemon.kill("SIGKILL");
    await daemon.close();
    await talking;
  }
  const last = await talk.home.spawn();
  await say(talk, last, 0);
  await waitUntil(LONGEST_WAIT_MS, () => openTurns(talk.home) === 0);
  await last.kill("SIGTERM");
  const rows = judge(talk, kills);
  await talk.home.close();
  return rows;
}

async function openTalk(context: TortureContext): Promise<Talk> {
  const home = await openHome({
    config: { features: { agents: true }, agents: { provider: "claude" } },
  });
  context.after(() => home.close());
  const log = path.join(home.folder, "asked.log");
  putAgent(home.bin, "claude", [
    // The words are the last line of the prompt.
    `words=$(grep -o 'words-[0-9]*-[0-9]*' | tail -n 1); echo "$words" >> '${log}'; sleep 0.05`,
    claudeResult("to WORDS").replace("WORDS", `'"$words"'`).replace("s-1", SESSION),
  ]);
  return { home, taken: new Set(), asked: () => linesOf(log) };
}

/** Says one thing after the other; each twice, as a platform that has lost the answer does. */
async function say({ taken }: Talk, daemon: LiveChild, life: number): Promise<void> {
  for (let number = 1; number <= WORDS_PER_LIFE; number += 1) {
    const id = `words-${life}-${number}`;
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const answer = await daemon.admin("POST", "/messages", { id, text: id }).catch(() => null);
      if (answer?.ok === true) taken.add(id);
    }
  }
}

function judge({ home, taken, asked }: Talk, kills: number): Row[] {
  const messages = read(home, (chats) => chats.messages({ limit: 100_000 }));
  const owners = messages.filter(({ author }) => author === "owner");
  const answered = new Set(messages.map(({ replyTo }) => replyTo));
  const texts = new Set(owners.map(({ text }) => text));
  const lost = [...taken].filter((words) => !texts.has(words)).length;
  const doubled = owners.length - texts.size;
  const runs = asked();
  const twice = runs.length - new Set(runs).size;
  const unanswered = owners.filter(({ id }) => !answered.has(id)).length;
  const row = (promised: string, broken: number, among: string): Row => ({
    fault: "kill -9 while its owner talks to an agent",
    times: kills,
    promised,
    seen: `${broken} of ${among}`,
    kept: broken === 0 && taken.size > 0,
  });
  return [
    row("words that were taken are there, once", lost + doubled, `${taken.size} lost or doubled`),
    row("the agent is asked nothing twice", twice, `${runs.length} asked again`),
    row("all are answered, or told", unanswered, `${owners.length} without an answer`),
  ];
}

function openTurns(home: DaemonHome): number {
  return read(home, (chats) => chats.openTurns().length);
}

function read<Result>(
  { paths }: DaemonHome,
  ask: (chats: ReturnType<typeof openLedgerReader>["chats"]) => Result,
): Result {
  const reader = openLedgerReader(paths.database);
  try {
    return ask(reader.chats);
  } finally {
    reader.close();
  }
}
