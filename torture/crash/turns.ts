// kill -9 while its owner talks to an agent and a hook wakes it, again and again in one home: what was taken is there
// once, nothing is asked of the agent twice, and every word is answered, or its owner told that it was not.

import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { aHook, openHome, type DaemonHome, type LiveChild } from "../../test/e2e/open-home.ts";
import { claudeResult, putAgent } from "../../test/e2e/programs.ts";
import { openLedgerReader } from "../../src/ledger/reading/open-reader.ts";
import { waitUntil } from "../load/wait-until.ts";
import type { Row, TortureContext } from "../part.ts";
import { linesOf } from "./lines-of.ts";

const SESSION = "0b1c2d3e-0000-4000-8000-000000000001";
const LONGEST_WAIT_MS = 600_000;
const WORDS_PER_LIFE = 12;
const WAKES_PER_LIFE = 3;

interface Talk {
  readonly home: DaemonHome;
  /** Words that the daemon has said to have. */
  readonly taken: Set<string>;
  /** What the hook's sender said, once it was answered 202 -> its delivery. */
  readonly accepted: Map<string, string>;
  /** What the agent was asked, in its order. */
  readonly asked: () => string[];
}

/** Kills the daemon of a new home so many times; the last one answers all that is left. */
export async function turnRows(context: TortureContext, kills: number): Promise<Row[]> {
  const talk = await openTalk(context);
  for (let life = 1; life <= kills; life += 1) {
    const daemon = await talk.home.spawn();
    const talking = Promise.all([say(talk, daemon, life), wake(talk, daemon, life)]);
    await sleep(100 + Math.random() * 700);
    await daemon.kill("SIGKILL");
    await daemon.close();
    await talking;
  }
  const last = await talk.home.spawn();
  await Promise.all([say(talk, last, 0), wake(talk, last, 0)]);
  await waitUntil(LONGEST_WAIT_MS, () => openTurns(talk.home) + talk.home.unended() === 0);
  await last.kill("SIGTERM");
  const rows = judge(talk, kills);
  await talk.home.close();
  return rows;
}

async function openTalk(context: TortureContext): Promise<Talk> {
  const home = await openHome({
    config: { features: { agents: true }, agents: { provider: "claude" } },
    // Its report goes to the chat too.
    hooks: [aHook("wakes", { to: undefined, prompt_template: "{{words}}", max_concurrent: 3 })],
  });
  context.after(() => home.close());
  const log = path.join(home.folder, "asked.log");
  putAgent(home.bin, "claude", [
    // The words are the last line of the prompt.
    `words=$(grep -o 'words-[0-9]*-[0-9]*' | tail -n 1); echo "$words" >> '${log}'; sleep 0.05`,
    claudeResult("to WORDS").replace("WORDS", `'"$words"'`).replace("s-1", SESSION),
  ]);
  return { home, taken: new Set(), accepted: new Map(), asked: () => linesOf(log) };
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

/** A sender that sends again what was not answered would be told of a repeat: each is sent once. */
async function wake({ accepted }: Talk, daemon: LiveChild, life: number): Promise<void> {
  for (let number = 1; number <= WAKES_PER_LIFE; number += 1) {
    const words = `words-${life}-${WORDS_PER_LIFE + number}`;
    const answer = await daemon.post("wakes", { words }).catch(() => null);
    if (answer?.status === 202) accepted.set(words, answer.id);
  }
}

function judge(talk: Talk, kills: number): Row[] {
  return [...judgeWords(talk, kills), ...judgeWakes(talk, kills)];
}

function judgeWords({ home, taken, asked }: Talk, kills: number): Row[] {
  const messages = read(home, (chats) => chats.messages({ limit: 100_000 }));
  const owners = messages.filter(({ author }) => author === "owner");
  const answered = new Set(messages.map(({ replyTo }) => replyTo));
  const texts = new Set(owners.map(({ text }) => text));
  const lost = [...taken].filter((words) => !texts.has(words)).length;
  const doubled = owners.length - texts.size;
  const runs = asked();
  const twice = runs.length - new Set(runs).size;
  const unanswered = owners.filter(({ id }) => !answered.has(id)).length;
  const row = rowOf("kill -9 while its owner talks to an agent", kills);
  return [
    row("words that were taken are there, once", [lost + doubled, taken.size], "lost or doubled"),
    row("the agent is asked nothing twice", [twice, runs.length], "asked again"),
    row("all are answered, or told", [unanswered, owners.length], "without an answer"),
  ];
}

/** A wake is a success where its answer stands in the chat, and else its report does: once each. */
function judgeWakes({ home, accepted, asked }: Talk, kills: number): Row[] {
  const messages = read(home, (chats) => chats.messages({ limit: 100_000 }));
  const ofDelivery = Map.groupBy(messages, ({ deliveryId }) => deliveryId);
  const ended = [...accepted].map(([words, id]) => ({
    words,
    status: home.delivery(id)?.status ?? "none",
    said: ofDelivery.get(home.delivery(id)?.id ?? null)?.length ?? 0,
  }));
  const begun = new Set(asked());
  const wrong = ended.filter(
    ({ words, status }) =>
      !(status === "success" ? begun.has(words) : status === "error:interrupted"),
  );
  const untold = ended.filter(({ said }) => said !== 1);
  const row = rowOf("kill -9 while a hook wakes its owner's chat", kills);
  return [
    row("what got 202 ends, truly", [wrong.length, ended.length], "in another status"),
    row("the chat has its answer or why not, once", [untold.length, ended.length], "without"),
  ];
}

/** `among`: how many broke it, of how many. */
function rowOf(fault: string, times: number) {
  return (promised: string, [broken, all]: readonly [number, number], how: string): Row => ({
    fault,
    times,
    promised,
    seen: `${broken} of ${all} ${how}`,
    kept: broken === 0 && all > 0,
  });
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
