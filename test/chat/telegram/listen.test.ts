import { describe, expect, it } from "vitest";
import { until } from "../hub/hub-bench.ts";
import { aCard, channelBench } from "./channel-bench.ts";
import { about, OWNER, STRANGER } from "./telegram-platform.ts";
import { TOKEN } from "./bot-api.ts";

type Bench = Awaited<ReturnType<typeof channelBench>>;

const polls = ({ api }: Bench) => api.calls.filter(({ method }) => method === "getUpdates");
const offsets = (bench: Bench) => polls(bench).map(({ params }) => params["offset"] ?? null);
const say = (bench: Bench, text: string) => bench.platform.write({ sender: OWNER, text });
const heard = ({ words }: Bench) => words.map(({ text }) => text);
const started = async (options: Parameters<typeof channelBench>[0] = {}): Promise<Bench> => {
  const bench = await channelBench(options);
  bench.channel.start();
  await until(() => expect(bench.healths.length).toBeGreaterThan(0));
  return bench;
};
/** Another program polls for the same bot. */
const rival = async ({ api }: Bench): Promise<void> => {
  const answer = fetch(`${api.url}/bot${TOKEN}/getUpdates`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "timeout=0&limit=1",
  });
  await (await answer).text();
};

/** What it was, one after the other; where time goes this fast, a busy machine looks like one that is down. */
const statesOf = ({ healths }: Bench): string[] =>
  healths.filter((state) => state !== "down").filter((state, at, all) => state !== all[at - 1]);

/** The other one polls until it has ended a poll of ours. */
const clash = async (bench: Bench): Promise<void> => {
  const before = bench.api.state.conflicts;
  await until(async () => {
    await rival(bench);
    expect(bench.api.state.conflicts).toBeGreaterThan(before);
  });
};

describe("updates", () => {
  it("are confirmed only behind what was taken", async () => {
    const bench = await started();
    const first = bench.api.state.nextUpdate;
    bench.throwing.push(Object.assign(new Error("disk full"), { code: "storage_unavailable" }));

    say(bench, "one");
    say(bench, "two");
    await until(() => expect(heard(bench)).toEqual(["one", "two"]));
    await until(() => expect(offsets(bench).at(-1)).toBe(String(first + 2)));

    expect(offsets(bench).filter((offset) => offset === null).length).toBeGreaterThanOrEqual(2);
    expect(bench.healths).toContain("down");
    expect(bench.channel.health().state).toBe("up");
  });

  it("go on after a restart where they stopped", async () => {
    const bench = await started();
    say(bench, "before");
    await until(() => expect(heard(bench)).toEqual(["before"]));
    await bench.channel.stop();
    say(bench, "meanwhile");

    const { memory, platform } = bench;
    const later = await started({ memory, platform });
    await until(() => expect(heard(later)).toEqual(["meanwhile"]));
  });

  it("with lower numbers are heard after a long silence, when Telegram counts anew", async () => {
    const old = Date.now() - 4 * 86_400_000;
    const bench = await started({ memory: new Map([["offset:7000", `990000 ${old}`]]) });

    say(bench, "back again");

    await until(() => expect(heard(bench)).toEqual(["back again"]));
    expect(offsets(bench)[0]).toBeNull();
  });

  it("of another bot have numbers of their own", async () => {
    const memory = new Map([["offset:8000", `990000 ${Date.now()}`]]);
    const bench = await started({ memory });
    say(bench, "hello");
    await until(() => expect(heard(bench)).toEqual(["hello"]));
    expect(offsets(bench)[0]).toBeNull();
    expect([...memory.keys()]).toEqual(["offset:8000", "offset:7000"]);
  });

  it("that break the program are passed over after three tries, and told", async () => {
    const bench = await started();
    bench.throwing.push(...[1, 2, 3].map((at) => new Error(`a surprise ${at}`)));

    say(bench, "poison");
    say(bench, "behind it");

    await until(() => expect(heard(bench)).toEqual(["behind it"]));
    expect(bench.logged.filter((line) => line.includes("passed over"))).toHaveLength(1);
  });

  it("that say nothing to us do no harm", async () => {
    const bench = await started();
    bench.api.tell({ message: { ...about("-5", 3), new_chat_title: "x" } });
    bench.api.tell({ message: { ...about(OWNER, 4), text: "x", from: { id: 1, is_bot: true } } });
    bench.api.tell({ my_chat_member: {} });
    bench.api.tell({ message: { ...about("-5", 5), migrate_to_chat_id: -100777 } });
    say(bench, "hello");

    await until(() => expect(heard(bench)).toEqual(["hello"]));
    expect(bench.memory.get("moved:-5")).toBe("-100777");
  });

  it("of an album are heard once, and what follows them is", async () => {
    const bench = await started();
    for (let at = 0; at < 45; at += 1)
      bench.api.tell({ message: { ...about(OWNER, 100 + at), photo: [], media_group_id: "a1" } });
    say(bench, "behind it");

    await until(() => expect(heard(bench)).toHaveLength(2));
    expect(heard(bench)[1]).toBe("behind it");
  });

  it("are read no more once it is stopped, and nothing of it is left", async () => {
    const bench = await started();
    await until(() => expect(bench.api.isPolled()).toBe(true));
    await bench.channel.stop();
    await until(() => expect(bench.api.isPolled()).toBe(false));
    const before = bench.api.calls.length;
    say(bench, "too late");
    await rival(bench);

    expect(heard(bench)).toEqual([]);
    expect(bench.api.calls).toHaveLength(before + 1);
  });
});

describe("a button", () => {
  it("is answered in words that Telegram takes, and not at all to a stranger", async () => {
    const bench = await started();
    const { posted } = await bench.send({ card: aCard() });
    const ref = posted[0] ?? "";

    void bench.platform.press(STRANGER, ref, "Run");
    const words = await bench.platform.press(OWNER, ref, "Discard");

    expect(words).toMatch(/^done x+$/);
    expect(bench.decisions.map(({ data }) => data)).toEqual([
      "run:abcdefghijklmnopqrstuv",
      "discard:abcdefghijklmnopqrstuv",
    ]);
    const answers = bench.api.calls.filter(({ method }) => method === "answerCallbackQuery");
    expect(answers).toHaveLength(1);
    expect(bench.api.complaints).toEqual([]);
  });

  it("pressed so late that Telegram takes no answer is decided all the same", async () => {
    const bench = await started();
    const from = about(OWNER, 1).from;
    const message = { chat: about(OWNER, 1).chat, message_id: 3, date: 0 };
    bench.api.tell({
      callback_query: { id: "old", from, message, chat_instance: "1", data: "run:x" },
    });
    say(bench, "behind it");

    await until(() => expect(heard(bench)).toEqual(["behind it"]));
    expect(bench.decisions).toHaveLength(1);
  });
});

describe("another program that reads for the same bot", () => {
  it("is told of after three conflicts, and looked for again every five minutes", async () => {
    const bench = await started({ factor: 300, apiFactor: 5000 });
    const { channel } = bench;
    // Three within two minutes of its time, which are short here: a busy machine needs more of them.
    await until(async () => {
      if (channel.health().state !== "send_only") await clash(bench);
      expect(channel.health().state).toBe("send_only");
    });
    const { since } = channel.health();

    expect(channel.health().detail).toContain("another program");
    expect((await bench.send({})).result).toEqual({ ok: true });
    // It is still there at the second look, and gone at the third: nothing seemed well in between.
    await clash(bench);
    await until(() => expect(channel.health().state).toBe("up"));
    expect(statesOf(bench)).toEqual(["up", "send_only", "up"]);
    // As the channel saw it: a busy machine looks late.
    expect(channel.health().since - since).toBeGreaterThan(600_000);
    say(bench, "heard again");
    await until(() => expect(heard(bench)).toEqual(["heard again"]));
  });

  it("once, as after a restart, is nothing to tell", async () => {
    const bench = await started();
    await clash(bench);
    say(bench, "hello");

    await until(() => expect(heard(bench)).toEqual(["hello"]));
    expect(bench.healths).toEqual(["up"]);
  });
});

describe("what keeps it from hearing", () => {
  it("is a webhook: it says so at once, and is mended by itself when that is taken away", async () => {
    const bench = await channelBench({ factor: 600, apiFactor: 5000 });
    bench.api.state.webhook = true;
    bench.channel.start();
    await until(() => expect(bench.channel.health().state).toBe("send_only"));
    expect(bench.channel.health().detail).toContain("deleteWebhook");
    bench.api.state.webhook = false;

    await until(() => expect(bench.channel.health().state).toBe("up"));
  });

  it("is a token that is worth nothing, in words without it", async () => {
    const bench = await channelBench({ target: { token: `7000:${"B".repeat(35)}` } });
    bench.channel.start();

    await until(() => expect(bench.channel.health().state).toBe("down"));
    expect(bench.channel.health().detail).toContain("@BotFather");
    expect(bench.channel.health().detail).not.toContain("BBB");
  });

  it("is a poll that hangs: it is given up, and asked anew", async () => {
    const bench = await started({ factor: 200 });
    await until(() => expect(bench.api.isPolled()).toBe(true));
    bench.api.state.hanging = true;
    say(bench, "in between");
    await until(() => expect(bench.healths).toContain("down"));
    expect(bench.channel.health().detail).toContain("no answer within");
    bench.api.state.hanging = false;

    await until(() => expect(heard(bench)).toEqual(["in between"]));
    expect(bench.channel.health().state).toBe("up");
  });

  it("is too many requests: it waits as long as it is told to", async () => {
    const bench = await channelBench();
    bench.api.state.tooManyPolls = { times: 1, retryAfterMs: 10_000 };
    const begun = bench.clock.monotonic();
    bench.channel.start();

    await until(() => expect(bench.channel.health().state).toBe("up"));
    expect(bench.clock.monotonic() - begun).toBeGreaterThanOrEqual(10_000);
  });
});
