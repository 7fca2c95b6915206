// A strict platform in memory, with a channel for it: what every platform has in common and nothing else. The suite is
// tried on it, and so is the hub.

import { readFileSync } from "node:fs";
import path from "node:path";
import type { CreateChannel } from "../../../src/chat/channels/channel-deps.ts";
import type {
  Channel,
  ChannelAbilities,
  ChannelHealth,
  ChannelMessage,
  ChannelResult,
  InboundText,
  Posting,
} from "../../../src/core/ports/channel-port.ts";
import type { Platform, Shown } from "./platform.ts";

const LIMIT = 400;
const MOST_PARTS = 5;
/** In the place of a message's id. */
const NO_THREAD = "no such thread";

/** What one call of the platform is answered with. */
type Answer =
  | { readonly ok: true; readonly ref: string }
  | { readonly ok: false; readonly code: number; readonly retryAfterMs?: number };

interface Update {
  readonly id: string;
  readonly sender: string;
  readonly text?: string;
  readonly data?: string;
  readonly ref: string;
  readonly replyTo: string | null;
  readonly thread: string | null;
  readonly chat: string;
  readonly answered?: (words: string) => void;
}

type Entry = { -readonly [Key in keyof Shown]: Shown[Key] } & {
  readonly chat: string;
  readonly data: readonly string[];
};

/** The platform, with what only tests of the hub ask. */
export interface MemoryPlatform extends Platform {
  readonly create: CreateChannel<"telegram">;
  readonly threads: string[];
  /** The chat of each message that stands there. */
  chats(): readonly string[];
  write(words: Parameters<Platform["write"]>[0] & { readonly chat?: string }): string;
  /** How often a channel was started. */
  readonly starts: () => number;
}

/** One platform, and everything that happens on it. */
export function memoryPlatform(abilities: Partial<ChannelAbilities> = {}): MemoryPlatform {
  const messages: Entry[] = [];
  const complaints: string[] = [];
  const updates: Update[] = [];
  const threads: string[] = [];
  const state = { down: false, revoked: false, tooMany: 0, retryAfterMs: 0, left: Infinity };
  const listeners = new Set<() => void>();
  let typed = 0;
  let starts = 0;
  let number = 0;
  const can: ChannelAbilities = {
    buttons: "native",
    edits: true,
    files: true,
    threads: true,
    typing: true,
    editEveryMs: 1000,
    mostParts: MOST_PARTS,
    ...abilities,
  };

  /** A call over the wire; what the real thing would refuse is refused here. */
  function call(work: () => string): Answer {
    if (state.revoked) return { ok: false, code: 401 };
    if (state.down || state.left <= 0) return { ok: false, code: 0 };
    if (state.tooMany > 0) {
      state.tooMany -= 1;
      return { ok: false, code: 429, retryAfterMs: state.retryAfterMs };
    }
    const ref = work();
    if (ref === "") return { ok: false, code: 400 };
    if (ref === NO_THREAD) return { ok: false, code: 410 };
    state.left -= 1;
    return { ok: true, ref };
  }

  function complain(words: string): "" {
    complaints.push(words);
    return "";
  }

  /** It knows no keys: what is sent twice stands there twice. */
  function post(entry: Omit<Entry, "ref">): string {
    if (entry.text.length > LIMIT) return complain(`${entry.text.length} characters`);
    if (entry.text === "") return complain("an empty message");
    if (!entry.text.isWellFormed()) return complain("half a character");
    if (entry.buttons.length > 3) return complain("more than three buttons");
    if (entry.data.some((data) => data.length > 64)) return complain("too much data");
    if (entry.replyTo !== null && !isKnown(entry.replyTo)) return complain("answers nothing");
    if (entry.thread !== null && !threads.includes(entry.thread)) return NO_THREAD;
    number += 1;
    const ref = `m${number}`;
    messages.push({ ...entry, ref });
    return ref;
  }

  function change(ref: string, to: Pick<Entry, "text" | "buttons" | "data">): string {
    const entry = messages.find((one) => one.ref === ref);
    if (entry === undefined) return complain(`no message ${ref}`);
    if (to.text.length > LIMIT) return complain(`${to.text.length} characters`);
    Object.assign(entry, to);
    return ref;
  }

  function isKnown(ref: string): boolean {
    return messages.some((one) => one.ref === ref) || updates.some((one) => one.ref === ref);
  }

  const create: CreateChannel<"telegram"> = (deps) => {
    let isOpen = false;
    let health: ChannelHealth = { state: "connecting", since: deps.clock.now(), detail: null };
    let reading: Promise<void> = Promise.resolve();

    function become(next: ChannelHealth["state"], detail: string | null = null): void {
      if (health.state === next && health.detail === detail) return;
      health = { state: next, since: deps.clock.now(), detail };
      deps.inbound.changed();
    }

    function wake(): void {
      reading = reading.then(read);
    }

    /** Everything behind what was taken: the platform keeps it until then. */
    async function read(): Promise<void> {
      if (!isOpen) return;
      if (state.revoked) return become("down", "the token is worth nothing");
      if (state.down) return become("down", "nobody answers");
      become("up");
      for (;;) {
        const next = Number(deps.inbound.recall("next") ?? "0");
        const update = updates[next];
        if (update === undefined || !isOpen) return;
        try {
          await take(update);
        } catch {
          deps.clock.setTimer(wake, 200);
          return;
        }
        deps.inbound.remember("next", String(next + 1));
      }
    }

    async function take(update: Update): Promise<void> {
      const { id, sender, ref, chat, thread, replyTo, data } = update;
      const about = {
        id,
        sender: { id: sender, name: sender === "u-1" ? "Ann" : "Mallory" },
        place: { chat, thread },
      };
      if (data !== undefined) {
        update.answered?.(await deps.inbound.decision({ ...about, data }));
        return;
      }
      const words: InboundText = {
        ...about,
        isDirect: true,
        text: update.text ?? "",
        replyTo,
        ref,
      };
      await deps.inbound.text(words);
    }

    async function send({ message, refs, onPart, signal }: Posting): Promise<ChannelResult> {
      const parts = partsOf(message);
      for (const [at, text] of parts.entries()) {
        if (at < refs.length) continue;
        await Promise.resolve();
        if (signal.aborted) return { ok: false, error: "interrupted", final: false };
        const isLast = at === parts.length - 1;
        const answer = call(() =>
          post({
            text,
            ...buttonsOf(isLast ? message : null),
            replyTo: at === 0 ? message.replyTo : null,
            chat: message.place.chat,
            thread: message.place.thread,
            silent: message.silent,
            files: isLast ? filesOf(deps.home, message) : [],
          }),
        );
        if (!answer.ok) return toResult(answer);
        onPart(answer.ref);
      }
      return { ok: true };
    }

    async function edit({ message, refs }: Posting): Promise<ChannelResult> {
      await Promise.resolve();
      const parts = partsOf(message);
      for (const [at, ref] of refs.entries()) {
        const isLast = at === refs.length - 1;
        const text = parts[at] ?? "";
        const answer = call(() => change(ref, { text, ...buttonsOf(isLast ? message : null) }));
        if (!answer.ok) return toResult(answer);
      }
      return { ok: true };
    }

    const channel: Channel = {
      abilities: can,
      start() {
        starts += 1;
        isOpen = true;
        listeners.add(wake);
        wake();
      },
      async stop() {
        isOpen = false;
        listeners.delete(wake);
        await reading;
      },
      health: () => health,
      send,
      edit,
      pairing: (code) => Promise.resolve({ link: `mem:${code}`, words: `Send the bot ${code}.` }),
      ...(can.typing ? { typing: () => Promise.resolve(void (typed += 1)) } : {}),
      ...(can.threads
        ? {
            openThread: (_, name) => {
              threads.push(name);
              return Promise.resolve(name);
            },
          }
        : {}),
    };
    return channel;
  };

  function buttonsOf(message: ChannelMessage | null): Pick<Entry, "buttons" | "data"> {
    const card = message?.card ?? null;
    if (card === null || card.decided !== null) return { buttons: [], data: [] };
    return {
      buttons: card.buttons.map(({ label }) => label),
      data: card.buttons.map(({ verb }) => `${verb}:${card.token}`),
    };
  }

  function tell(update: Update): void {
    updates.push(update);
    for (const listener of listeners) listener();
  }

  return {
    kind: "telegram",
    entry: { token: "a-token-of-the-memory" },
    create,
    people: { owner: "u-1", stranger: "u-2" },
    ownerChat: "dm-1",
    threads,
    chats: () => messages.map(({ chat }) => chat),
    starts: () => starts,
    write({ sender, text, replyTo = null, thread = null, chat = "dm-1" }) {
      number += 1;
      const ref = `w${number}`;
      tell({ id: `u${number}`, sender, text, ref, replyTo, chat, thread });
      return ref;
    },
    press(sender, ref, label) {
      const entry = messages.find((one) => one.ref === ref);
      const data = entry?.data[entry.buttons.indexOf(label)] ?? "";
      number += 1;
      return new Promise((resolve) => {
        const id = `u${number}`;
        tell({
          id,
          sender,
          data,
          ref,
          replyTo: null,
          chat: "dm-1",
          thread: null,
          answered: resolve,
        });
      });
    },
    shown: () => messages,
    typed: () => typed,
    complaints: () => complaints,
    faults: {
      tooMany(times, retryAfterMs) {
        Object.assign(state, { tooMany: times, retryAfterMs });
      },
      downAfter: (left) => void (state.left = left),
      down() {
        state.down = true;
        for (const listener of listeners) listener();
      },
      well() {
        Object.assign(state, { down: false, revoked: false, tooMany: 0, left: Infinity });
        for (const listener of listeners) listener();
      },
      drop() {
        for (const listener of listeners) listener();
      },
      revoke() {
        state.revoked = true;
      },
      repeat() {
        const last = updates.at(-1);
        if (last !== undefined) tell(last);
      },
    },
    close: () => Promise.resolve(),
  };
}

function partsOf({ text, card, key }: ChannelMessage): string[] {
  const decided = card?.decided ?? null;
  const whole = decided === null ? text : `${text}\n\n${decided}`;
  const parts: string[] = [];
  let part = "";
  for (const character of whole) {
    if (part.length + character.length > LIMIT) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  if (part.trim() !== "" || parts.length === 0) parts.push(part === "" ? key : part);
  if (parts.length <= MOST_PARTS) return parts;
  return [...parts.slice(0, MOST_PARTS - 1), "[the rest is left out]"];
}

function filesOf(home: string, { files }: ChannelMessage): Shown["files"] {
  return files.map(({ name, path: file }) => ({
    name,
    content: readFileSync(path.join(home, file), "utf8"),
  }));
}

function toResult({ code, retryAfterMs }: Extract<Answer, { ok: false }>): ChannelResult {
  if (code === 429) return { ok: false, error: "429", final: false, retryAfterMs };
  if (code === 401)
    return { ok: false, error: "401: the token is revoked", final: false, broken: true };
  if (code === 0) return { ok: false, error: "nobody answers", final: false };
  if (code === 410) return { ok: false, error: "no such thread", final: true, threadGone: true };
  return { ok: false, error: String(code), final: true };
}
