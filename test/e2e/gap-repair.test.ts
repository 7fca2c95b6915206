// What GitHub could not deliver while the daemon was away comes in when it is back: the wanted ones, late, once.

import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openLedgerReader } from "../../src/ledger/reading/open-reader.ts";
import { openGithub, type Github } from "../repair/github/github-stand-in.ts";
import { aHook, createHome, type DaemonHome } from "./daemon-home.ts";

const SECRET = "the-secret-of-the-webhook";
const PUBLIC_URL = "https://hooks.example.org/hooks/site";
const HOUR_MS = 3_600_000;

const issue = (number: number, action = "opened") => ({
  action,
  issue: { number, title: `Issue ${number}` },
  repository: { full_name: "octo/site" },
});

async function openWorld(more: Record<string, unknown> = {}) {
  const github = await openGithub({ secret: SECRET, url: PUBLIC_URL });
  onTestFinished(() => github.close());
  const hook = aHook("site", {
    mode: "notify",
    message_template: "{{issue.number}} {{$delivery.late_seconds}}",
    prompt_template: undefined,
    to: undefined,
    source: "github",
    secret: SECRET,
    events: ["issues.opened"],
    public_url: PUBLIC_URL,
    repair: { kind: "github", token: github.token, repository: "octo/site", api_url: github.url },
    ...more,
  });
  const home = await createHome({ config: { forward_allow: ["127.0.0.1"] }, hooks: [hook] });
  return { github, home, hook };
}

function read<Result>(
  home: DaemonHome,
  ask: (ledger: ReturnType<typeof openLedgerReader>) => Result,
) {
  const reader = openLedgerReader(home.paths.database);
  try {
    return ask(reader);
  } finally {
    reader.close();
  }
}

const deliveries = (home: DaemonHome) => read(home, (ledger) => ledger.deliveries({ limit: 1000 }));
const repairs = (home: DaemonHome) => read(home, ({ gaps }) => gaps.repairs({ limit: 10 }));
const aimAt = (github: Github, { hooksUrl }: { hooksUrl: string }): void =>
  void (github.target = `${hooksUrl}/hooks/site`);

const aimed = (github: Github) => vi.waitFor(() => expect(github.target).not.toBeNull(), 5000);

async function repaired(home: DaemonHome, count = 1): Promise<void> {
  await vi.waitFor(
    () => expect(repairs(home).filter(({ state }) => state === "done")).toHaveLength(count),
    10_000,
  );
}

describe("a daemon that was stopped while its sender had events", () => {
  it("runs exactly the wanted ones, late, once, the oldest first", async () => {
    const { github, home } = await openWorld();
    const first = await home.start();
    aimAt(github, first);
    const before = await github.event("issues", issue(1));
    await first.stop();
    github.target = null;
    for (let number = 2; number <= 4; number += 1)
      await github.event("issues", issue(number), { agoMs: (10 - number) * 1000 });
    for (let number = 0; number < 150; number += 1)
      await github.event("push", { ref: `refs/heads/${number}` }, { agoMs: 1000 });
    await github.event("issues", issue(9, "closed"), { agoMs: 500 });

    const second = await home.start();
    aimAt(github, second);
    await repaired(home);

    const kept = deliveries(home).toReversed();
    expect(kept.map(({ entity, via }) => [entity, via])).toEqual([
      ["octo/site#1", null],
      ["octo/site#2", "repair"],
      ["octo/site#3", "repair"],
      ["octo/site#4", "repair"],
    ]);
    await vi.waitFor(() =>
      expect(deliveries(home).map(({ status }) => status)).toEqual(Array(4).fill("success")),
    );
    expect(github.fetched()).toBe(3);
    expect(github.faults).toEqual([]);
    expect(repairs(home)[0]).toMatchObject({ listed: 155, unwanted: 151, counts: { new: 3 } });
    const gaps = read(home, (ledger) => ledger.gaps.gaps(10));
    expect(gaps).toMatchObject([{ cause: "stopped", endedAt: expect.any(Number) }]);
    expect(github.find(before)).toHaveLength(1);
    const told = read(home, (ledger) => JSON.stringify(ledger.outbox({ limit: 100 })));
    expect(told.match(/3 late deliveries came in/g)).not.toBeNull();
  });

  it("takes what the repair and the sender bring at the same moment once", async () => {
    const { github, home } = await openWorld();
    const first = await home.start();
    await first.stop();
    const guid = await github.event("issues", issue(1), { agoMs: 2000 });
    const [attempt] = github.find(guid);
    const live = Promise.withResolvers<void>();
    github.instead = async (line) => {
      await aimed(github);
      // While wakehook waits for the payload, the owner has pressed Redeliver.
      if (!/^GET .*\/deliveries\/\d+$/.test(line)) return undefined;
      const response = await fetch(github.target ?? "", {
        method: "POST",
        headers: attempt?.headers ?? {},
        body: JSON.stringify(attempt?.payload),
      });
      expect(response.status).toBe(202);
      live.resolve();
      return undefined;
    };

    const second = await home.start();
    aimAt(github, second);
    await live.promise;
    await repaired(home);

    expect(deliveries(home)).toMatchObject([{ via: null, duplicates: 1 }]);
    expect(repairs(home)[0]?.counts).toMatchObject({ new: 0, known: 1 });
  });

  it("only records what is older than max_age", async () => {
    const { github, home } = await openWorld({ max_age: "1h" });
    const first = await home.start();
    await first.stop();
    await github.event("issues", issue(1), { agoMs: 1000 });
    home.clock.skip(2 * HOUR_MS);
    github.skewMs = 2 * HOUR_MS;
    await github.event("issues", issue(2), { agoMs: 120_000 });

    const second = await home.start();
    aimAt(github, second);
    await repaired(home);

    await vi.waitFor(() =>
      expect(deliveries(home).map(({ entity, status }) => [entity, status])).toEqual([
        ["octo/site#2", "success"],
        ["octo/site#1", "skipped:too_old"],
      ]),
    );
  });

  it("takes in what came while the machine slept, as soon as it wakes", async () => {
    const { github, home } = await openWorld();
    const daemon = await home.start();
    aimAt(github, daemon);
    home.clock.setTo(home.clock.now() + 8 * HOUR_MS);
    github.skewMs = 8 * HOUR_MS;
    await github.event("issues", issue(1), { agoMs: 3 * HOUR_MS });
    home.clock.skip(15_000);
    await repaired(home);

    expect(read(home, ({ gaps }) => gaps.gaps(1))).toMatchObject([{ cause: "asleep" }]);
    expect(deliveries(home)).toMatchObject([{ entity: "octo/site#1", via: "repair" }]);
    const { id = "" } = deliveries(home)[0] ?? {};
    const shown = (await (await daemon.admin("GET", `/deliveries/${id}`)).json()) as {
      received_at: number;
      sent_at: number;
    };
    expect(Math.round((shown.received_at - shown.sent_at) / HOUR_MS)).toBe(3);
  });

  it("takes in what it had to turn away itself, once it can", async () => {
    const { github, home, hook } = await openWorld();
    await home.putHooks([{ ...hook, timeout_seconds: -1 }]);
    const daemon = await home.start();
    aimAt(github, daemon);
    const guid = await github.event("issues", issue(1));
    expect(github.find(guid).map(({ status }) => status)).toEqual([503]);
    await home.putHooks([hook]);
    await daemon.admin("POST", "/reload");
    github.skewMs = 75_000;
    for (let look = 0; look < 5; look += 1) home.clock.skip(15_000);
    await repaired(home);

    expect(read(home, ({ gaps }) => gaps.gaps(1))).toMatchObject([{ cause: "hook_invalid" }]);
    expect(deliveries(home)).toMatchObject([{ entity: "octo/site#1", via: "repair" }]);
  });

  it("is asked by hand: first what would come in, then to take it in", async () => {
    const { github, home } = await openWorld();
    const daemon = await home.start();
    await github.event("issues", issue(1), { agoMs: 3 * HOUR_MS });
    const body = { hook_id: "site", since_seconds: 86_400 };
    const call = async (path: string) =>
      (await (await daemon.admin("POST", path, body)).json()) as Record<string, unknown>;

    expect(await call("/repairs/preview")).toMatchObject({ listed: 1, missed: [{}], word: null });
    expect(deliveries(home)).toEqual([]);
    expect(await call("/repairs")).toMatchObject({ hook_id: "site", asked_by: "owner" });
    await repaired(home);
    expect(deliveries(home)).toHaveLength(1);
    const list = (await (await daemon.admin("GET", "/gaps")).json()) as Record<string, unknown>;
    expect(list).toMatchObject({ gaps: [], repairs: [{ state: "done", counts: { new: 1 } }] });
    const none = await daemon.admin("POST", "/repairs", { hook_id: "nope" });
    expect(none.status).toBe(404);
  });

  it("asks for another attempt where the payload is not to be had", async () => {
    const { github, home } = await openWorld();
    const first = await home.start();
    await first.stop();
    const guid = await github.event("issues", issue(1), { agoMs: 1000 });
    for (const attempt of github.find(guid)) attempt.hasNoPayload = true;
    github.instead = async () => {
      await aimed(github);
      return undefined;
    };

    const second = await home.start();
    aimAt(github, second);
    await repaired(home);

    expect(deliveries(home)).toMatchObject([{ entity: "octo/site#1", via: null }]);
    expect(repairs(home)[0]?.counts).toMatchObject({ asked: 1, new: 0 });
    expect(github.find(guid).map(({ status }) => status)).toEqual([202, 502]);
  });
});

describe("a daemon that is killed in the middle of a repair", () => {
  it("goes on at its next start: nothing is doubled, nothing is lost", async () => {
    const { github, home } = await openWorld();
    const first = await home.start();
    await first.stop();
    const count = 12;
    for (let number = 1; number <= count; number += 1)
      await github.event("issues", issue(number), { agoMs: 60_000 - number });
    let held = 0;
    const reached = Promise.withResolvers<void>();
    github.instead = (line) => {
      if (!/^GET .*\/deliveries\/\d+$/.test(line) || (held += 1) < 6) return undefined;
      reached.resolve();
      return new Promise(() => {});
    };
    const child = await home.spawn();
    await reached.promise;
    await child.kill("SIGKILL");
    expect(deliveries(home).length).toBe(5);
    github.instead = () => undefined;

    const last = await home.start();
    aimAt(github, last);
    await repaired(home, 2);

    const numbers = deliveries(home).map(({ entity }) => entity);
    expect(new Set(numbers).size).toBe(count);
    expect(numbers).toHaveLength(count);
    expect(read(home, ({ gaps }) => gaps.gaps(10)).map(({ cause }) => cause)).toEqual([
      "killed",
      "stopped",
    ]);
    await vi.waitFor(() =>
      expect(new Set(deliveries(home).map(({ status }) => status))).toEqual(new Set(["success"])),
    );
  });
});
