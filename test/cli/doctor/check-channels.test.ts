import { describe, expect, it } from "vitest";
import { checkChannels } from "../../../src/cli/doctor/check-channels.ts";
import { readSettings } from "../../../src/settings/read.ts";
import { put, tempHome } from "../../settings/temp-home.ts";
import { startFakeAdmin } from "../fake-admin.ts";

const TARGETS = [
  { name: "off", kind: "slack", bot_token: "xoxb-1", app_token: "xapp-1" },
  { name: "lost", kind: "telegram", token: "env:NOT_THERE" },
  { name: "phone", kind: "telegram", token: "123:a-token" },
  { name: "new", kind: "ntfy", topic: "a-secret-topic" },
  { name: "gone", kind: "ntfy", topic: "another-secret-topic" },
];

async function home() {
  const paths = await tempHome();
  await put(paths.configFile, { targets: TARGETS, features: { telegram: true, ntfy: true } });
  return { paths, settings: await readSettings(paths, {}) };
}

function channel(target: string, state: string, detail: string | null, waiting = 0) {
  const people = state === "up" ? [{ sender: "1", name: "Ann", role: "owner", paired_at: 1 }] : [];
  return {
    target,
    kind: "telegram",
    chat: "main",
    people,
    waiting,
    health: { state, since: 1, detail },
  };
}

describe("doctor about chats", () => {
  it("says what the running daemon knows of each", async () => {
    const { paths, settings } = await home();
    const channels = [
      channel("phone", "up", null),
      channel("new", "unpaired", "nobody is paired: wakehook channel pair new"),
      channel("gone", "down", "401: the token is revoked", 3),
    ];
    await startFakeAdmin(paths, { "GET /channels": { json: { channels } } });

    const findings = await checkChannels({ paths }, settings);

    expect(findings).toMatchObject([
      { check: "chat off", level: "note", hint: "wakehook config set features.slack true" },
      { check: "chat lost", level: "error", message: expect.stringContaining("cannot be had") },
      { check: "chat phone", level: "ok", message: "up; Ann" },
      { check: "chat new", level: "warning", hint: "wakehook channel pair new" },
      { check: "chat gone", level: "error", message: "401: the token is revoked; 3 messages wait" },
    ]);
  });

  it("has nothing to say of the local chat, and little without a daemon", async () => {
    const { paths, settings } = await home();

    const findings = await checkChannels({ paths }, settings);

    expect(findings.map(({ check, level }) => [check, level])).toEqual([
      ["chat off", "note"],
      ["chat lost", "error"],
      ["chat phone", "note"],
      ["chat new", "note"],
      ["chat gone", "note"],
    ]);
  });
});
