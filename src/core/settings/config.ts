// config.json: what concerns the whole daemon. Every field of the whole design.

import * as z from "zod";
import { isAllowEntry } from "../outbound/address-range.ts";
import { snakeObject } from "./snake-object.ts";
import { Callback, Outbound, Subscription } from "./subscription.ts";
import { Expose } from "./expose.ts";
import { FEATURES, type FeatureName } from "./features.ts";
import { McpServer } from "./mcp-server.ts";
import { providerName } from "./providers.ts";
import { Target } from "./target.ts";
import { Webhooks } from "./webhooks.ts";
import { Tunnel } from "./tunnel.ts";

const meaning = (description: string) => ({ description });
const pending = (description: string) => ({ description, pending: true });

const port = z.int().min(0).max(65_535);
const names = z.array(z.string().min(1));
const provider = z.string().transform(providerName);

const Admin = snakeObject({
  host: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .meta(meaning("address of the admin listener; keep it on loopback")),
  port: port.default(8743).meta(meaning("port of the admin listener; 0 takes a free one")),
});

const Agents = snakeObject({
  provider: provider.optional().meta(meaning("provider of hooks that name none")),
  model: z.string().optional().meta(meaning("model of hooks that name none")),
  max_concurrent_runs: z
    .int()
    .min(1)
    .max(64)
    .default(4)
    .meta(meaning("runs at a time, all hooks together")),
  max_concurrent_per_provider: z
    .record(z.string(), z.int().min(1).max(64))
    .default({})
    .meta(meaning("runs of one provider at a time, by its name")),
  hang_seconds: z
    .number()
    .positive()
    .max(604_800)
    .default(600)
    .meta(meaning("a run without any output for this long is ended as error:hang")),
  environment: names
    .default([])
    .meta(meaning("names of environment variables that agent CLIs get beside the built-in ones")),
  path: z.string().optional().meta(meaning("PATH for agent CLIs; default that of the daemon")),
});

const Retention = snakeObject({
  days: z
    .int()
    .positive()
    .default(30)
    .meta(meaning("bodies and run files of ended deliveries are emptied after this many days")),
  max_deliveries: z
    .int()
    .positive()
    .default(100_000)
    .meta(meaning("ended deliveries kept with their bodies, newest first")),
  max_bytes: z
    .int()
    .positive()
    .default(5_368_709_120)
    .meta(meaning("size of bodies and run files kept, newest first")),
});

const Chat = snakeObject({
  provider: provider
    .optional()
    .meta(meaning("the agent CLI of your own words; default agents.provider")),
  model: z.string().optional().meta(meaning("its model; default agents.model")),
  folder: z
    .string()
    .optional()
    .meta(
      meaning(
        "where conversations run: relative to tasks/, or absolute inside tasks/ or task_roots; default tasks/chat",
      ),
    ),
  permission: z
    .enum(["read_only", "edit", "full"])
    .default("read_only")
    .meta(meaning("what the agent may do for your own words; a wake has its hook's")),
  timeout_seconds: z
    .number()
    .positive()
    .max(604_800)
    .default(900)
    .meta(meaning("a turn of your own is ended after this many seconds")),
});

const featureShape = Object.fromEntries(
  Object.entries(FEATURES).map(([name, row]) => [
    name,
    z
      .boolean()
      .default(false)
      .meta(row.landed ? meaning(row.meaning) : pending(row.meaning)),
  ]),
) as unknown as Record<FeatureName, z.ZodDefault<z.ZodBoolean>>;
/** By their names as written: a feature is called alike everywhere. */
const Features = z.strictObject(featureShape);

/** The fields of config.json as written on disk. */
export const CONFIG_FIELDS = {
  webhooks: Webhooks.prefault({}).meta(meaning("the hook listener")),
  admin: Admin.prefault({}).meta(meaning("the admin listener")),
  agents: Agents.prefault({}).meta(meaning("agent CLIs")),
  task_roots: names
    .default([])
    .meta(meaning("folders below which an absolute task_folder may lie")),
  timezone: z
    .string()
    .optional()
    .meta(meaning("zone of quiet hours, as Europe/Berlin; default that of the machine")),
  owner: names
    .default([])
    .meta(meaning("names of the targets that are the owner's chats; default the local chat")),
  targets: z.array(Target).default([]).meta(meaning("where words go")),
  tunnels: z
    .array(Tunnel)
    .max(20)
    .default([])
    .meta(meaning("connections outward by which events come in")),
  chat: Chat.prefault({}).meta(meaning("what you say to an agent in a chat")),
  mcp_servers: z
    .array(McpServer)
    .max(100)
    .default([])
    .meta(meaning("MCP servers that hooks may name in mcp_servers")),
  subscriptions: z
    .array(Subscription)
    .max(100)
    .default([])
    .meta(meaning("who is told what happens, by signed webhooks")),
  callbacks: z
    .array(Callback)
    .max(100)
    .default([])
    .meta(meaning("an older, simpler form of subscriptions")),
  outbound: Outbound.prefault({}).meta(meaning("how subscriptions are sent to")),
  expose: Expose.optional().meta(
    meaning("a program of yours that makes the hook listener reachable: wakehook expose --help"),
  ),
  retention: Retention.prefault({}).meta(meaning("what is kept, and how long")),
  forward_allow: z
    .array(z.string().refine(isAllowEntry, "must be a host, an address or a network as 10.0.0.0/8"))
    .default([])
    .meta(
      meaning(
        "hosts, addresses and networks that mode forward may send to though they are not public",
      ),
    ),
  features: Features.prefault({}).meta(meaning("switches; all off until the owner turns them on")),
  safe_mode: z
    .boolean()
    .default(false)
    .meta(meaning("receive, verify, record and decide, but start nothing")),
} as const;

/** config.json, as checked and with its defaults. */
export const Config = snakeObject(CONFIG_FIELDS);
/** config.json, as checked and with its defaults. */
export type Config = z.output<typeof Config>;
