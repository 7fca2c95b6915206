// What becomes of every public example of the four systems, and of what their formats allow beside.

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { translateEntourage } from "../../../src/cli/import/entourage.ts";
import { translateOctipus } from "../../../src/cli/import/octipus.ts";
import { translateOpenpr } from "../../../src/cli/import/openpr.ts";
import { translateSygen } from "../../../src/cli/import/sygen.ts";
import { FOREIGN_PROGRAMS } from "../../../src/cli/import/table.ts";
import { parseToml } from "../../../src/cli/import/toml.ts";
import type { Translation } from "../../../src/cli/import/translation.ts";
import { compileCondition } from "../../../src/conditions/compile.ts";

const FOLDER = path.join(import.meta.dirname, "fixtures");

function fixture(name: string): unknown {
  const text = readFileSync(path.join(FOLDER, name), "utf8");
  return name.endsWith(".toml") ? parseToml(text) : (JSON.parse(text) as unknown);
}

const entriesOf = ({ candidates }: Translation) => candidates.map(({ entry }) => entry);
const notesOf = ({ candidates, notes }: Translation) =>
  [...candidates.flatMap((one) => one.notes), ...notes].join("\n");

function passes(when: unknown, payload: unknown, headers: Record<string, string> = {}): boolean {
  const compiled = compileCondition(String(when));
  if (!compiled.ok) throw new Error(compiled.reason);
  const hook = { id: "a", title: "a", mode: "notify" };
  return compiled.condition({ payload, event: null, headers: Object.entries(headers), hook })
    .passes;
}

describe("Sygen", () => {
  const made = translateSygen(fixture("sygen.json"));

  it("keeps its entries, switched off, and says what meant something else there", () => {
    expect(entriesOf(made)).toMatchObject([
      {
        id: "gh-pr",
        enabled: false,
        quiet_start: 22,
        quiet_end: 0,
        hmac_secret: "s3cret-of-gh-pr",
      },
      { id: "mail", enabled: false, auth_mode: "bearer", hmac_algorithm: "sha256" },
      { id: "stripe", enabled: false, hmac_sig_regex: "v1=([a-f0-9]+)" },
    ]);
    expect(entriesOf(made)[1]).not.toHaveProperty("provider");
    expect(entriesOf(made)[0]).not.toHaveProperty("trigger_count");
    for (const words of [
      "chat is no field of Sygen",
      "meant midnight",
      "was read as bearer",
      "allowed everything",
      "no effect on a wake",
      "plain text there",
    ])
      expect(notesOf(made)).toContain(words);
  });

  it("takes over no field that Sygen does not have", () => {
    const hostile = {
      id: "a",
      title: "A",
      mode: "cron_task",
      permission: "full",
      accept_risk: true,
      command: ["sh"],
      route: ["x"],
      enabled: true,
    };
    const [entry] = entriesOf(translateSygen([hostile]));

    expect(entry).toEqual({ id: "a", title: "A", enabled: false, mode: "cron_task" });
  });
});

describe("openpr-webhook", () => {
  it("gives each agent a hook, and its one URL a route", () => {
    const made = translateOpenpr(fixture("openpr-example.toml"));

    expect(entriesOf(made)).toMatchObject([
      {
        id: "david",
        title: "David",
        enabled: false,
        source: "openpr",
        secret: "your-secret-here",
        mode: "notify",
        message_template:
          "🔔 [{{project.name}}] {{event}}: {{data.issue.key}} {{data.issue.title}}\n👤 {{actor.name}} | Trigger: {{bot_context.trigger_reason}}",
      },
      {
        id: "vano-cli",
        mode: "cron_task",
        provider: "codex",
        task_folder: "/opt/worker/code/openpr",
        timeout_seconds: 900,
        prompt_template:
          "Fix issue {{data.issue.id}}: {{data.issue.title}}\nContext: {{bot_context.trigger_reason}}",
      },
      { id: "openpr", route: ["david", "vano-cli"] },
    ]);
    for (const words of [
      "allow_unsigned",
      "tunnel:",
      "server:",
      "without approvals",
      "report_to_sender",
      "max_output_chars",
    ])
      expect(notesOf(made)).toContain(words);
    expect(notesOf(made)).not.toContain("opr_xxx");
  });

  it("tells OpenPR of its work as it did: states, and a comment, or one request", () => {
    const at = { url: "http://127.0.0.1:8090/mcp/rpc", token: "opr_xxx" };
    const [, agent] = entriesOf(translateOpenpr(fixture("openpr-example.toml")));
    const issue = "{{data.issue.id}}";
    const state = (to: string) => ({
      ...at,
      tool: "work_items.update",
      arguments: { work_item_id: issue, state: to },
    });

    expect(agent?.["report_to_sender"]).toEqual([
      { kind: "mcp", on: ["start"], ...state("in_progress") },
      {
        kind: "mcp",
        on: ["success", "failure"],
        ...at,
        tool: "comments.create",
        arguments: { work_item_id: issue, content: "{{$report.text}}" },
      },
      { kind: "mcp", on: ["success"], ...state("done") },
      { kind: "mcp", on: ["failure"], ...state("todo") },
    ]);
    const cli = {
      executor: "opencode",
      callback: "api",
      callback_url: "https://1.1.1.1/runs",
      update_state_on_success: "done",
      update_state_on_fail: "todo",
      skip_callback_state: true,
    };
    const [other] = entriesOf(translateOpenpr({ agents: [{ id: "a", agent_type: "cli", cli }] }));
    expect(other?.["report_to_sender"]).toMatchObject([
      { kind: "http", on: ["success"], url: cli.callback_url },
      { kind: "http", on: ["failure"], body: expect.not.stringContaining("todo") as string },
    ]);
  });

  it("forwards as it signed, and runs a program without a shell", () => {
    const [, slack, logger] = entriesOf(translateOpenpr(fixture("openpr-readme.toml")));

    expect(slack).toMatchObject({
      mode: "forward",
      forward: { url: "https://1.1.1.1/services/xxx" },
    });
    expect(logger).toMatchObject({ mode: "command", command: ["echo"] });
    const signed = {
      agents: [{ id: "a", agent_type: "webhook", webhook: { url: "https://x", secret: "k" } }],
    };
    expect(entriesOf(translateOpenpr(signed))).toMatchObject([
      { forward: { secret: "k" }, sign: { signature: [{ header: "x-webhook-signature" }] } },
    ]);
  });

  it("lets nothing run whose route cannot be said", () => {
    const made = translateOpenpr(fixture("openpr-connector.toml"));

    expect(entriesOf(made)).toMatchObject([
      {
        events: ["form.record.created", "form.record.updated", "print_job.created"],
        when: "false",
      },
    ]);
    expect(notesOf(made)).toContain("route.connector_kinds is not known here");
  });

  it("reads the file of its documents too", () => {
    const made = translateOpenpr(fixture("openpr-documents.toml"));

    expect(entriesOf(made)).toMatchObject([
      {
        id: "default",
        provider: "claude",
        task_folder: "/opt/repos",
        timeout_seconds: 900,
        secret: "your-hmac-secret",
      },
    ]);
    expect(notesOf(made)).toContain("prompt_template names a file");
    expect(notesOf(made)).not.toContain("left out");
  });

  it("sends each bot task to the agent that it names, or else to the first of its type", () => {
    const agents = [
      { id: "a", name: "A (one)", agent_type: "openclaw" },
      { id: "b", name: "B", agent_type: "openclaw" },
      { id: "c", name: "C", agent_type: "openprx" },
    ];
    const whens = entriesOf(translateOpenpr({ agents }))
      .slice(0, 3)
      .map((entry) => entry?.["when"]);
    const who = (bot_name: string, bot_agent_type: string, is_bot_task: unknown = true) =>
      whens.map((when) => passes(when, { bot_context: { is_bot_task, bot_name, bot_agent_type } }));

    expect(who("a", "x")).toEqual([true, false, false]);
    expect(who("a (ONE)", "x")).toEqual([true, false, false]);
    expect(who("b", "openclaw")).toEqual([false, true, false]);
    expect(who("nobody", "openclaw")).toEqual([true, false, false]);
    expect(who("nobody", "openprx")).toEqual([false, false, true]);
    expect(who("nobody", "x")).toEqual([false, false, false]);
    expect(who("a", "openclaw", "true")).toEqual([false, false, false]);
    expect(whens.map((when) => passes(when, { bot_context: null }))).toEqual([false, false, false]);
  });

  it("says where there are too many agents for one condition, and keeps what names them", () => {
    const agents = Array.from({ length: 60 }, (_, at) => ({
      id: `agent-${at}`,
      name: `Agent ${at}`,
    }));
    const made = translateOpenpr({ agents });
    const first = entriesOf(made)[0]?.["when"];

    expect(notesOf(made).match(/too many agents/g)).toHaveLength(1);
    const bot = { is_bot_task: true, bot_agent_type: "openclaw" };
    expect(passes(first, { bot_context: { ...bot, bot_name: "agent-0" } })).toBe(true);
    expect(passes(first, { bot_context: { ...bot, bot_name: "nobody" } })).toBe(false);
  });

  it.each([
    ["an executor that is not on its list", { cli: { executor: "bash" } }, "cli"],
    ["an executor that is a name of ours", { cli: { executor: "constructor" } }, "cli"],
    ["a type that nobody knows", {}, "toString"],
    ["a program without a name", { custom: {} }, "custom"],
  ])("has nothing like %s", (_, more, agent_type) => {
    const made = translateOpenpr({ agents: [{ id: "x", agent_type, ...more }] });

    expect(made.candidates).toMatchObject([{ label: "x", entry: null }]);
    expect(notesOf(made)).not.toBe("");
  });
});

describe("Entourage", () => {
  it.each([
    [
      "entourage-register.json",
      { id: "github-issues-prs", title: "GitHub Issues + PRs", auto_assign: true },
    ],
    ["entourage-register-older.json", { id: "github", auto_assign: true }],
    ["entourage-answer.json", { id: "github", auto_assign: false, secret: "whsec_abc123..." }],
  ])("makes tasks of %s", (name, expected) => {
    const made = translateEntourage(fixture(name));

    expect(entriesOf(made)).toMatchObject([
      {
        ...expected,
        enabled: false,
        mode: "cron_task",
        source: "github",
        events: ["issues.opened", "pull_request.opened"],
      },
    ]);
  });

  it("says what made no task, and leaves a hook out of which nothing remains", () => {
    const made = translateEntourage([
      { provider: "github", events: ["push"] },
      { provider: "custom", secret: "s", colour: 1 },
    ]);

    expect(entriesOf(made)).toMatchObject([
      null,
      { auth_mode: "hmac", hmac_header: "X-Hub-Signature-256", hmac_secret: "s" },
    ]);
    expect(notesOf(made)).toContain("push: made no task there");
    expect(notesOf(made)).toContain("colour is not known here");
  });
});

describe("Octipus", () => {
  it("brings over what a webhook triggers, and says why the rest is not", () => {
    const made = translateOctipus(fixture("octipus-hooks.json"));

    expect(entriesOf(made)).toMatchObject([
      {
        id: "github-push-handler",
        enabled: false,
        mode: "notify",
        token: "my-secret-123",
        message_template:
          "New push to {{$payload.repository.name}} by {{$payload.pusher.name}}: {{$payload.head_commit.message}}",
      },
      null,
      null,
      { id: "github-push-alert", token: "gh-secret-123" },
      { id: "github", mode: "cron_task", source: "github", secret: "<your-secret>" },
    ]);
    expect(notesOf(made)).toContain("trigger agent_failed");
    expect(notesOf(made)).toContain("trigger schedule");
  });

  it("lets a path that several hooks share be a route", () => {
    const made = translateOctipus(fixture("octipus-actions.json"));

    expect(entriesOf(made)).toMatchObject([
      { id: "deploys", auth_mode: "hmac", hmac_header: "X-Hub-Signature-256" },
      {
        id: "deploy-alerts",
        when: 'payload.event == "deploy" && payload.status in ["failed", "canceled"]',
      },
      { id: "gitlab", mode: "forward", source: "gitlab" },
      null,
      null,
      { id: "deploy", route: ["deploys", "deploy-alerts"] },
    ]);
    expect(notesOf(made)).toContain("action execute_tool");
  });

  it("says its conditions in CEL, as strict as they were", () => {
    const condition = (field: string, operator: string, value: unknown) =>
      entriesOf(
        translateOctipus({
          trigger: "webhook",
          action: "notify",
          conditions: [{ field, operator, value }],
        }),
      )[0]?.["when"];
    const payload = { n: 5, s: 'a"b', list: [{ in: "x" }], "a-b": null, t: "bug: it" };

    expect(passes(condition("webhook.body.n", "equals", 5), payload)).toBe(true);
    expect(passes(condition("webhook.body.n", "equals", "5"), payload)).toBe(false);
    expect(passes(condition("webhook.body.n", "gt", 4), payload)).toBe(true);
    expect(passes(condition("webhook.body.n", "lt", 4.5), payload)).toBe(false);
    expect(passes(condition("webhook.body.s", "equals", 'a"b'), payload)).toBe(true);
    expect(passes(condition("webhook.body.s", "gt", 1), payload)).toBe(false);
    expect(passes(condition("webhook.body.t", "matches", "^bug:"), payload)).toBe(true);
    expect(passes(condition("webhook.body.t", "contains", "it"), payload)).toBe(true);
    expect(passes(condition("webhook.body.list.0.in", "in", ["x", "y"]), payload)).toBe(true);
    expect(passes(condition("webhook.body.a-b", "equals", null), payload)).toBe(true);
    expect(passes(condition("webhook.body.missing", "equals", 1), payload)).toBe(false);
    expect(
      passes(condition("webhook.headers.X-GitHub-Event", "equals", "push"), payload, {
        "x-github-event": "push",
      }),
    ).toBe(true);
    expect(passes(condition("webhook.body.constructor", "equals", 1), payload)).toBe(false);
  });

  it.each([
    [{ field: "message.content", operator: "equals", value: 1 }],
    [{ field: "webhook.body.a", operator: "near", value: 1 }],
    [{ field: "webhook.body.a", operator: "gt", value: "1" }],
    [{ field: "webhook.body.a", operator: "in", value: [{}] }],
    ["words"],
  ])("lets nothing run whose condition cannot be said: %j", (condition) => {
    const made = translateOctipus({
      trigger: "webhook",
      action: "notify",
      conditions: [condition],
    });

    expect(entriesOf(made)[0]).toMatchObject({ when: "false" });
    expect(notesOf(made)).toContain("condition 1 cannot be said here");
  });

  it.each(["constructor", "__proto__", "n8n_workflow", ""])("knows no action %j", (action) => {
    const made = translateOctipus({ trigger: "webhook", action });

    expect(made.candidates[0]?.entry).toBeNull();
    expect(made.candidates[0]?.notes.every((note) => typeof note === "string")).toBe(true);
  });
});

describe("a file of any of them", () => {
  const programs = Object.entries(FOREIGN_PROGRAMS).map(
    ([name, { translate }]) => [name, translate] as const,
  );

  it.each(programs)("%s: another file is refused, and says what is expected", (_, translate) => {
    for (const content of [
      null,
      5,
      "text",
      {},
      [5],
      { hooks: 5 },
      { agents: 5, hooks: {} },
      { __proto__: {} },
    ])
      try {
        const { candidates } = translate(content);
        expect(candidates.every(({ entry }) => entry === null)).toBe(true);
      } catch (error) {
        expect((error as Error).message).toMatch(/^this is no file of /);
      }
  });

  it.each(programs)("%s: whatever stands in its fields, nothing is switched on", (_, translate) => {
    const odd = [null, 5, "", "x", [], {}, ["a"], { a: 1 }, true];
    for (const value of odd) {
      const entry = Object.fromEntries(
        [
          "id",
          "name",
          "trigger",
          "triggerConfig",
          "action",
          "actionConfig",
          "conditions",
          "events",
          "config",
          "provider",
          "secret",
          "agent_type",
          "cli",
          "route",
          "enabled",
        ].map((name) => [name, value]),
      );
      for (const content of [
        entry,
        [entry],
        { hooks: [entry] },
        { agents: [entry] },
        { agents: entry },
      ])
        try {
          for (const { entry: made } of translate(content).candidates)
            expect(made === null || made["enabled"] === false || made["route"] !== undefined).toBe(
              true,
            );
        } catch (error) {
          expect((error as Error).message).toMatch(/^this is no file of /);
        }
    }
  });
});
