// Conversations of a daemon that is killed: between turns nothing is lost, a turn that ran is told and not repeated.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Message } from "../../src/core/records/conversation.ts";
import { openLedgerReader } from "../../src/ledger/reading/open-reader.ts";
import { aHook, createHome, type DaemonHome } from "./daemon-home.ts";
import { claudeResult, putAgent, untilFile } from "./programs.ts";

const SESSION = "0b1c2d3e-0000-4000-8000-000000000001";

/** An agent that notes how it was called, and answers when the gate of that how-many-th turn is there. */
async function chattyHome() {
  const home = await createHome({
    hooks: [aHook("wake", { mode: "wake", to: null, prompt_template: "look at it" })],
    config: { features: { agents: true }, agents: { provider: "claude" } },
  });
  const calls = path.join(home.folder, "calls");
  writeFileSync(calls, "");
  const at = (name: string): string => path.join(home.folder, name);
  putAgent(home.bin, "claude", [
    `cat > /dev/null; echo "$*" >> '${calls}'; n=$(grep -c . '${calls}')`,
    untilFile(`${at("gate-")}'$n'`),
    claudeResult("answer NUMBER").replace("NUMBER", `'$n'`).replace("s-1", SESSION),
  ]);
  return {
    home,
    open: (number: number) => writeFileSync(at(`gate-${number}`), ""),
    calls: () => readFileSync(calls, "utf8").trim().split("\n"),
  };
}

function messages({ paths }: DaemonHome): Message[] {
  const reader = openLedgerReader(paths.database);
  try {
    return reader.chats.messages({ limit: 100 });
  } finally {
    reader.close();
  }
}

/** What was said, reports of hooks apart. */
const texts = (home: DaemonHome): string[] =>
  messages(home).flatMap(({ kind, text }) => (kind === "report" ? [] : text));

describe("wakes", () => {
  it("two at once are two turns that remember, each answered once in the chat", async () => {
    const home = await createHome({
      hooks: [1, 2].map((number) =>
        aHook(`wake-${number}`, { mode: "wake", to: null, report: null, prompt_template: "look" }),
      ),
      config: { features: { agents: true }, agents: { provider: "example" } },
    });
    const daemon = await home.start();
    const posted = await Promise.all([daemon.post("wake-1"), daemon.post("wake-2")]);
    const ends = posted.map(({ id }) =>
      daemon.until("it has ended", () => home.delivery(id)?.status ?? null),
    );

    expect(await Promise.all(ends)).toEqual(["success", "success"]);
    // Each is told in the chat by its answer, and not by a report too.
    expect(messages(home).map(({ author, kind }) => `${author} ${kind}`)).toEqual([
      "agent words",
      "agent words",
    ]);
    expect(texts(home)[1]).toContain("I remember 1 earlier");
  });

  it("wait for an agent that is not there, as tasks do", async () => {
    const home = await createHome({
      hooks: [aHook("wake", { mode: "wake", to: null, prompt_template: "look" })],
      config: { features: { agents: true }, agents: { provider: "claude" } },
    });
    const daemon = await home.start();
    const { id } = await daemon.post("wake");
    await daemon.until("it is held", () => home.delivery(id)?.status === "held:agent");
    expect(home.runs(id)).toMatchObject([{ status: "error:cli_not_found_claude" }]);
  });
});

describe("kill -9", () => {
  it("between turns loses none: the next goes on in the agent's session", async () => {
    const { home, open, calls } = await chattyHome();
    for (const number of [1, 2]) open(number);
    const first = await home.spawn();
    await first.admin("POST", "/messages", { id: "words-01", text: "one" });
    await first.until("the first answer", () => texts(home).includes("answer 1"));
    await first.kill("SIGKILL");

    const second = await home.spawn();
    await second.admin("POST", "/messages", { id: "words-01", text: "one" });
    await second.admin("POST", "/messages", { id: "words-02", text: "two" });
    await second.until("the second answer", () => texts(home).includes("answer 2"));

    expect(texts(home)).toEqual(["one", "answer 1", "two", "answer 2"]);
    expect(calls()).toEqual([
      expect.stringContaining("--session-id"),
      expect.stringContaining(`--resume ${SESSION}`),
    ]);
  });

  it("in a turn: it is told, not run again, and what waited is answered", async () => {
    const { home, open, calls } = await chattyHome();
    const first = await home.spawn();
    await first.admin("POST", "/messages", { id: "words-01", text: "one" });
    await first.until("the agent runs", () => calls()[0] !== "");
    await first.admin("POST", "/messages", { id: "words-02", text: "two" });
    const { id } = await first.post("wake", {});
    await first.until("the hook waits", () => home.runs(id).length === 1);
    await first.kill("SIGKILL");
    for (const number of [2, 3]) open(number);

    const second = await home.spawn();
    await second.until("the answer to what waited", () => texts(home).includes("answer 2"));

    expect(texts(home)).toEqual([
      "one",
      "two",
      expect.stringMatching(/^wakehook was stopped or died/),
      "answer 2",
    ]);
    expect(calls()).toHaveLength(2);
    expect(home.delivery(id)).toMatchObject({ state: "done", status: "error:interrupted" });
    expect(home.runs(id)).toHaveLength(1);
  });
});
