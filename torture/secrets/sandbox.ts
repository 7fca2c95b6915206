// A home with every secret planted in it, the stand-ins beside it, and the daemon's environment.

import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { homePaths, type HomePaths } from "../../src/system/home.ts";
import { writingsOf } from "./canaries.ts";
import {
  chatTargets,
  EVERY_CHAT,
  pairEverywhere,
  PLATFORM_FEATURES,
  secretsOfChats,
} from "./chats.ts";
import { openPlatforms, type Platforms } from "./platforms.ts";
import { plant, type Planted } from "./planted.ts";
import { putStandIns } from "./stand-ins.ts";

/** Where it all happens. */
export interface Sandbox {
  readonly root: string;
  readonly paths: HomePaths;
  readonly records: string;
  readonly temporary: string;
  readonly planted: Planted;
  /** Every secret that is in force, in every spelling. */
  readonly confession: string;
  readonly platforms: Platforms;
  readonly environment: Readonly<Record<string, string>>;
  /** The hooks with their secrets, as they stand in webhooks.json. */
  readonly hooks: ReadonlyArray<Record<string, unknown>>;
}

/**
 * Lays everything out below a folder; its `platforms` are to be closed. `receiver`: the URL of what is told, and says
 * what it heard.
 */
export async function openSandbox(root: string, receiver: string): Promise<Sandbox> {
  const planted = plant();
  const paths = homePaths(path.join(root, "home"));
  const at = (name: string): string => path.join(root, name);
  const [bin, records, temporary] = [at("bin"), at("records"), at("tmp")];
  for (const folder of [bin, records, temporary, paths.root, paths.tasksFolder, paths.keysFolder])
    await mkdir(folder, { recursive: true, mode: 0o700 });
  const told = [
    planted.globalToken,
    planted.hookToken,
    planted.secret,
    planted.previousSecret,
    planted.fileSecret,
    planted.environmentSecret,
    planted.verifyToken,
    ...secretsOfChats(planted),
    planted.reportToken,
    planted.reportHeader,
    planted.repairToken,
    planted.subscriptionSecret,
    planted.mcpVariable,
    planted.mcpHeader,
  ];
  const confession = told.flatMap(({ value }) => writingsOf(value)).join("\n");
  const commands = putStandIns({ bin, records, confession });
  const platforms = await openPlatforms(confession);
  const targets = [
    ...Object.entries(commands).map(([name, command]) => {
      return { name, kind: "command", command, queues: name === "queueing" };
    }),
    ...chatTargets(planted, platforms.url),
  ];
  const keyFile = path.join(paths.keysFolder, "gitlab");
  await writeFile(keyFile, `${planted.fileSecret.value}\n`, { mode: 0o600 });
  const hooks = hooksOf(planted, keyFile, receiver);
  await put(paths.hooksFile, { hooks });
  await put(paths.configFile, {
    webhooks: { port: 0, token: planted.globalToken.value },
    admin: { port: 0 },
    features: {
      agents: true,
      commands: true,
      sender_reports: true,
      tunnel: true,
      ...PLATFORM_FEATURES,
    },
    chat: { provider: "codex" },
    forward_allow: ["127.0.0.1"],
    subscriptions: [
      { id: "told", url: receiver, secret: planted.subscriptionSecret.value, events: ["*"] },
    ],
    mcp_servers: mcpServersOf(planted, receiver),
    targets,
    // Nobody listens there: what goes wrong is told in words.
    tunnels: [
      { name: "relay", kind: "relay", url: "ws://127.0.0.1:1", key: planted.tunnelKey.value },
    ],
    owner: ["report"],
  });
  pairEverywhere(paths);
  const environment = {
    PATH: `${bin}:/usr/bin:/bin`,
    HOME: root,
    TMPDIR: temporary,
    WAKEHOOK_HOME: paths.root,
    REPORT_HEADER: planted.reportHeader.value,
    HMAC_SECRET: planted.environmentSecret.value,
    DEPLOY_KEY: planted.daemonKey.value,
    ANTHROPIC_API_KEY: planted.agentKey.value,
  };
  return {
    root,
    paths,
    records,
    temporary,
    planted,
    confession,
    platforms,
    environment,
    hooks,
  };
}

/** Writes a settings file. */
export async function put(file: string, content: unknown): Promise<void> {
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  await writeFile(file, text, { mode: 0o600 });
}

function mcpServersOf({ mcpVariable, mcpHeader }: Planted, url: string) {
  return [
    { name: "notes", command: ["/bin/true"], environment: { NOTES_API_KEY: mcpVariable.value } },
    { name: "web", url, headers: { "X-Auth": mcpHeader.value } },
  ];
}

function hooksOf(
  planted: Planted,
  keyFile: string,
  receiver: string,
): Array<Record<string, unknown>> {
  const agent = (id: string, provider: string, more: Record<string, unknown>) => ({
    id,
    title: `Hook ${id}`,
    mode: "cron_task",
    provider,
    task_folder: ".",
    prompt_template: "Look at this.",
    append_payload: "always",
    report: ["owner", "log"],
    ...more,
  });
  const wake = (id: string, to: string, more: Record<string, unknown> = {}) => ({
    id,
    title: `Hook ${id}`,
    mode: "wake",
    to: [to],
    prompt_template: "Look at this.",
    append_payload: "always",
    ...more,
  });
  const hash = createHash("sha256").update(planted.hashedToken.value).digest("hex");
  const later = new Date(Date.now() + 86_400_000).toISOString();
  return [
    agent("bearer", "claude", {
      token: planted.hookToken.value,
      mcp_servers: ["notes", "web"],
      allowed_tools: ["mcp__notes", "mcp__web"],
      report_to_sender: {
        kind: "http",
        url: receiver,
        on: ["start", "success", "failure"],
        token: planted.reportToken.value,
        headers: { "X-Report-Key": "env:REPORT_HEADER" },
      },
    }),
    agent("hashed", "claude", { token: `sha256:${hash}` }),
    agent("github", "codex", {
      source: "github",
      secret: planted.secret.value,
      previous_secret: planted.previousSecret.value,
      previous_secret_until: later,
      repair: {
        kind: "github",
        token: planted.repairToken.value,
        repository: "octo/site",
        hook_id: 1,
        api_url: receiver,
      },
    }),
    agent("gitlab", "gemini", { source: "gitlab", secret: `file:${keyFile}` }),
    agent("hmac", "claude", {
      auth_mode: "hmac",
      hmac_secret: "env:HMAC_SECRET",
      hmac_header: "x-signature",
    }),
    agent("echoing", "claude", { source: "gitlab", secret: planted.echoedSecret.value }),
    agent("docker", "claude", { source: "docker-hub", secret: planted.queryToken.value }),
    agent("body", "claude", {
      auth_mode: "source",
      secret: planted.bodyToken.value,
      verify: { kind: "static", signature: [{ json: "auth.token" }], key: "utf8" },
    }),
    agent("hanging", "opencode", {}),
    wake("telling", "telling"),
    wake("chatting", "local", { to: ["local", "phone"], session: "entity", provider: "codex" }),
    wake("bots", "bot", { fallback: ["gateway", "queueing"], report: EVERY_CHAT }),
    wake("failing", "failing"),
    wake("meta", "quiet", {
      source: "meta",
      secret: planted.secret.value,
      verify_token: planted.verifyToken.value,
    }),
    wake("misspelt", "quiet", { tokn: planted.misspeltSecret.value }),
    wake("invalid", "quiet", { token: planted.invalidSecret.value, timeout_seconds: -1 }),
    wake("unreadable", "quiet", { token: "file:/proc/self/no-such-secret" }),
  ];
}
