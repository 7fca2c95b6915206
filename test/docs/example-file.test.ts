// webhooks.example.json in a really running daemon: each hook is posted to as its sender would, and ends.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authModeOf } from "../../src/core/settings/auth-mode.ts";
import type { Hook } from "../../src/core/settings/hook.ts";
import { MODES } from "../../src/core/settings/modes.ts";
import { readSettings } from "../../src/settings/read.ts";
import { startHome, type DaemonHome } from "./daemon-home.ts";
import {
  backup,
  bearer,
  discordKey,
  github,
  secretOf,
  sensor,
  slash,
  standardWebhooks,
  stripe,
  text,
  written,
  type Headers,
} from "./example-senders.ts";

const GLOBAL_TOKEN = "the global token of this test";
/** Says what an agent says that has done its work. */
const CLAUDE = `#!/bin/sh
cat > /dev/null
echo '{"type":"result","subtype":"success","is_error":false,"result":"It is in the parser.","session_id":"s"}'
`;
const CONFIG = {
  webhooks: { port: 0, token: GLOBAL_TOKEN },
  features: { agents: true, commands: true },
  targets: [{ name: "me", kind: "command", command: ["cat"] }],
  owner: ["me"],
};

// The private half of the example's key is gone: the test's own stands in its place.
const hooks = text.replace(written.find(({ id }) => id === "slash")?.["secret"] ?? "", discordKey);

const own = (id: string) => (): Headers => bearer(secretOf(id, "token"));

type Case = readonly [
  id: string,
  body: object,
  headers: (body: string) => Headers,
  end: { readonly http: number; readonly status: string },
];

const DONE = { http: 202, status: "success" };
/** What these senders take for success. */
const DONE_200 = { http: 200, status: "success" };
const ISSUE = { action: "opened", issue: { number: 7, title: "It breaks" } };
/** At night only what is urgent goes on. */
const URGENT = {
  action: "opened",
  repository: { full_name: "octo/site" },
  issue: {
    number: 8,
    title: "A typo",
    author_association: "MEMBER",
    labels: [{ name: "urgent" }],
  },
};
const PAYMENT = {
  id: "evt_1",
  type: "charge.failed",
  data: { object: { id: "ch_1", amount: 5, currency: "eur" } },
};

const CASES: readonly Case[] = [
  ["site-issues", ISSUE, github, DONE],
  ["site-fixes", URGENT, (body) => github(body, "site-fixes"), DONE],
  ["payments", PAYMENT, stripe, DONE_200],
  ["deploys", { service: "site", status: "failed" }, own("deploys"), DONE],
  ["anything", { hello: "world" }, () => bearer(GLOBAL_TOKEN), DONE],
  ["backups", { host: "nas", result: "failed" }, backup, DONE],
  ["sensors", { name: "cellar", value: 80 }, sensor, DONE],
  ["mails", { type: "email.bounced", data: { email: "a@b.org" } }, standardWebhooks, DONE_200],
  [
    "merge-requests",
    { object_kind: "merge_request", object_attributes: { action: "open", title: "Mend it" } },
    () => ({ "x-gitlab-token": secretOf("merge-requests", "secret") }),
    DONE_200,
  ],
  ["slash", { type: 2, id: "1", data: { name: "deploy" } }, slash, DONE],
  ["tell-me", { text: "hello" }, own("tell-me"), DONE],
  // Off in this test, which sends nothing to anybody's server.
  ["pass-on", {}, own("pass-on"), { http: 202, status: "error:feature_off_forward" }],
  ["rebuild", {}, own("rebuild"), DONE],
];

let home: DaemonHome;
beforeAll(async () => {
  const programs = { claude: CLAUDE, make: "#!/bin/sh\necho built" };
  home = await startHome({ hooks, config: CONFIG, tasks: ["site"], programs });
});
afterAll(() => home.close());

async function post(id: string, body: string, headers: Headers): Promise<Response> {
  const all = { "content-type": "application/json", ...headers };
  return fetch(`${home.url}/hooks/${id}`, { method: "POST", headers: all, body });
}

describe("webhooks.example.json", () => {
  it("loads without an error, and warns of every secret that is not changed", async () => {
    const settings = await readSettings(home.paths, {});
    const levels = (level: string) => settings.problems.filter((found) => found.level === level);

    expect(levels("error")).toEqual([]);
    const warned = levels("warning").filter(({ message }) => message.includes("the example's"));
    const secrets = text.match(/"(?:change-me|whsec_Y2hhbmdlLW1lLWNo)[^"]*"/g) ?? [];
    expect(warned).toHaveLength(secrets.length);
  });

  it("has a hook of every mode and of every way to prove itself", async () => {
    const settings = await readSettings(home.paths, {});
    const loaded = [...settings.hooks.values()].flatMap(({ hook }): Hook[] => (hook ? [hook] : []));

    expect(new Set(loaded.map(({ mode }) => mode))).toEqual(new Set(Object.keys(MODES)));
    expect(new Set(loaded.map(authModeOf))).toEqual(new Set(["bearer", "hmac", "source"]));
  });

  it("explains every hook", () => {
    const silent = written.filter(({ description = "" }) => description.length < 60);

    expect(silent).toEqual([]);
  });

  it("is tried out as a whole", () => {
    const tried = CASES.map(([id]) => id);

    expect([...tried, "switched-off"]).toEqual(written.map(({ id }) => id));
  });

  it.each(CASES)("%s takes what its sender signs, and ends as it says", async (...one) => {
    const [id, payload, headersOf, end] = one;
    const body = JSON.stringify(payload);

    const answer = await post(id, body, headersOf(body));
    const { delivery_id: deliveryId } = (await answer.json()) as { delivery_id: string };

    expect(answer.status).toBe(end.http);
    await expect(home.endOf(deliveryId)).resolves.toMatchObject({ status: end.status });
  });

  it.each(CASES)("%s refuses what is not proved", async (id, payload, headersOf) => {
    const answer = await post(
      id,
      `${JSON.stringify(payload)} `,
      refuted(headersOf("another body")),
    );

    expect(answer.status).toBe(401);
    await expect(answer.json()).resolves.toEqual({ error: "unauthorized" });
  });

  it("switched-off answers 403", async () => {
    const answer = await post("switched-off", "{}", own("switched-off")());

    expect(answer.status).toBe(403);
  });
});

/** A fixed credential proves no body: it is made wrong by itself. */
function refuted(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) =>
      ["authorization", "x-gitlab-token"].includes(name) ? [name, `${value}x`] : [name, value],
    ),
  );
}
