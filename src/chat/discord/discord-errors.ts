// What Discord's refusals and close codes mean, and what their owner can do.

import type { ChannelResult } from "../../core/ports/channel-port.ts";

const NEW_TOKEN = "reset it in the developer portal (Bot), and put the new one into config.json";

/** What only the owner can mend, by Discord's own number: nothing is given up meanwhile. */
const BROKEN: Readonly<Record<number, string>> = {
  10003: "this chat is no more: pair again",
  40001: `its token is worth nothing: ${NEW_TOKEN}`,
  50001: "the bot may not see this chat: pair again, in a direct message with it",
  50007:
    "it may not write to you: allow direct messages of that server's members, stay in a server with the bot, and unblock it",
  50013: "it lacks a permission in this chat: pair again, in a direct message with it",
  50014: `its token is worth nothing: ${NEW_TOKEN}`,
  50278: "it may not write to you without a server in common: add the bot to a server of yours",
};

/** How the gateway says that it will not do, by its close codes; every other means: again. */
const FATAL: Readonly<Record<number, string>> = {
  4004: `its token is worth nothing: ${NEW_TOKEN}`,
  4010: "the gateway refuses this version of wakehook (4010, shard)",
  4011: "the bot is in too many servers for one connection: make one of its own for wakehook",
  4012: "the gateway refuses this version of wakehook (4012, API version)",
  4013: "the gateway refuses this version of wakehook (4013, intents)",
  4014: "the gateway refuses an intent (4014): in the developer portal, under Bot, look at the switches below Privileged Gateway Intents; direct messages need none of them",
};

/** These say that the session cannot be gone on with. */
const SESSION_OVER = new Set([4007, 4009]);

/** What a refusal means for what was to be posted. */
export function resultOfCode({
  status,
  code,
  words,
}: {
  readonly status: number;
  readonly code: number;
  readonly words: string;
}): Extract<ChannelResult, { ok: false }> {
  const known = status === 401 ? BROKEN[40001] : BROKEN[code];
  const said = words === "" ? `it answered ${status}` : `it answered ${status}: ${words}`;
  if (known !== undefined)
    return { ok: false, error: `${said} (${known})`, final: false, broken: true };
  if (status === 403) return { ok: false, error: said, final: false, broken: true };
  return { ok: false, error: said, final: true };
}

/** Why the gateway will not take this bot; null: it is to be tried again. */
export function fatalWords(closeCode: number): string | null {
  return FATAL[closeCode] ?? null;
}

/** Tells whether the session is over with that close. */
export function endsSession(closeCode: number): boolean {
  return SESSION_OVER.has(closeCode) || fatalWords(closeCode) !== null;
}
