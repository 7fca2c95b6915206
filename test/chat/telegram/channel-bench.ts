// A channel alone, on the stand-in, with an inbound that writes down what it is told.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type {
  ChannelInbound,
  ChannelMessage,
  InboundDecision,
  InboundText,
  Posting,
} from "../../../src/core/ports/channel-port.ts";
import type { TargetOf } from "../../../src/core/settings/target.ts";
import { createTelegramChannel } from "../../../src/chat/telegram/telegram-channel.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";
import { fastClock } from "../fast-clock.ts";
import { TOKEN } from "./bot-api.ts";
import { OWNER, telegramPlatform } from "./telegram-platform.ts";

export interface BenchOptions {
  readonly factor?: number;
  /** Of the stand-in: where it is faster, no busy machine lets a poll look as if it hung. */
  readonly apiFactor?: number;
  /** What an earlier channel remembered. */
  readonly memory?: Map<string, string>;
  readonly platform?: Awaited<ReturnType<typeof telegramPlatform>>;
  readonly target?: Partial<TargetOf<"telegram">>;
}

export async function channelBench(options: BenchOptions = {}) {
  const { factor = 20, memory = new Map<string, string>() } = options;
  const platform = options.platform ?? (await telegramPlatform(options.apiFactor ?? factor));
  const { api } = platform;
  const clock = fastClock(factor);
  const home = mkdtempSync(path.join(tmpdir(), "wakehook-telegram-"));
  const words: InboundText[] = [];
  const decisions: InboundDecision[] = [];
  const logged: string[] = [];
  const healths: string[] = [];
  /** The next texts end so. */
  const throwing: Error[] = [];
  const line = (text: string): void => void logged.push(text);
  const inbound: ChannelInbound = {
    async text(given) {
      const error = throwing.shift();
      await Promise.resolve();
      if (error !== undefined) throw error;
      words.push(given);
    },
    async decision(given) {
      await Promise.resolve();
      decisions.push(given);
      return given.sender.id === OWNER ? `done ${"x".repeat(300)}` : "";
    },
    cardOf: () => null,
    places: () => [],
    recall: (name) => memory.get(name) ?? null,
    remember: (name, value) => void memory.set(name, value),
    changed: () => void healths.push(channel.health().state),
  };
  const channel = createTelegramChannel(
    {
      clock,
      randomness: systemRandomness,
      log: { debug: line, info: line, warn: line, error: line },
      home,
      inbound,
    },
    {
      name: "phone",
      kind: "telegram",
      chat: "main",
      topics: "none",
      token: TOKEN,
      apiUrl: api.url,
      ...options.target,
    },
  );
  onTestFinished(async () => {
    await channel.stop();
    await platform.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** Posts, and gives back the ids of the parts. */
  async function send(more: Partial<ChannelMessage>, refs: readonly string[] = []) {
    const posted: string[] = [];
    const result = await channel.send(posting(more, refs, (ref) => void posted.push(ref)));
    return { result, posted };
  }

  return {
    platform,
    api,
    channel,
    clock,
    home,
    memory,
    words,
    decisions,
    logged,
    healths,
    throwing,
    send,
    edit: (more: Partial<ChannelMessage>, refs: readonly string[]) =>
      channel.edit(posting(more, refs, () => {})),
  };
}

function posting(
  more: Partial<ChannelMessage>,
  refs: readonly string[],
  onPart: (ref: string) => void,
): Posting {
  const message: ChannelMessage = {
    key: "msg_1",
    place: { chat: OWNER, thread: null },
    text: "Hello",
    card: null,
    files: [],
    silent: false,
    replyTo: null,
    ...more,
  };
  return { message, refs, onPart, signal: new AbortController().signal };
}

/** A card that waits for an answer. */
export function aCard(decided: string | null = null) {
  return {
    token: "abcdefghijklmnopqrstuv",
    buttons: [
      { verb: "run", label: "Run" },
      { verb: "read_only", label: "Run read-only" },
      { verb: "discard", label: "Discard" },
    ],
    decided,
  } as const;
}
