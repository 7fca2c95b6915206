// Conversations: what each real program remembers from one run to the next, and what still holds then.

import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import type { AgentSession } from "../../src/core/ports/agent-port.ts";
import type { Bench, RunOptions } from "./bench.ts";
import { describeEach } from "./each-cli.ts";
import { livingOf } from "./processes.ts";

/** Whoever keeps a conversation: notes the id that it is told. */
function keeper(id: string | null = null): { session: AgentSession; told: string[] } {
  const told: string[] = [];
  return { session: { id, onId: (one) => void told.push(one) }, told };
}

/** One turn of a conversation, by its id. */
function turn(bench: Bench, id: string | null, options: RunOptions & { word?: string } = {}) {
  const { session, told } = keeper(id);
  const payload = options.payload ?? { text: `[[turn: ${options.word ?? "more"}]]` };
  return bench.run({ ...options, payload, session }).then((outcome) => ({ ...outcome, told }));
}

/** Begins a conversation; returns its id. */
async function begin(bench: Bench, options?: RunOptions & { word?: string }): Promise<string> {
  const first = await turn(bench, null, options);
  expect(first.status).toBe("success");
  expect(first.told).toEqual([first.sessionId]);
  return first.told[0] ?? "";
}

const FULL = { permission: "full", accept_risk: true };

describeEach(({ cli, test, open }) => {
  test()("remembers the turns of a conversation, under one id", async () => {
    const bench = await open();

    const id = await begin(bench, { word: "one" });
    const second = await turn(bench, id, { word: "two" });
    const third = await turn(bench, id, { word: "three" });

    expect(second).toMatchObject({
      status: "success",
      answer: "turns so far: one two; answered: 1",
      sessionId: id,
      told: [],
    });
    expect(third).toMatchObject({ answer: "turns so far: one two three; answered: 2" });
    // What a turn cost and used is its own, and not that of the whole conversation.
    expect(third.costUsd).toBe(second.costUsd);
    expect(third.tokensIn).toBe(cli.id === "codex" ? undefined : second.tokensIn);
  });

  test()("remembers nothing in a run of its own", async () => {
    const bench = await open();
    await begin(bench, { word: "one" });

    const alone = await bench.run({ payload: { text: "[[turn: two]]" } });

    expect(alone.answer).toBe("turns so far: two; answered: 0");
  });

  test()("tells the id of a new conversation before the model has answered", async () => {
    const bench = await open();
    const stop = new AbortController();
    let tell = (_id: string): void => {};
    const known = new Promise<string>((resolve) => {
      tell = resolve;
    });

    const running = bench.run({
      payload: { text: "[[turn: one]] [[hang]]" },
      session: { id: null, onId: tell },
      signal: stop.signal,
    });
    const id = await known;
    await bench.server.seen("[[hang]]");
    stop.abort("shutdown");

    expect(await running).toMatchObject({ status: "error:interrupted" });
    // The turn that was cut off is not lost: what the owner had written is there.
    const next = await turn(bench, id, { word: "two" });
    expect(next).toMatchObject({ status: "success", told: [] });
    expect(next.answer).toContain("turns so far: one two;");
  });

  test()("loses no turn to a kill -9 between them", async () => {
    const bench = await open();
    const id = await begin(bench, { word: "one" });
    await turn(bench, id, { word: "two" });

    const running = turn(bench, id, { payload: { text: "[[turn: three]] [[hang]]" } });
    await bench.server.seen("[[hang]]");
    for (const line of await livingOf(bench.lastRunId())) {
      const pid = Number(line.split(" ")[0]);
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It went with another one.
      }
    }
    expect((await running).status).toBe("error:signal_SIGKILL");

    const next = await turn(bench, id, { word: "four" });
    expect(next.status).toBe("success");
    expect(next.answer).toMatch(/turns so far: one two (three )?four; answered: 2/);
  });

  test()("says that it does not know a conversation, and has done nothing", async () => {
    const bench = await open();
    await begin(bench);
    const asked = bench.server.requests.length;
    const gone =
      cli.id === "opencode" ? "ses_00000000000000000000000000" : crypto.randomUUID().toLowerCase();

    for (const id of [gone, "1", "the title", "latest"])
      expect(await turn(bench, id)).toMatchObject({
        status: "error:session_unknown",
        sessionUnknown: true,
        untouched: true,
        told: [],
      });
    expect(bench.server.requests).toHaveLength(asked);
  });

  test()("continues in its folder, and says so where it cannot elsewhere", async () => {
    const bench = await open();
    await mkdir(path.join(bench.folder, "../other"));
    const id = await begin(bench, { word: "one" });
    const asked = bench.server.requests.length;
    const started = performance.now();

    const elsewhere = await turn(bench, id, { word: "two", hook: { task_folder: "other" } });

    if (["claude", "codex"].includes(cli.id))
      expect(elsewhere.answer).toBe("turns so far: one two; answered: 1");
    else {
      expect(elsewhere).toMatchObject({
        sessionUnknown: true,
        reason: expect.stringMatching(/that began in|only in/),
      });
      expect(bench.server.requests).toHaveLength(asked);
    }
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  test()("may no more than the permission of this turn, whatever an earlier one was", async () => {
    const bench = await open();
    const made = path.join(bench.folder, "made.txt");
    const id = await begin(bench, { hook: FULL });

    await turn(bench, id, { payload: { text: cli.write(made) } });
    await turn(bench, id, { payload: { text: `[[shell: echo hello > ${made}]]` } });
    expect(existsSync(made)).toBe(false);

    await turn(bench, id, { hook: { permission: "edit" }, payload: { text: cli.write(made) } });
    expect(existsSync(made)).toBe(true);
  });

  test()(
    "may no more than the permission of this turn, where an earlier one used its tools",
    async () => {
      const bench = await open();
      const [before, after] = ["before.txt", "after.txt"].map((name) =>
        path.join(bench.folder, name),
      );
      const id = await begin(bench, {
        hook: FULL,
        payload: { text: `[[shell: echo hello > ${before}]]` },
      });
      expect(existsSync(before ?? "")).toBe(true);

      await turn(bench, id, { payload: { text: `[[shell: echo hello > ${after}]]` } });

      expect(existsSync(after ?? "")).toBe(false);
    },
  );

  test()("loads nothing of the folder on the next turn", async () => {
    const bench = await open();
    const ran = path.join(bench.home, "ran");
    const id = await begin(bench, { word: "one" });
    await cli.plant(bench.folder, ran);

    const next = await turn(bench, id, { word: "two" });

    expect(next.answer).toBe("turns so far: one two; answered: 1");
    expect(existsSync(ran)).toBe(false);
    const sent = bench.server.requests.map((request) => request.body).join("\n");
    expect(sent).not.toContain("planted-system-prompt");
  });

  test()("begins a conversation once, also where its first run is made again", async () => {
    const bench = await open();
    await begin(bench, { word: "one" });
    const again = bench.lastRunId();

    const second = await turn(bench, null, { word: "two", runId: again });

    expect(second.status).toBe("success");
    // Only where the id is ours can it be the same conversation.
    const isOurs = ["claude", "gemini"].includes(cli.id);
    expect(second.answer).toContain(isOurs ? "one two; answered: 1" : "turns so far: two;");
  });
});
