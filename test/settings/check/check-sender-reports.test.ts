import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { withFingerprints } from "../../../src/settings/edit/written-secrets.ts";
import { readSettings } from "../../../src/settings/read.ts";
import { goodHook, put, tempHome } from "../temp-home.ts";

const TOKEN = "ghp_0123456789abcdef";
const GITHUB = { kind: "github", token: TOKEN };
const GITLAB = { kind: "gitlab", token: "glpat-0123456789" };
const HTTP = { kind: "http", url: "https://e.example/{{id}}" };
const MCP = { kind: "mcp", url: "https://e.example/mcp", tool: "x" };
const EVENTS = { source: "github", secret: "s3cr3t-of-github", events: ["issues.opened"] };

async function load(reports: unknown, more: object = {}, config: object = {}, environment = {}) {
  const paths = await tempHome();
  await mkdir(path.join(paths.tasksFolder, "site"));
  const file = path.join(paths.root, "token.txt");
  await writeFile(file, "t0ken-in-a-file\n", { mode: 0o600 });
  await put(paths.configFile, {
    features: { agents: true, sender_reports: true },
    agents: { provider: "claude" },
    ...config,
  });
  const written = JSON.parse(JSON.stringify(reports).replaceAll("FILE", file)) as unknown;
  const hook = goodHook("a", {
    task_folder: "site",
    ...EVENTS,
    ...more,
    report_to_sender: written,
  });
  await put(paths.hooksFile, { hooks: [hook] });
  const settings = await readSettings(paths, environment);
  const [loaded] = settings.hooks.values();
  // That nobody is there to be told is another matter.
  const problems = (loaded?.problems ?? []).filter(({ field }) => field !== "report");
  return { settings, loaded, hook, problems };
}

const found = async (...given: Parameters<typeof load>) =>
  (await load(...given)).problems.map(({ level, field, message, value = "" }) =>
    [level, field, message, value].join(" ").trim(),
  );

describe("report_to_sender", () => {
  it.each([
    ["one to GitHub", GITHUB],
    ["several", [GITHUB, { ...GITLAB, project: "octo/site" }, HTTP, MCP]],
    [
      "with everything",
      {
        ...GITHUB,
        on: ["start", "success", "failure"],
        token: "ghs_1234567890",
        status: true,
        check: "name",
        text: { start: "{{$report.title}}" },
        labels: { start: { add: ["x"] } },
        repository: "{{repository.full_name}}",
      },
    ],
    [
      "by template",
      { ...HTTP, method: "patch", headers: { "X-A": "{{a}}" }, body: '{"a": {{$report}}}' },
    ],
    ["to a tool", { ...MCP, arguments: { a: { b: ["{{$report.text}}", 1] } } }],
  ])("is in order: %s", async (_, reports) => {
    expect(await found(reports)).toEqual([]);
  });

  it("resolves what stands elsewhere, shows none of it, and masks all of it", async () => {
    const reports = [
      { ...GITHUB, token: "file:FILE" },
      { ...HTTP, url: "env:URL", token: "env:TOK", headers: { "X-Api-Key": "plain-k3y-1" } },
    ];
    const environment = { URL: "https://e.example/s3cret-path", TOK: "t0ken-of-env" };
    const { settings, loaded, problems } = await load(reports, {}, {}, environment);

    expect(problems).toEqual([]);
    expect(loaded?.secrets.reports).toEqual([
      { token: "t0ken-in-a-file", url: null, headers: {} },
      {
        token: "t0ken-of-env",
        url: "https://e.example/s3cret-path",
        headers: { "X-Api-Key": "plain-k3y-1" },
      },
    ]);
    expect(loaded?.hook?.reportToSender).toMatchObject([
      { token: "(secret)" },
      { token: "(secret)", url: "env:URL", headers: { "X-Api-Key": "(secret)" } },
    ]);
    expect(settings.secretValues).toEqual(
      expect.arrayContaining(["t0ken-in-a-file", "t0ken-of-env", "plain-k3y-1", environment.URL]),
    );
  });

  it("shows fingerprints in hook show", () => {
    const shown = withFingerprints({ report_to_sender: [GITHUB, { ...GITLAB, token: "env:T" }] });

    expect(JSON.stringify(shown)).not.toContain(TOKEN);
    expect(shown).toMatchObject({ report_to_sender: [{ kind: "github" }, { token: "env:T" }] });
  });

  it("warns that the switch is off", async () => {
    expect(await found(GITHUB, {}, { features: { agents: true } })).toEqual([
      "warning report_to_sender the feature sender_reports is off: nothing is told to the sender",
    ]);
  });

  it.each([
    [
      { kind: "githab", token: TOKEN },
      'error report_to_sender.kind must be one of: github, gitlab, http, mcp "githab"',
    ],
    [{ kind: "github" }, "error report_to_sender.token is missing"],
    [[{ ...GITHUB, coment: true }], "error report_to_sender.0.coment unknown field"],
    [{ ...GITHUB, token: 5 }, "error report_to_sender.token must be a text (secret)"],
    [
      { ...GITHUB, token: "env:GONE" },
      "error report_to_sender.token the environment variable GONE is not set (secret)",
    ],
    [
      { ...GITHUB, token: "a\nb" },
      "error report_to_sender.token is not fit for a header: one line of printable characters (secret)",
    ],
    [
      { ...GITHUB, base_url: "http://10.0.0.1/api/v3" },
      `error report_to_sender.base_url 10.0.0.1 is private: nothing is sent there "http://10.0.0.1/api/v3"`,
    ],
    [
      { ...GITHUB, base_url: "http://g.example" },
      `warning report_to_sender.base_url is not encrypted: everybody on the way can read the events "http://g.example"`,
    ],
    [
      { ...GITHUB, repository: "site" },
      `error report_to_sender.repository must be owner/name "site"`,
    ],
    [
      { ...GITHUB, comment: false },
      "error report_to_sender tells nothing: comment, status, check and labels are off",
    ],
    [
      { ...GITHUB, check: true },
      "warning report_to_sender.check needs the token of a GitHub App; this one is personal",
    ],
    [
      { ...GITHUB, text: { start: "x" } },
      "warning report_to_sender.text.start has no effect: on does not name start",
    ],
    [
      { ...GITHUB, text: { success: "{{$report.answr}}" } },
      `error report_to_sender a report has no such value "{{$report.answr}}"`,
    ],
    [GITLAB, "error report_to_sender.project is missing: only GitLab's own events name a project"],
    [
      { ...HTTP, url: "https://{{host}}/" },
      `error report_to_sender.url has a placeholder in its host: where it leads must not be a sender's choice "https://{{host}}/"`,
    ],
    [
      { ...HTTP, method: "TRACE" },
      `error report_to_sender.method is none of POST, PUT, PATCH, DELETE, GET "TRACE"`,
    ],
    [
      { ...HTTP, headers: { Host: "x" } },
      "error report_to_sender.headers.Host wakehook or HTTP sets this header itself",
    ],
    [
      { ...HTTP, body: '{"a": }' },
      `error report_to_sender.body is no JSON, also with its placeholders filled in "{\\"a\\": }"`,
    ],
    [
      { ...MCP, url: "https://e.example/{{a}}" },
      "error report_to_sender.url has a placeholder: an MCP server has one address",
    ],
    [
      { ...MCP, url: "http://127.0.0.1:9/mcp" },
      `error report_to_sender.url 127.0.0.1 is loopback: nothing is sent there "http://127.0.0.1:9/mcp"`,
    ],
    [
      { ...MCP, arguments: { a: ["{{$report.mrk}}"] } },
      `error report_to_sender a report has no such value "{{$report.mrk}}"`,
    ],
  ])("says what is wrong with %j", async (reports, words) => {
    const said = await found(reports);

    expect(said).toEqual([words]);
    expect(said.join()).not.toContain(TOKEN);
  });

  it("needs a repository where the sender is not GitHub", async () => {
    const generic = { source: "generic", secret: null, events: null, token: "t0ken" };

    expect(await found(GITHUB, generic)).toEqual([
      "error report_to_sender.repository is missing: only GitHub's own events name one",
    ]);
    expect(await found({ ...GITHUB, repository: "octo/site" }, generic)).toEqual([]);
  });

  it("warns where a report would call its own hook", async () => {
    const labels = { success: { add: ["done"] } };
    const more = { events: ["issues.*", "status"] };

    expect(await found({ ...GITHUB, labels, status: true }, more)).toEqual([
      "warning report_to_sender.labels comes back as issues.labeled, which this hook takes: only the fuse would stop it",
      "warning report_to_sender.status comes back as status, which this hook takes: only the fuse would stop it",
    ]);
    expect(await found({ ...GITHUB, labels, status: true })).toEqual([]);
  });
});
