// The exact flags of every provider and permission: what runs is decided here.

import { describe, expect, it } from "vitest";
import { agentEnvironment, targetEnvironment } from "../../src/agents/run/environment.ts";
import type { SessionKind } from "../../src/agents/providers/provider.ts";
import { PROVIDER_TABLE } from "../../src/agents/providers/table.ts";
import type { AgentRequest } from "../../src/core/ports/agent-port.ts";
import { refusedParameters } from "../../src/core/settings/cli-parameters.ts";
import { Config } from "../../src/core/settings/config.ts";
import type { ProviderId } from "../../src/core/settings/providers.ts";

const HELP = "--restricted --disable-slash-commands --ignore-rules unbounded_connection_retries";

function compile(
  provider: ProviderId,
  changes: Partial<AgentRequest> = {},
  help = HELP,
  ownServers: string[] = [],
  sessionKind: SessionKind = "alone",
) {
  const request = {
    runId: "run_1",
    provider,
    permission: "read_only",
    allowedTools: [],
    parameters: [],
    budgetUsd: null,
    trustFolder: false,
    folder: "/srv/site",
    ...changes,
  } as unknown as AgentRequest;
  const sessionId = "11111111-2222-4333-8444-555555555555";
  return PROVIDER_TABLE[provider].compile({
    request,
    help,
    sessionId,
    sessionKind,
    temporaryFolder: "/t",
    exampleFolder: "/e",
    taskFolder: request.folder,
    environment: {},
    ownServers,
  });
}
const line = (...of: Parameters<typeof compile>): string => compile(...of).parameters.join(" ");

describe("claude", () => {
  it.each([
    ["read_only", "--permission-mode dontAsk --restricted --strict-mcp-config", "Read,Grep,Glob"],
    [
      "edit",
      "--permission-mode acceptEdits --restricted --strict-mcp-config",
      "Read,Grep,Glob,Edit,Write,NotebookEdit",
    ],
  ] as const)("confines %s to the folder", (permission, flags, tools) => {
    expect(line("claude", { permission })).toBe(
      `-p --output-format stream-json --verbose ${flags} --disable-slash-commands --tools ${tools} --session-id 11111111-2222-4333-8444-555555555555`,
    );
  });

  it("allows with full permission what it lists, and bypasses nothing", () => {
    const flags = line("claude", { permission: "full" });

    expect(flags).toContain("--permission-mode dontAsk --setting-sources user");
    expect(flags).toContain("--allowedTools Bash Read Grep Glob Edit Write");
    expect(flags).not.toMatch(/bypass|skip-permissions|--restricted/);
  });

  it("uses the owner's settings alone where an older program knows no --restricted", () => {
    const flags = line("claude", {}, "");

    expect(flags).toContain("--setting-sources user --strict-mcp-config --tools Read,Grep,Glob");
    expect(flags).not.toMatch(/--restricted|--disable-slash-commands/);
  });

  it("loads the folder's configuration only where the owner trusts it", () => {
    expect(line("claude", { trustFolder: true })).not.toMatch(/--restricted|--setting-sources|mcp/);
  });

  it("adds tools of the hook to those that it offers and allows", () => {
    const { parameters } = compile("claude", { allowedTools: ["Bash(gh issue view *)"] });

    expect(parameters).toContain("Read,Grep,Glob,Bash");
    expect(parameters.slice(-2)).toEqual(["--allowedTools", "Bash(gh issue view *)"]);
  });

  it("is told what it may cost, where its help knows such a bound", () => {
    const help = `${HELP} --max-budget-usd`;

    expect(line("claude", { budgetUsd: 0.1 + 0.2 }, help)).toContain("--max-budget-usd 0.3000 ");
    expect(line("claude", { budgetUsd: 1e-9 }, help)).toContain("--max-budget-usd 0.0001 ");
    expect(line("claude", { budgetUsd: 2 })).not.toContain("--max-budget-usd");
    expect(line("claude", {}, help)).not.toContain("--max-budget-usd");
  });

  it("puts its own bound behind one of the hook, so that it is the one that counts", () => {
    const parameters = ["--max-budget-usd", "50"];
    const flags = line("claude", { budgetUsd: 2, parameters }, `${HELP} --max-budget-usd`);

    expect(flags.indexOf("50")).toBeLessThan(flags.indexOf("--max-budget-usd 2.0000"));
  });

  it("bounds its retries", () => {
    expect(compile("claude").environment).toMatchObject({ CLAUDE_CODE_MAX_RETRIES: "2" });
  });
});

describe("codex", () => {
  it.each([
    ["read_only", "read-only"],
    ["edit", "workspace-write"],
    ["full", "danger-full-access"],
  ] as const)("runs %s in the sandbox %s", (permission, sandbox) => {
    const { parameters } = compile("codex", { permission, model: "m", effort: "low" });

    expect(parameters).toEqual([
      "exec",
      "--json",
      "--skip-git-repo-check",
      "-s",
      sandbox,
      "-C",
      ".",
      "--disable",
      "unbounded_connection_retries",
      "-c",
      "shell_environment_policy.ignore_default_excludes=false",
      "-c",
      'projects={"/srv/site"={trust_level="untrusted"},"/srv"={trust_level="untrusted"},"/"={trust_level="untrusted"}}',
      "--ignore-rules",
      "-m",
      "m",
      "-c",
      'model_reasoning_effort="low"',
      "-",
    ]);
  });

  it("names no feature that the program does not know", () => {
    expect(line("codex", {}, "")).not.toContain("--disable");
  });

  it("takes a folder with quotes in its name for one name", () => {
    const folder = '/srv/a"b\\c';

    expect(line("codex", { folder })).toContain('{"/srv/a\\"b\\\\c"={trust_level="untrusted"},');
  });

  it("leaves trust to the owner where the hook says so", () => {
    expect(line("codex", { trustFolder: true })).not.toMatch(/projects=|--ignore-rules/);
  });
});

describe("gemini", () => {
  it.each([
    ["read_only", "default"],
    ["edit", "auto_edit"],
    ["full", "yolo"],
  ] as const)("runs %s in the approval mode %s", (permission, mode) => {
    expect(line("gemini", { permission, model: "m", allowedTools: ["web_fetch"] })).toBe(
      `--output-format stream-json --skip-trust --approval-mode ${mode} --session-id 11111111-2222-4333-8444-555555555555 -m m --allowed-tools=web_fetch --allowed-mcp-server-names=no-server-of-wakehook`,
    );
  });

  it("bounds its retries and reads no .env of the folder", () => {
    const { environment, files } = compile("gemini");

    expect(environment).toMatchObject({
      GEMINI_CLI_NO_RELAUNCH: "true",
      GEMINI_CLI_SYSTEM_DEFAULTS_PATH: "/t/gemini-defaults.json",
    });
    expect(JSON.parse(files?.["gemini-defaults.json"] ?? "")).toMatchObject({
      general: { maxAttempts: 2 },
      advanced: { ignoreLocalEnv: true },
    });
  });

  it("keeps the bound in a trusted folder", () => {
    const { files } = compile("gemini", { trustFolder: true });

    expect(JSON.parse(files?.["gemini-defaults.json"] ?? "")).toEqual({
      general: { maxAttempts: 2, enableAutoUpdate: false },
    });
  });
});

describe("opencode", () => {
  it.each([
    ["read_only", { "*": "deny", read: "allow", grep: "allow", glob: "allow", list: "allow" }],
    [
      "edit",
      { "*": "deny", read: "allow", grep: "allow", glob: "allow", list: "allow", edit: "allow" },
    ],
    ["full", { "*": "allow", external_directory: "allow" }],
  ] as const)("writes the rules of %s", (permission, rules) => {
    const { environment } = compile("opencode", { permission });

    expect(JSON.parse(environment?.["OPENCODE_PERMISSION"] ?? "")).toEqual(rules);
    expect(environment).toMatchObject({ OPENCODE_DISABLE_PROJECT_CONFIG: "1" });
  });

  it("starts it without the folder's plugins and with a title of its own", () => {
    expect(line("opencode", { model: "p/m", effort: "high" })).toBe(
      "run --format json --title wakehook run_1 --print-logs --log-level ERROR --pure -m p/m --variant high",
    );
  });
});

describe("a permission that was lowered for one run", () => {
  const PROVIDERS_AND_TOOLS = [
    ["claude", ["Bash(git *)", "Write"]],
    ["codex", ["anything"]],
    ["gemini", ["run_shell_command(echo)"]],
    ["opencode", ["bash", "edit"]],
  ] as const;

  it.each(PROVIDERS_AND_TOOLS)(
    "gives %s the flags of that permission, whatever the hook's own is",
    (id) => {
      for (const permission of ["read_only", "edit", "full"] as const) {
        const lowered = compile(id, { permission, allowedTools: [], worktree: true });
        expect(lowered).toEqual(compile(id, { permission }));
      }
    },
  );

  it.each(PROVIDERS_AND_TOOLS)(
    "lets %s have no tool of the hook, once dispatch hands none on",
    (id, tools) => {
      const own = JSON.stringify(compile(id, { permission: "full", allowedTools: tools }));
      const lowered = JSON.stringify(compile(id, { allowedTools: [] }));

      for (const tool of tools) expect(lowered).not.toContain(`"${tool}`);
      if (id !== "codex") expect(own).toContain(tools[0].split("(")[0]);
    },
  );

  it.each([
    ["claude", "--allowedTools=Bash"],
    ["claude", "--dangerously-skip-permissions"],
    ["codex", "-sdanger-full-access"],
    ["codex", "--config=sandbox_mode=x"],
    ["gemini", "--approval-mode=yolo"],
    ["gemini", "-y"],
    ["opencode", "--auto"],
  ] as const)("is not widened by cli_parameters: %s %s", (id, parameter) => {
    expect(refusedParameters(id, [parameter])).toHaveLength(1);
  });
});

describe("a run that continues a conversation", () => {
  const NAMES = new Set(["--session-id", "--resume", "--session", "resume"]);
  const ID = "11111111-2222-4333-8444-555555555555";
  const withoutSession = (made: ReturnType<typeof compile>) => ({
    ...made,
    parameters: made.parameters.filter((one) => !NAMES.has(one) && one !== ID),
  });

  it.each(["claude", "codex", "gemini", "opencode"] as const)(
    "has the very flags of its permission with %s",
    (id) => {
      for (const permission of ["read_only", "edit", "full"] as const)
        for (const trustFolder of [false, true]) {
          const request = { permission, trustFolder, model: "m", allowedTools: ["t"] };
          const alone = compile(id, request);
          const next = compile(id, request, HELP, [], "continues");

          expect(withoutSession(next)).toEqual(withoutSession(alone));
          expect(next.parameters).toContain(ID);
        }
    },
  );

  it("has them before the command of codex that knows only a few", () => {
    expect(compile("codex", {}, HELP, [], "continues").parameters.slice(-3)).toEqual([
      "resume",
      ID,
      "-",
    ]);
  });

  it("hears of a new id in opencode's log", () => {
    expect(line("opencode", {}, HELP, [], "begins")).toContain("--log-level INFO");
  });
});

describe("agentEnvironment", () => {
  const { agents } = Config.parse({ agents: { environment: ["MINE"], path: "/opt/bin" } });
  const daemon = {
    PATH: "/bin",
    HOME: "/h",
    LC_ALL: "C",
    MINE: "1",
    SECRET: "s",
    TERM: "xterm",
    ANTHROPIC_API_KEY: "a",
    CODEX_API_KEY: "c",
    GEMINI_CLI_TRUST_WORKSPACE: "true",
    WAKEHOOK_HOME: "/w",
  };

  it("holds the search path, the provider's own names, and those of the owner", () => {
    expect(agentEnvironment(daemon, PROVIDER_TABLE.claude, agents)).toEqual({
      PATH: "/opt/bin",
      HOME: "/h",
      LC_ALL: "C",
      MINE: "1",
      TERM: "dumb",
      ANTHROPIC_API_KEY: "a",
    });
  });

  it("never holds a variable that undoes a guard", () => {
    const named = { ...agents, environment: ["GEMINI_CLI_TRUST_WORKSPACE"] };

    expect(agentEnvironment(daemon, PROVIDER_TABLE.gemini, named)).not.toHaveProperty(
      "GEMINI_CLI_TRUST_WORKSPACE",
    );
  });

  it("gives the owner's own programs no key", () => {
    expect(targetEnvironment(daemon)).toEqual({
      PATH: "/bin",
      HOME: "/h",
      LC_ALL: "C",
      TERM: "dumb",
    });
  });
});

describe("MCP servers", () => {
  const notes = {
    name: "notes",
    connection: { kind: "stdio", command: ["notes", "--x"], environment: { TOKEN: "s3cret" } },
    problem: null,
    secretValues: ["s3cret"],
  } as const;
  const headers = { Authorization: "s3cret" };
  const web = {
    name: "web",
    connection: { kind: "http", url: "https://e.example/?q=$x", headers },
    problem: null,
    secretValues: ["s3cret"],
  } as const;
  const both = { mcpServers: [notes, web], allowedTools: ["mcp__notes__add", "mcp__web", "Bash"] };
  const PROGRAMS = ["claude", "codex", "gemini", "opencode"] as const;

  it.each(PROGRAMS)("show %s no secret in its arguments or its environment", (provider) => {
    const { parameters, environment = {} } = compile(provider, both);

    expect(parameters.join(" ")).not.toMatch(/s3cret|--x/);
    // A header of Codex has no other place; its shell gets no variable of this name.
    const { WAKEHOOK_MCP_SECRET_0: _, ...others } = environment;
    expect(JSON.stringify(others)).not.toMatch(/s3cret|--x/);
  });

  it.each(PROGRAMS)("are kept from %s where none of their tools is allowed", (provider) => {
    const compiled = compile(provider, { mcpServers: [notes], allowedTools: ["Bash"] });

    expect(JSON.stringify(compiled)).not.toContain("notes");
  });

  it("are one file for claude, and nothing beside it, also in a trusted folder", () => {
    const { parameters, files } = compile("claude", { ...both, trustFolder: true });

    expect(parameters.join(" ")).toContain("--strict-mcp-config --mcp-config /t/mcp.json");
    expect(parameters.join(" ")).toMatch(/--allowedTools Bash mcp__notes__add mcp__web$/);
    expect(parameters.join(" ")).not.toContain("Glob,mcp__");
    expect(JSON.parse(files?.["mcp.json"] ?? "")).toEqual({
      mcpServers: {
        notes: { type: "stdio", command: "/bin/sh", args: ["/t/mcp-notes.sh"] },
        web: { type: "http", url: "https://e.example/?q=%24x", headers },
      },
    });
  });

  it("are refused to claude with a header that it would change", () => {
    const connection = { ...web.connection, headers: { Authorization: "a${b}" } };

    expect(compile("claude", { ...both, mcpServers: [{ ...web, connection }] }).refusal).toContain(
      "web",
    );
  });

  it("are bounded for gemini by the tools that they offer", () => {
    const { parameters, files } = compile("gemini", both);

    expect(parameters).toContain("--allowed-mcp-server-names=notes");
    expect(parameters).not.toContain("--allowed-tools=mcp__notes__add");
    const settings = JSON.parse(files?.["gemini-settings.json"] ?? "") as object;
    expect(settings).toMatchObject({ mcpServers: { notes: { includeTools: ["add"] } } });
  });

  it("take another name for codex where the owner has one of this name, which is off", () => {
    const { parameters } = compile("codex", both, HELP, ["notes"]);

    const settings = parameters.find((one) => one.startsWith("mcp_servers="));
    expect(settings).toContain('"notes-2"={command="/bin/sh",args=["/t/mcp-notes.sh"]');
    expect(settings).toContain('enabled_tools=["add"]');
    expect(settings).toContain('"notes"={enabled=false}');
  });

  it("are allowed to opencode by name, behind a rule that denies the rest", () => {
    const { environment } = compile("opencode", { ...both, permission: "full" }, HELP, ["mine"]);

    const rules = Object.entries(JSON.parse(environment?.["OPENCODE_PERMISSION"] ?? "") as object);
    expect(rules.slice(-3)).toEqual([
      ["notes_*", "deny"],
      ["notes_add", "allow"],
      ["web_*", "allow"],
    ]);
    const settings = JSON.parse(environment?.["OPENCODE_CONFIG_CONTENT"] ?? "") as object;
    expect(settings).toMatchObject({
      mcp: { mine: { enabled: false }, web: { headers: { Authorization: "{file:/t/mcp-web-0}" } } },
    });
  });
});
