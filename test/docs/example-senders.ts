// The senders of webhooks.example.json: what each puts into its headers, by the secrets that stand there.

import { createHmac, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";

const FILE = path.resolve(import.meta.dirname, "../../webhooks.example.json");
const discord = generateKeyPairSync("ed25519");
/** The public half, as it stands in a hook. */
export const discordKey = discord.publicKey
  .export({ format: "der", type: "spki" })
  .subarray(-32)
  .toString("hex");

/** The file. */
export const text = await readFile(FILE, "utf8");
/** Its hooks. */
export const written = (JSON.parse(text) as { hooks: Array<Record<string, string>> }).hooks;
/** Headers of a request. */
export type Headers = Record<string, string>;

/** A secret field of a hook of the file. */
export function secretOf(id: string, field: string): string {
  return written.find((hook) => hook["id"] === id)?.[field] ?? "";
}

function hmac(algorithm: string, key: string | Buffer, content: string): Buffer {
  return createHmac(algorithm, key).update(content).digest();
}

/** A bearer token. */
export function bearer(token: string): Headers {
  return { authorization: `Bearer ${token}` };
}

function seconds(): string {
  return String(Math.floor(Date.now() / 1000));
}

/** Standard Webhooks. */
export function standardWebhooks(body: string): Headers {
  const id = `msg_${randomUUID()}`;
  const time = seconds();
  const key = Buffer.from(secretOf("mails", "secret").replace("whsec_", ""), "base64");
  const signature = hmac("sha256", key, `${id}.${time}.${body}`).toString("base64");
  return { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": `v1,${signature}` };
}

/** Stripe. */
export function stripe(body: string): Headers {
  const time = seconds();
  const key = secretOf("payments", "secret");
  const signature = hmac("sha256", key, `${time}.${body}`).toString("hex");
  return { "stripe-signature": `t=${time},v1=${signature}` };
}

/** GitHub. */
export function github(body: string, id = "site-issues"): Headers {
  const signature = hmac("sha256", secretOf(id, "secret"), body).toString("hex");
  return {
    "x-github-event": "issues",
    "x-github-delivery": randomUUID(),
    "x-hub-signature-256": `sha256=${signature}`,
  };
}

/** A sender with a time in its header. */
export function sensor(body: string): Headers {
  const time = seconds();
  const key = secretOf("sensors", "hmac_secret");
  const signature = hmac("sha256", key, `${time}.${body}`).toString("hex");
  return { "x-sensor-signature": `t=${time},v1=${signature}` };
}

/** A sender with SHA-512 in base64. */
export function backup(body: string): Headers {
  const signature = hmac("sha512", secretOf("backups", "hmac_secret"), body).toString("base64");
  return { "x-backup-signature": `v1 ${signature}` };
}

/** Discord. */
export function slash(body: string): Headers {
  const time = seconds();
  const signature = sign(null, Buffer.from(`${time}${body}`), discord.privateKey).toString("hex");
  return { "x-signature-ed25519": signature, "x-signature-timestamp": time };
}
