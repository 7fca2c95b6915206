// What is planted, and where each secret may be found afterwards: the table that the torture checks.

import { newCanary, type Canary } from "./canaries.ts";
import { plantInTargets } from "./chats.ts";

const HOOKS_FILE = ["webhooks.json", "cli hook show --reveal"];
const CONFIG_FILE = ["config.json", "cli config get --reveal"];
/** What an accepted payload says: kept as it came, shown to the owner, handed to the program that it is for. */
const PAYLOAD = [
  "database*",
  "runs prompt.md",
  "agent standard input",
  "target standard input",
  // Bots that a hook wakes.
  "requests to bot",
  "requests to openclaw",
  "admin GET /deliveries/:id?content=1",
  "admin GET /runs/:id/output?stream=prompt",
  "cli delivery show --json",
  "cli delivery show --body",
  "cli run logs --stream prompt",
];
/** The owner hands it over by name. */
const KEY_OF_AGENT = [
  "daemon environment",
  "agent environment claude",
  // It may be told to use any model service.
  "agent environment opencode",
];
/** What an agent writes is on disk as it wrote it, for the owner alone. */
const RAW_OUTPUT = ["runs stdout.log", "runs stderr.log"];

/** The agent that starts the server gets it in a file of the run's temporary folder. */
const MCP = ["config.json", "agent temporary", ...RAW_OUTPUT];

/** Every planted secret. */
export type Planted = ReturnType<typeof plant>;

/** Makes all secrets anew. */
export function plant() {
  return {
    globalToken: newCanary("the global token", [...CONFIG_FILE, ...RAW_OUTPUT]),
    hookToken: newCanary("a hook's bearer token", [...HOOKS_FILE, ...RAW_OUTPUT]),
    hashedToken: newCanary("a bearer token that is kept as a hash", []),
    secret: newCanary("a sender's secret", [...HOOKS_FILE, ...RAW_OUTPUT]),
    previousSecret: newCanary("a previous_secret", [...HOOKS_FILE, ...RAW_OUTPUT]),
    fileSecret: newCanary("a secret in a file of its own (file:)", ["keys", ...RAW_OUTPUT]),
    environmentSecret: newCanary("a secret of the environment (env:)", [
      "daemon environment",
      ...RAW_OUTPUT,
    ]),
    verifyToken: newCanary("a verify_token", [...HOOKS_FILE, ...RAW_OUTPUT]),
    queryToken: newCanary("a sender's token in the query", HOOKS_FILE),
    bodyToken: newCanary("a sender's token in the body", HOOKS_FILE),
    echoedSecret: newCanary("a secret that its sender repeats in the body", HOOKS_FILE),
    reportToken: newCanary("the token of a report to the sender", [...HOOKS_FILE, ...RAW_OUTPUT]),
    reportHeader: newCanary("a header of a report to the sender (env:)", [
      "daemon environment",
      ...RAW_OUTPUT,
    ]),
    repairToken: newCanary("the token that GitHub is asked with for what was missed", [
      ...HOOKS_FILE,
      ...RAW_OUTPUT,
    ]),
    subscriptionSecret: newCanary("a subscription's secret", ["config.json", ...RAW_OUTPUT]),
    mcpVariable: newCanary("a variable of an MCP server", MCP),
    mcpHeader: newCanary("a header of an MCP server", MCP),
    brokenSecret: newCanary("a secret in a webhooks.json that is no JSON", ["webhooks.json"]),
    misspeltSecret: newCanary("a secret in a misspelt field", HOOKS_FILE),
    invalidSecret: newCanary("a secret in an entry that is wrong", HOOKS_FILE),
    daemonKey: newCanary("a key in the daemon's environment", ["daemon environment"]),
    agentKey: newCanary("the key that its agent needs (ANTHROPIC_API_KEY)", KEY_OF_AGENT),
    wrongBearer: newCanary("a wrong bearer token", []),
    wrongQuery: newCanary("a wrong token in the query", []),
    wrongBody: newCanary("a body that was refused", []),
    wrongSignature: newCanary("a wrong signature", []),
    cookie: newCanary("a Cookie of an accepted request", []),
    apiKey: newCanary("an X-Api-Key of an accepted request", []),
    extraQuery: newCanary("a ?code= of an accepted request", []),
    payload: newCanary("a password in an accepted payload", PAYLOAD),
    ...plantInTargets([...CONFIG_FILE, ...RAW_OUTPUT]),
  } satisfies Record<string, Canary>;
}
