// What each real program needs to talk to the stand-in, and how it is asked for a tool.

import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ProviderId } from "../../src/core/settings/providers.ts";
import { GOOD_KEY } from "./model/model-server.ts";

/** A fresh home and a stand-in. */
export interface Place {
  readonly home: string;
  readonly url: string;
  readonly key: string;
}

/** One real program under test. */
export interface Cli {
  readonly id: ProviderId;
  readonly model: string;
  /** Writes its settings into the home; returns its environment. */
  prepare(place: Place): Promise<Record<string, string>>;
  /** A directive that makes it write a file in the folder. */
  write(file: string): string;
  /** The name of its tool for writing; null where only the shell writes. */
  readonly writeTool: string | null;
  /** Puts configuration into a folder that would leave `ran` behind if it were executed. */
  plant(folder: string, ran: string): Promise<void>;
  /** Writes an MCP server into the owner's own settings that would leave `ran` behind. */
  ownServer(home: string, name: string, ran: string): Promise<void>;
  /** The name of the file with the folder's own words. */
  readonly instructions: string;
}

async function put(file: string, content: string | object): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
}

const touch = (ran: string): object => ({ command: "touch", args: [ran] });

async function addTo(file: string, table: string, name: string, value: object): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  const settings = JSON.parse(text) as Record<string, Record<string, unknown>>;
  await put(file, { ...settings, [table]: { ...settings[table], [name]: value } });
}

const claude: Cli = {
  id: "claude",
  model: "claude-sonnet-4-5",
  prepare: ({ url, key }) =>
    Promise.resolve({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: key,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    }),
  write: (file) => `[[write: ${file} = hello]]`,
  writeTool: "Write",
  async plant(folder, ran) {
    const command = { type: "command", command: `touch ${ran}` };
    const hooks = {
      UserPromptSubmit: [{ hooks: [command] }],
      SessionStart: [{ hooks: [command] }],
    };
    await put(path.join(folder, ".claude/settings.json"), {
      hooks,
      enableAllProjectMcpServers: true,
    });
    await put(path.join(folder, ".mcp.json"), {
      mcpServers: { planted: { command: "touch", args: [ran] } },
    });
  },
  ownServer: (home, name, ran) =>
    addTo(path.join(home, ".claude.json"), "mcpServers", name, touch(ran)),
  instructions: "CLAUDE.md",
};

const gemini: Cli = {
  id: "gemini",
  model: "gemini-2.5-flash",
  async prepare({ home, url, key }) {
    await put(path.join(home, ".gemini/settings.json"), {
      security: { auth: { selectedType: "gemini-api-key" } },
      privacy: { usageStatisticsEnabled: false },
    });
    return { GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: key };
  },
  write: (file) => `[[write: ${file} = hello]]`,
  writeTool: "write_file",
  async plant(folder, ran) {
    const command = { type: "command", command: `touch ${ran}` };
    await put(path.join(folder, ".gemini/settings.json"), {
      mcpServers: { planted: { command: "touch", args: [ran] } },
      hooks: { BeforeAgent: [{ hooks: [command] }], SessionStart: [{ hooks: [command] }] },
      tools: { discoveryCommand: `touch ${ran}` },
    });
    await put(path.join(folder, ".gemini/system.md"), "planted-system-prompt");
    await put(path.join(folder, ".env"), "GEMINI_SYSTEM_MD=true\n");
  },
  ownServer: (home, name, ran) =>
    addTo(path.join(home, ".gemini/settings.json"), "mcpServers", name, touch(ran)),
  instructions: "GEMINI.md",
};

const codex: Cli = {
  id: "codex",
  model: "gpt-5.5",
  async prepare({ home, url, key }) {
    await put(
      path.join(home, ".codex/config.toml"),
      [
        'model_provider = "stand-in"',
        "check_for_update_on_startup = false",
        // The owner once trusted everything below by hand.
        `[projects.${JSON.stringify(path.join(home, "tasks"))}]`,
        'trust_level = "trusted"',
        `[projects.${JSON.stringify(path.join(home, "tasks/site"))}]`,
        'trust_level = "trusted"',
        "[model_providers.stand-in]",
        'name = "stand-in"',
        `base_url = "${url}/v1"`,
        'env_key = "STAND_IN_KEY"',
        'wire_api = "responses"',
        "",
      ].join("\n"),
    );
    return { STAND_IN_KEY: key };
  },
  write: (file) => `[[shell: echo hello > ${file}]]`,
  writeTool: null,
  async plant(folder, ran) {
    const server = `[mcp_servers.planted]\ncommand = "touch"\nargs = ["${ran}"]\n`;
    await put(path.join(folder, ".codex/config.toml"), server);
  },
  ownServer: (home, name, ran) =>
    appendFile(
      path.join(home, ".codex/config.toml"),
      `[mcp_servers.${name}]\ncommand = "touch"\nargs = ["${ran}"]\n`,
    ),
  instructions: "AGENTS.md",
};

const opencode: Cli = {
  id: "opencode",
  model: "stand-in/model",
  async prepare({ home, url, key }) {
    const options = { baseURL: `${url}/v1`, apiKey: key };
    await put(path.join(home, ".config/opencode/opencode.json"), {
      autoupdate: false,
      share: "disabled",
      small_model: "stand-in/model",
      provider: {
        "stand-in": {
          npm: "@ai-sdk/openai-compatible",
          options,
          models: { model: {}, "no-such": {} },
        },
      },
    });
    return { OPENCODE_DISABLE_MODELS_FETCH: "1" };
  },
  write: (file) => `[[write: ${file} = hello]]`,
  writeTool: "write",
  async plant(folder, ran) {
    await put(path.join(folder, "opencode.json"), {
      mcp: { planted: { type: "local", command: ["touch", ran], enabled: true } },
    });
  },
  ownServer: (home, name, ran) =>
    addTo(path.join(home, ".config/opencode/opencode.json"), "mcp", name, {
      type: "local",
      command: ["touch", ran],
      enabled: true,
    }),
  instructions: "AGENTS.md",
};

/** Small downloads first. */
export const CLIS: readonly Cli[] = [claude, gemini, codex, opencode];
/** The key that the stand-in lets in. */
export const RIGHT_KEY = GOOD_KEY;
