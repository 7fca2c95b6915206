import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { Problem } from "../../../src/core/settings/problem.ts";
import { pendingNotes } from "../../../src/settings/check/check-pending.ts";
import { readSettings } from "../../../src/settings/read.ts";
import { goodHook, put, tempFolder, tempHome } from "../temp-home.ts";

const BOT = { name: "bot", kind: "command", command: ["bot"] };
const CONFIG = {
  features: { agents: true, commands: true, forward: true },
  agents: { provider: "claude" },
  targets: [BOT],
  owner: ["bot"],
};

type Found = readonly [level: string, field: string | undefined];

/** What is found about one hook that is right apart from what is given. */
async function check(
  more: Record<string, unknown>,
  config: Record<string, unknown> = CONFIG,
): Promise<{ problems: readonly Problem[]; found: Found[]; state: string | undefined }> {
  const paths = await tempHome();
  await mkdir(path.join(paths.tasksFolder, "site"));
  await put(paths.configFile, config);
  const hook = goodHook("a", { token: "t0ken", task_folder: "site", ...more });
  await put(paths.hooksFile, { hooks: [hook] });
  const snapshot = await readSettings(paths, {});
  const { problems } = snapshot;
  return {
    problems,
    found: problems.map(({ level, field }) => [level, field] as const),
    state: [...snapshot.hooks.values()][0]?.state,
  };
}

const WAKE = { mode: "wake", task_folder: null };
const COMMAND = { mode: "command", command: ["make", "deploy"] };
const NOTIFY = { mode: "notify", task_folder: null, message_template: "{{title}} is new" };
const FORWARD = { mode: "forward", task_folder: null, forward: { url: "https://e.example/in" } };
const forward = (more: object) => ({ ...FORWARD, forward: { ...FORWARD.forward, ...more } });
const GITHUB = { source: "github", token: null, secret: "s3cr3t" };
const HMAC = { auth_mode: "hmac", token: null, hmac_secret: "s3cr3t", hmac_header: "X-Sig" };

describe("a hook in order", () => {
  it.each([
    ["of an agent", {}],
    ["of a wake", WAKE],
    ["of a preset", { ...GITHUB, events: ["issues.opened", "push"] }],
    ["with a condition", { when: 'payload.action == "opened"' }],
    ["with an HMAC", { ...HMAC, hmac_sig_regex: "v1=([0-9a-f]+)" }],
    ["with quiet hours that hold", { quiet_start: 22, quiet_end: 7, quiet_policy: "defer" }],
    ["that asks first", { approval: "always", urgent: "payload.urgent", trust: { "*": "hold" } }],
    ["that asks where a condition says so", { approval: "payload.stranger" }],
    ["that tries again", { retry: { max_attempts: 3, on: ["error:limit_*", "error:timeout"] } }],
    ["of a message", NOTIFY],
    [
      "that forwards",
      {
        ...forward({
          url: "https://e.example/{{id}}?q={{$event}}",
          method: "put",
          headers: { "X-Title": "{{title}}" },
          body: '{"a": {{id}}, "b": "{{title}}"}',
          secret: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
        }),
        sign: "standard-webhooks",
      },
    ],
    ["of a command", { ...COMMAND, command: ["docker", "ps", "--format", "{{.Names}}"] }],
    ["with pending fields at their defaults", { chain: false, worktree: false }],
  ])("has no problem: %s", async (_, more) => {
    await expect(check(more)).resolves.toMatchObject({ problems: [], state: "valid" });
  });
});

describe("an error takes the entry out of force", () => {
  it.each([
    [
      "a condition about nothing",
      { when: "paylod.action == 1" },
      "when",
      /nothing is called paylod; did you mean payload\?/,
    ],
    ["a condition that is not CEL", { when: "payload.a =" }, "when", /line 1, column 11/],
    ["an urgent that is not CEL", { urgent: "payload.a =" }, "urgent", /line 1, column 11/],
    ["an approval that is not CEL", { approval: "sometimes" }, "approval", /sometimes/],
    ["a trust that names nobody", { trust: { owner: "full" } }, "trust.owner", /path=value/],
    [
      "a trust that allows nothing known",
      { trust: { "user.id=1": "readonly" } },
      "trust.user.id=1",
      /full, /,
      'did you mean "read_only"?',
    ],
    [
      "a trust that allows everybody everything",
      { ...GITHUB, trust: { "*": "full" } },
      "trust.*",
      /your account/,
      /accept_risk/,
    ],
    [
      "a retry on a status that there is not",
      { retry: { max_attempts: 2, on: ["error:timeot"] } },
      "retry.on",
      /no error status/,
      'did you mean "error:timeout"?',
    ],
    ["a retry on a skip", { retry: { on: ["skipped:filtered"] } }, "retry.on", /no error status/],
    [
      "an unknown source",
      { source: "githb" },
      "source",
      /there are: .*github/,
      'did you mean "github"?',
    ],
    ["auth_mode source of a sender that has none", { auth_mode: "source" }, "auth_mode", /generic/],
    [
      "an event that cannot come",
      { ...GITHUB, events: ["isues.opened"] },
      "events",
      /GitHub/,
      /issues/,
    ],
    ["an empty list of events", { events: [] }, "events", /empty/],
    ["a regex that cannot be linear", { ...HMAC, hmac_sig_regex: "(a)\\1" }, "hmac_sig_regex", /./],
    ["a regex without a group", { ...HMAC, hmac_sig_regex: "v1=.*" }, "hmac_sig_regex", /group/],
    [
      "a broken prefix regex",
      { ...HMAC, hmac_payload_prefix_regex: "(" },
      "hmac_payload_prefix_regex",
      /./,
    ],
    [
      "full permission for strangers",
      { ...GITHUB, permission: "full" },
      "permission",
      /strangers/,
      /accept_risk/,
    ],
    ["no prompt", { prompt_template: "" }, "prompt_template", /cron_task needs it/],
    ["no prompt of a wake", { ...WAKE, prompt_template: null }, "prompt_template", /wake needs it/],
    ["two prompts", { prompt_file: "prompt.md" }, "prompt_file", /one of them/],
    [
      "a prompt file that is missing",
      { prompt_template: null, prompt_file: "no.md" },
      "prompt_file",
      /ENOENT/,
    ],
    [
      "a prompt file that is a folder",
      { prompt_template: null, prompt_file: "tasks" },
      "prompt_file",
      /not a file/,
    ],
    ["no message", { ...NOTIFY, message_template: " " }, "message_template", /notify needs it/],
    ["no forward", { mode: "forward" }, "forward", /mode forward needs it/, /url/],
    [
      "a placeholder where forward leads",
      forward({ url: "https://{{host}}/a" }),
      "forward.url",
      /sender's choice/,
    ],
    ["a forward to no URL", forward({ url: "e.example" }), "forward.url", /begin with https/],
    [
      "a forward to this machine",
      forward({ url: "http://localhost:3000/" }),
      "forward.url",
      /localhost is loopback/,
      /forward_allow/,
    ],
    [
      "a forward to cloud metadata",
      forward({ url: "http://2852039166/latest" }),
      "forward.url",
      /169\.254\.169\.254 is link-local or cloud metadata/,
    ],
    ["a forward by an odd method", forward({ method: "STEAL" }), "forward.method", /none of POST/],
    [
      "a header that HTTP sets",
      forward({ headers: { Host: "x" } }),
      "forward.headers.Host",
      /sets this header itself/,
    ],
    [
      "a header of two lines",
      forward({ headers: { "X-A": "a\r\nb: c" } }),
      "forward.headers.X-A",
      /one line/,
    ],
    [
      "a secret header that is not there",
      forward({ headers: { "X-A": "Bearer env:NOT_THERE" } }),
      "forward.headers.X-A",
      /NOT_THERE is not set/,
    ],
    ["a body that is no JSON", forward({ body: '{"a": {{b}},}' }), "forward.body", /no JSON/],
    [
      "a forward secret that can be no key",
      forward({ secret: "whsec_!" }),
      "forward.secret",
      /whsec/,
    ],
    ["a signature without a key", { ...FORWARD, sign: "github" }, "sign", /needs forward.secret/],
    ["no command", { mode: "command" }, "command", /is missing/, /as a list/],
    ["a command without a program", { ...COMMAND, command: ["", "x"] }, "command", /empty program/],
    [
      "a command that a shell would split",
      { ...COMMAND, command: ["make deploy"] },
      "command",
      /no shell splits it/,
      /as a list/,
    ],
    ["a command with a NUL byte", { ...COMMAND, command: ["a", "b\0"] }, "command", /NUL/],
    [
      "a placeholder in a command",
      { ...COMMAND, command: ["say", "--title={{ issue.title }}"] },
      "command",
      /nothing of a sender becomes an argument/,
      /WAKEHOOK_PAYLOAD_FILE/,
    ],
    ["a token that is half a hash", { token: "sha256:abc" }, "token", /64 hexadecimal digits/],
    ["a secret that leads nowhere", { ...GITHUB, secret: "env:NO" }, "secret", /NO is not set/],
    [
      "a verifier that proves nothing",
      { verify: { kind: "none" }, secret: "s" },
      "verify",
      /proves nothing/,
    ],
  ] as const)("%s", async (_, more, field, message, hint?: string | RegExp) => {
    const { problems, state } = await check(more);

    const errors = problems.filter(({ level }) => level === "error");
    expect(state).toBe("invalid");
    expect(errors).toMatchObject([{ entry: "a", field, message: expect.stringMatching(message) }]);
    if (hint !== undefined) expect(errors[0]?.hint).toMatch(hint);
  });

  it("full permission is accepted with accept_risk", async () => {
    const more = { ...GITHUB, permission: "full", accept_risk: true };

    await expect(check(more)).resolves.toMatchObject({ problems: [], state: "valid" });
  });
});

describe("what a run would discover is a warning", () => {
  it.each([
    ["an unknown mode", { mode: "cron_tsk" }, "mode", /error:unknown_mode_cron_tsk/, /cron_task/],
    [
      "a command in no folder",
      { ...COMMAND, task_folder: null },
      "task_folder",
      /error:no_task_folder/,
    ],
    [
      "a forward that everybody can read",
      forward({ url: "http://e.example/" }),
      "forward.url",
      /not encrypted/,
    ],
    ["no task folder", { task_folder: null }, "task_folder", /error:no_task_folder/],
    ["a missing folder", { task_folder: "gone" }, "task_folder", /error:folder_missing/],
    [
      "a folder with ~",
      { task_folder: "~/x" },
      "task_folder",
      /error:folder_missing/,
      /not expanded/,
    ],
    [
      "a folder elsewhere",
      { task_folder: "/etc" },
      "task_folder",
      /error:folder_not_allowed/,
      /task_roots/,
    ],
    [
      "a folder that climbs out",
      { task_folder: "../../../.." },
      "task_folder",
      /error:folder_not_allowed/,
    ],
    ["an unknown provider", { provider: "cladue" }, "provider", /no provider/, /claude/],
    ["quiet hours without an end", { quiet_start: 22 }, "quiet_end", /no quiet hours/],
    ["quiet hours without a start", { quiet_end: 0 }, "quiet_start", /no quiet hours/],
    ["a target that is not there", { ...WAKE, to: ["bot", "bto"] }, "to", /no target/, /bot/],
    ["a fallback that is not there", { ...WAKE, fallback: ["x"] }, "fallback", /no target/],
    [
      "a report to nobody",
      { report: ["owner", "log", "target:bot", "nobody"] },
      "report",
      /no target/,
    ],
    [
      "a rotation without an end",
      { ...GITHUB, previous_secret: "old" },
      "previous_secret_until",
      /for ever/,
    ],
    ["no secret of a preset", { ...GITHUB, secret: null }, "secret", /every request is refused/],
    [
      "a secret that can be no key of its sender",
      { source: "standard-webhooks", token: null, secret: "whsec_!" },
      "secret",
      /not whsec_ .*every request is refused/,
    ],
    [
      "a previous secret that can be no key",
      {
        source: "standard-webhooks",
        token: null,
        secret: "whsec_YWJj",
        previous_secret: "!",
        previous_secret_until: "2030-01-01T00:00:00Z",
      },
      "previous_secret",
      /every request is refused/,
    ],
    [
      "a sender's certificate that is missing",
      { source: "paypal", token: null, secret: "1JE4291016473214C" },
      "secret",
      /certificate.*every request is refused/,
    ],
    [
      "a secret that can be no key of verify",
      {
        token: null,
        secret: "text",
        verify: {
          kind: "public_key",
          algorithm: "ed25519",
          signature: [{ header: "x-sig" }],
          encoding: "hex",
          content: ["body"],
          key: "ed25519-hex",
        },
      },
      "secret",
      /Ed25519/,
    ],
    [
      "no public_url for a sender that signs it",
      { source: "square", token: null, secret: "s3cr3t" },
      "public_url",
      /signs its URL/,
    ],
    [
      "a public_url without its scheme",
      { source: "square", token: null, secret: "s3cr3t", public_url: "hooks.example.com/x" },
      "public_url",
      /signs its URL/,
    ],
    [
      "no verify_token for a sender that asks",
      { source: "meta", token: null, secret: "s3cr3t" },
      "verify_token",
      /check of the URL is refused/,
    ],
    ["no HMAC secret", { ...HMAC, hmac_secret: "" }, "hmac_secret", /every request is refused/],
    ["no HMAC header", { ...HMAC, hmac_header: "" }, "hmac_header", /every request is refused/],
    [
      "a token where a secret is needed",
      { ...GITHUB, secret: null, token: "t" },
      "secret",
      /token is set, but/,
    ],
    ["no token", { token: null }, "token", /every request is refused/],
  ] as const)("%s", async (_, more, field, message, hint?: RegExp) => {
    const { problems, state } = await check(more);

    expect(state).toBe("valid");
    expect(problems).toMatchObject([
      { level: "warning", entry: "a", field, message: expect.stringMatching(message) },
    ]);
    if (hint !== undefined) expect(problems[0]?.hint).toMatch(hint);
  });

  it.each([
    ["agents", {}],
    ["commands", WAKE],
    ["commands", COMMAND],
    ["forward", FORWARD],
    ["commands", NOTIFY],
  ])("the feature %s is off, with the command that turns it on", async (feature, more) => {
    const config = { ...CONFIG, features: { ...CONFIG.features, [feature]: false } };

    const { problems } = await check(more, config);

    expect(problems).toMatchObject([
      { level: "warning", hint: `wakehook config set features.${feature} true` },
    ]);
  });

  it.each([WAKE, NOTIFY])("nobody is there to be told: $mode", async (more) => {
    const { problems } = await check({ ...more, to: ["gone"] });

    expect(problems).toMatchObject([
      { level: "warning", field: "to", value: '"gone"' },
      { level: "warning", field: "to", message: expect.stringContaining("error:no_wake_handler") },
    ]);
  });

  it.each([WAKE, NOTIFY])("without an owner the local chat is told: $mode", async (more) => {
    const { problems } = await check(more, { ...CONFIG, owner: [] });

    expect(problems).toEqual([]);
  });

  it("a wake of a chat needs an agent, and its switch", async () => {
    const config = { ...CONFIG, owner: ["local"], agents: {}, features: { commands: true } };

    const { problems } = await check(WAKE, config);

    expect(problems).toMatchObject([
      { level: "warning", hint: "wakehook config set features.agents true" },
      { level: "warning", field: "provider" },
    ]);
  });

  it("one of its chats is switched off", async () => {
    const phone = { name: "phone", kind: "ntfy", topic: "a-secret-topic" };
    const config = { ...CONFIG, targets: [BOT, phone], owner: ["bot", "phone"] };

    const { problems } = await check(NOTIFY, config);

    expect(problems.filter(({ entry }) => entry === "a")).toMatchObject([
      { level: "warning", field: "to", hint: "wakehook config set features.ntfy true" },
    ]);
  });

  it("a forward to a private address is in order where it is allowed", async () => {
    const config = { ...CONFIG, forward_allow: ["127.0.0.0/8", "nas.local"] };

    for (const url of ["http://127.0.0.1:3000/", "http://localhost/", "http://nas.local/"])
      expect(await check(forward({ url }), config)).toMatchObject({ problems: [] });
    expect((await check(forward({ url: "http://e.example/" }), config)).found).toEqual([
      ["warning", "forward.url"],
    ]);
  });

  it("no provider is named anywhere", async () => {
    const { found } = await check({}, { ...CONFIG, agents: {} });

    expect(found).toEqual([["warning", "provider"]]);
  });

  it("a link that leads out of tasks/ does not count as inside", async () => {
    const outside = await tempFolder();
    const paths = await tempHome();
    await symlink(outside, path.join(paths.tasksFolder, "link"));
    const hook = goodHook("a", { token: "t", task_folder: "link" });
    await put(paths.hooksFile, { hooks: [hook] });

    await put(paths.configFile, CONFIG);
    const without = await readSettings(paths, {});
    await put(paths.configFile, { ...CONFIG, task_roots: [outside] });
    const withRoot = await readSettings(paths, {});

    expect(without.problems).toMatchObject([{ field: "task_folder" }]);
    expect(withRoot.problems).toEqual([]);
  });
});

describe("what is accepted and not at work yet is a note", () => {
  it("one for each field that says something", () => {
    const soon = z.boolean().default(false).meta({ pending: true });
    const shape = { now: z.boolean(), soon, later: soon, unset: soon };
    const written = { now: true, soon: true, later: false, part: { soon: true } };

    const notes = pendingNotes(
      { file: "webhooks.json" },
      { ...shape, part: z.object(shape) },
      written,
    );

    expect(notes.map(({ level, field }) => [level, field])).toEqual([
      ["note", "soon"],
      ["note", "part.soon"],
    ]);
  });
});

describe("a secret of the example file", () => {
  it.each([
    ["token", { token: "change-me-deploys" }],
    ["secret", { ...GITHUB, secret: "change-me-github" }],
    ["hmac_secret", { ...HMAC, hmac_secret: "change-me-backups" }],
    [
      "secret",
      { ...GITHUB, source: "standard-webhooks", secret: "whsec_Y2hhbmdlLW1lLWNoYW5nZS1tZQ==" },
    ],
  ])("is a warning that does not show it: %s", async (field, more) => {
    const { problems, state } = await check(more);

    expect(state).toBe("valid");
    expect(problems).toMatchObject([
      { level: "warning", field, value: "(secret)", hint: "wakehook hook rotate a" },
    ]);
  });
});

describe("prompt_file", () => {
  it("lies below the home, or anywhere by its whole path", async () => {
    const file = path.join(await tempFolder(), "prompt.md");
    await writeFile(file, "Look.");
    const paths = await tempHome();
    await writeFile(path.join(paths.root, "prompt.md"), "Look.");
    await put(paths.configFile, CONFIG);
    await mkdir(path.join(paths.tasksFolder, "site"));
    const more = { prompt_template: null, task_folder: "site" };
    await put(paths.hooksFile, {
      hooks: [
        goodHook("a", { ...more, token: "1", prompt_file: "prompt.md" }),
        goodHook("b", { ...more, token: "2", prompt_file: file }),
      ],
    });

    await expect(readSettings(paths, {})).resolves.toMatchObject({ problems: [] });
  });
});
