// Reports to a server that speaks GitHub's documented shapes; what it was asked is compared.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { markOf, readMark } from "../../../src/core/admission/mark.ts";
import { runId, START, deliveryId } from "../../ledger/temp-ledger.ts";
import { openGithub, type GithubServer } from "./github-server.ts";
import { MARK_KEY, senderWorld, TOKEN, type WorldOptions } from "./sender-world.ts";

const ISSUE = {
  action: "opened",
  issue: { number: 7, title: "It breaks" },
  repository: { full_name: "octo/site" },
};
const PULL = {
  action: "opened",
  pull_request: { number: 8, head: { sha: "a".repeat(40) } },
  repository: { full_name: "octo/site" },
};
const ALL = ["start", "success", "failure"];

async function world(fields: object = {}, options: WorldOptions = {}) {
  const github = await openGithub(TOKEN, () => START);
  const report = { kind: "github", token: TOKEN, base_url: github.url, on: ALL, ...fields };
  return { github, ...senderWorld(report, options) };
}

/** A run from its start to its end, each told at once. */
async function wholeRun(it: Awaited<ReturnType<typeof world>>, payload: object, outcome = {}) {
  await it.deliver(1, payload);
  it.start(1);
  const started = await it.tell();
  it.end(1, outcome);
  return [...started, ...(await it.tell())];
}

const bodies = ({ comments }: GithubServer): string[] => comments.map(({ body }) => body);
const writes = (github: GithubServer): string[] =>
  github.lines().filter((line) => !line.startsWith("GET"));

describe("a comment", () => {
  it("is made at the start and changed at the end, in the very requests that GitHub documents", async () => {
    const it = await world();

    expect(await wholeRun(it, ISSUE)).toMatchObject([{ ok: true }, { ok: true }]);

    const recorded = JSON.parse(
      readFileSync(new URL("recorded/github-comment.json", import.meta.url), "utf8"),
    ) as unknown;
    expect(
      it.github.asked.map(({ method, path, headers, json }) => {
        const { host: _, connection: _c, ...sent } = headers;
        return { method, path, headers: sent, json };
      }),
    ).toEqual(recorded);
    expect(bodies(it.github)).toHaveLength(1);
    expect(bodies(it.github)[0]).toMatch(
      /^It is a bug\.\n\n\*\*Triage\*\*: success · 1 min 23 s\n\n<!-- /,
    );
  });

  it("carries the mark by which wakehook knows its own work", async () => {
    const it = await world();
    await wholeRun(it, ISSUE);

    const [body = ""] = bodies(it.github);
    expect(body).toContain(`<!-- ${markOf(runId(1), MARK_KEY)} -->`);
    expect(readMark(body, MARK_KEY)).toBe(runId(1));
  });

  it("is there once where the daemon dies between its making and the note of it", async () => {
    const it = await world({ on: ["success"] });
    await it.deliver(1, ISSUE);
    it.start(1);
    it.end(1);
    const [entry] = it.waiting();
    if (entry === undefined) throw new Error("nothing waits");

    expect(await it.unnoted(entry)).toMatchObject({ ok: true });
    it.restart();
    expect(await it.tell()).toMatchObject([{ ok: true }]);

    expect(bodies(it.github)).toHaveLength(1);
    expect(writes(it.github)).toEqual(["POST /repos/octo/site/issues/7/comments"]);
    expect(it.waiting()).toEqual([]);
  });

  it("is made anew where somebody has removed it, and nobody else's is changed", async () => {
    const it = await world();
    await it.deliver(1, ISSUE);
    it.start(1);
    await it.tell();
    const [own = ""] = bodies(it.github);
    it.github.comments.length = 0;
    it.github.say("7", own.replaceAll(/^/gm, "> "), "a person that quotes it");
    it.end(1);
    await it.tell();

    expect(bodies(it.github)).toHaveLength(2);
    expect(bodies(it.github)[0]).toMatch(/^> /);
    expect(bodies(it.github)[1]).toMatch(/^It is a bug\./);
  });

  it("is found behind many others, and the first of two with its hidden line counts", async () => {
    const it = await world();
    for (let number = 0; number < 45; number += 1) it.github.say("7", `comment ${number}`);
    await it.deliver(1, ISSUE);
    it.start(1);
    await it.tell();
    it.github.say("7", it.github.comments.at(-1)?.body ?? "", "a person that copies it");
    it.end(1);
    await it.tell();

    expect(it.github.comments.at(-2)?.body).toMatch(/^It is a bug\./);
    expect(it.github.comments.at(-1)?.body).toMatch(/is at work on this/);
    expect(writes(it.github)).toEqual([
      "POST /repos/octo/site/issues/7/comments",
      "PATCH /repos/octo/site/issues/comments/145",
    ]);
  });

  it("says how it failed, and not why: the reason may speak of this machine", async () => {
    const it = await world({ on: ["failure"] });
    await wholeRun(it, ISSUE, { status: "error:exit_1", reason: "/home/ann/x: gone", answer: "" });

    expect(bodies(it.github)[0]).toMatch(/^\*\*Triage\*\*: error:exit_1 · 1 min 23 s\n/);
    expect(bodies(it.github)[0]).not.toContain("/home/ann");
  });

  it("has the owner's words, where what outsiders wrote calls nobody and commands nothing", async () => {
    const text = {
      success: "/label ~done for {{issue.title}} by {{$report.agent}}\n{{$report.answer}}",
    };
    const it = await world({ on: ["success"], text });
    const payload = { ...ISSUE, issue: { number: 7, title: "@all <!-- x" } };
    await wholeRun(it, payload, { answer: "/merge\n```\n@app.route('/x')\n/usr/bin/x" });

    expect(bodies(it.github)[0]).toMatch(
      /^\/label ~done for @\u2060all <\u2060!-- x by claude\n\u2060\/merge\n```\n@app\.route\('\/x'\)\n\/usr\/bin\/x\n```\n\n<!-- /,
    );
  });

  it("is not made for [SILENT]; one that said that work began says that it has ended", async () => {
    const silent = { answer: "[SILENT] nothing to do" };
    const quiet = await world({ on: ["success", "failure"] });
    await wholeRun(quiet, ISSUE, silent);
    expect(quiet.github.asked).toEqual([]);

    const begun = await world();
    await wholeRun(begun, ISSUE, silent);
    expect(bodies(begun.github)[0]).toMatch(/^\*\*Triage\*\*: success/);
    expect(bodies(begun.github)[0]).not.toContain("nothing to do");
  });
});

describe("what stands beside it", () => {
  it("is a commit status by the hook's name, pending and then done", async () => {
    const it = await world({ comment: false, status: true });
    await wholeRun(it, PULL);

    expect(writes(it.github)).toEqual(
      Array.from({ length: 2 }, () => `POST /repos/octo/site/statuses/${"a".repeat(40)}`),
    );
    expect(it.github.statuses).toEqual([
      { state: "pending", description: "Triage is at work", context: "wakehook/github-site" },
      { state: "success", description: "success, 1 min 23 s", context: "wakehook/github-site" },
    ]);
  });

  it("is asked for where a comment on a pull request names no commit", async () => {
    const it = await world({ comment: false, status: "triage", on: ["failure"] });
    const payload = { ...ISSUE, issue: { number: 8, pull_request: { url: "x" } } };
    await wholeRun(it, payload, { status: "error:timeout" });

    expect(it.github.lines()).toEqual([
      "GET /repos/octo/site/pulls/8",
      `POST /repos/octo/site/statuses/${"c".repeat(40)}`,
    ]);
    expect(it.github.statuses).toMatchObject([{ state: "failure", context: "triage" }]);
  });

  it("is one check run, also where it is told twice", async () => {
    const it = await world({ comment: false, check: "triage" });
    await it.deliver(1, PULL);
    it.start(1);
    const [entry] = it.waiting();
    if (entry === undefined) throw new Error("nothing waits");
    await it.unnoted(entry);
    it.restart();
    await it.tell();
    it.end(1, { status: "error:stopped", reason: "stopped by the owner" });
    await it.tell();

    expect(it.github.checks).toMatchObject([
      { name: "triage", head_sha: "a".repeat(40), status: "completed", conclusion: "cancelled" },
    ]);
    expect(it.github.checks[0]?.external_id).toMatch(
      new RegExp(`^${deliveryId(1)}\\.0\\.[0-9a-f]{16}$`),
    );
  });

  it("is labels that go and come; one that is not there is no failure", async () => {
    const labels = {
      start: { add: ["agent: at work"] },
      success: { add: ["triaged"], remove: ["agent: at work", "never there"] },
    };
    const it = await world({ comment: false, labels });
    expect(await wholeRun(it, ISSUE)).toMatchObject([{ ok: true }, { ok: true }]);

    expect([...it.github.labels]).toEqual(["bug", "triaged"]);
  });

  it("is told though another part may not be", async () => {
    const it = await world({ status: true, on: ["success"] });
    it.github.fault = ({ path }, response) => {
      if (!path.includes("/comments")) return false;
      response.writeHead(403).end(`{"message": "Resource not accessible"}`);
      return true;
    };
    const [result] = await wholeRun(it, PULL);

    expect(result).toMatchObject({ ok: false, final: true, httpStatus: 403 });
    expect(it.github.statuses).toHaveLength(1);
  });
});

describe("where it cannot be told", () => {
  const answers: Array<[string, number, Record<string, string>, string, RegExp, object]> = [
    [
      "a token that is not valid",
      401,
      {},
      "Bad credentials",
      /token is not valid/,
      { final: true },
    ],
    [
      "a scope that is missing",
      403,
      { "x-accepted-github-permissions": "issues=write" },
      "Resource not accessible",
      /needs Issues: write.*asks for issues=write/,
      { final: true },
    ],
    [
      "an issue that is not there",
      404,
      {},
      "Not Found",
      /not there, or the token may not see it: it needs Issues: write/,
      { final: true },
    ],
    ["a locked one", 410, {}, "gone", /HTTP 410/, { final: true }],
    ["a fault", 502, {}, "<html>", /HTTP 502/, { final: false }],
    [
      "patience in seconds",
      429,
      { "retry-after": "90" },
      "slow down",
      /HTTP 429/,
      { final: false, retryAfterMs: 90_000 },
    ],
    [
      "patience until a date",
      503,
      { "retry-after": new Date(START + 60_000).toUTCString() },
      "",
      /HTTP 503/,
      { final: false, retryAfterMs: 60_000 },
    ],
    [
      "a used up rate limit",
      403,
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(START / 1000 + 120) },
      "API rate limit exceeded",
      /rate limit/,
      { final: false, retryAfterMs: 120_000 },
    ],
    [
      "a secondary rate limit",
      403,
      {},
      "You have exceeded a secondary rate limit",
      /secondary/,
      { final: false, retryAfterMs: 60_000 },
    ],
    [
      "a redirect",
      301,
      { location: "http://10.0.0.1/" },
      "",
      /redirects are not followed/,
      { final: true },
    ],
  ];

  it.each(answers)("%s is said", async (_, status, headers, message, words, result) => {
    const it = await world({ on: ["success"] });
    it.github.fault = (_asked, response) => {
      response.writeHead(status, headers).end(JSON.stringify({ message }));
      return true;
    };
    const [told] = await wholeRun(it, ISSUE);

    expect(told).toMatchObject({ ok: false, httpStatus: status, ...result });
    expect(told).toHaveProperty("error", expect.stringMatching(words));
    expect(JSON.stringify(told)).not.toContain(TOKEN);
  });

  it("leaves the others of a receiver alone that asks for patience, and asks it again afterwards", async () => {
    const it = await world({ on: ["success"] });
    it.github.fault = (_asked, response) => {
      response.writeHead(429, { "retry-after": "30" }).end();
      return true;
    };
    for (const number of [1, 2]) {
      await it.deliver(number, ISSUE);
      it.start(number);
      it.end(number);
    }
    const [first] = it.waiting();
    const told = first === undefined ? null : await it.tryOne(first);
    expect(told).toMatchObject({ retryAfterMs: 30_000 });
    it.clock.advance(1000);
    expect(it.rulesOf("sender:github-site:0").patienceMs).toBe(29_000);

    it.github.fault = null;
    it.clock.advance(29_000);
    expect(it.rulesOf("sender:github-site:0").patienceMs).toBe(0);
    expect(await it.tell()).toMatchObject([{ ok: true }, { ok: true }]);
    expect(bodies(it.github)).toHaveLength(2);
  });

  it("tries again where the connection is reset, and makes no second comment of one that was made", async () => {
    const it = await world({ on: ["success"] });
    let resets = 1;
    it.github.fault = ({ method, json }, response) => {
      if (method !== "POST" || resets-- === 0) return false;
      // It was taken; the answer is lost.
      it.github.say("7", (json as { body: string }).body);
      response.destroy();
      return true;
    };
    await it.deliver(1, ISSUE);
    it.start(1);
    it.end(1);

    expect(await it.tell()).toMatchObject([{ ok: false, final: false }]);
    expect(await it.tell()).toMatchObject([{ ok: true }]);
    expect(bodies(it.github)).toHaveLength(1);
  });

  it("ends with the daemon where a receiver stalls", async () => {
    const it = await world({ on: ["success"] });
    it.github.fault = () => {
      it.stop();
      return true;
    };
    const [told] = await wholeRun(it, ISSUE);

    expect(told).toMatchObject({ ok: false, final: false });
  });

  it.each([
    [
      { push: true, repository: { full_name: "octo/site" } },
      /names no issue, pull request or commit/,
    ],
    [{ issue: { number: 7 } }, /names no repository/],
    [
      { issue: { number: 7 }, repository: { full_name: "../../user" } },
      /repository "..\/..\/user" is none/,
    ],
    [
      { issue: { number: "7/../8" }, repository: { full_name: "octo/site" } },
      /issue "7\/..\/8" is none/,
    ],
  ])("names what the event does not: %j", async (payload, words) => {
    const it = await world({ on: ["success"] });
    const [told] = await wholeRun(it, payload);

    expect(told).toMatchObject({ ok: false, final: true });
    expect(told).toHaveProperty("error", expect.stringMatching(words));
    expect(it.github.asked).toEqual([]);
  });

  it("sends nothing to an address that is not public, and the token nowhere", async () => {
    const it = await world({ on: ["success"] }, { config: { forward_allow: [] } });
    const [told] = await wholeRun(it, ISSUE);

    expect(told).toMatchObject({ ok: false, final: true });
    expect(told).toHaveProperty("error", expect.stringContaining("forward_allow"));
    expect(it.github.asked).toEqual([]);
  });
});
