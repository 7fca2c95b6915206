// What the owner may ask of the chats by a command: how they do, who is known, a test.

import type { ChannelsPort, ChannelView } from "../../core/ports/channels-port.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { ChatTarget } from "../../core/settings/target.ts";
import { newMessageId } from "../../system/randomness.ts";
import type { Faults } from "./faults.ts";
import { postAtOnce, type HealthWatch } from "./health.ts";
import type { FindChannel, HubDeps } from "./hub-deps.ts";
import { openPairing } from "./pairing.ts";
import { homePlace } from "./people.ts";
import { chatsOf, findChat } from "./targets.ts";

interface CommandDeps extends HubDeps {
  readonly channel: FindChannel;
  readonly health: HealthWatch;
  readonly faults: Faults;
}

const TEST_MS = 30_000;

/** Builds the commands. */
export function createChannelCommands(deps: CommandDeps): ChannelsPort {
  const { store, settings, health } = deps;
  return {
    list() {
      const waiting = new Map(deps.ledger.outboxWaiting().map((one) => [one.sink, one.waiting]));
      return chatsOf(settings()).map(({ target }) => viewOf(deps, target, waiting));
    },
    async pair(name, role) {
      const { channel } = connected(deps, name);
      const { code, expiresAt } = openPairing(deps, name, role);
      return { code, expiresAt, ...(await channel.pairing(code)) };
    },
    test: (name) => test(deps, name),
    unpair(name, sender) {
      const was = store.unpair(name, sender);
      if (was) health.changed(name);
      return was;
    },
    forget(name) {
      if (findChat(settings(), name) !== undefined)
        throw new WakehookError("refused", `target ${name} is in config.json`, {
          hint: `to remove it: wakehook channel remove ${name}`,
        });
      store.forgetTarget(name);
    },
  };
}

function viewOf(
  { store, health }: CommandDeps,
  { name, kind, chat }: ChatTarget,
  waiting: ReadonlyMap<string, number>,
): ChannelView {
  return {
    target: name,
    kind,
    chat,
    health: health.of(name),
    people: store.identities(name).map(({ sender, name: called, role, pairedAt }) => ({
      sender,
      name: called,
      role,
      pairedAt,
    })),
    waiting: waiting.get(`target:${name}`) ?? 0,
  };
}

/** Past the outbox: it is about the chat as it is now, and nobody wants it later. */
async function test(
  deps: CommandDeps,
  name: string,
): Promise<{ readonly ok: boolean; readonly error: string | null }> {
  const { target, channel } = connected(deps, name);
  const place = homePlace(deps.store, name);
  if (place === null)
    throw new WakehookError("refused", `nobody is paired with ${name}`, {
      hint: `wakehook channel pair ${name}`,
    });
  const stopper = new AbortController();
  const timer = deps.clock.setTimer(() => stopper.abort(), TEST_MS, { unref: true });
  try {
    const result = await channel.send({
      message: {
        key: newMessageId(deps.clock.now(), deps.randomness),
        place,
        text: `This is a test of wakehook: \`${name}\` works.`,
        card: null,
        files: [],
        silent: false,
        replyTo: null,
      },
      refs: [],
      onPart: () => {},
      signal: stopper.signal,
    });
    deps.faults.note(target, result);
    if (!result.ok) return { ok: false, error: result.error };
    postAtOnce(deps, name);
    return { ok: true, error: null };
  } finally {
    timer.clear();
  }
}

function connected({ settings, channel, health }: CommandDeps, name: string) {
  const loaded = findChat(settings(), name);
  if (loaded === undefined)
    throw new WakehookError("not_found", `there is no chat "${name}" in config.json`, {
      hint: "see: wakehook channel list",
    });
  if (loaded.target.kind === "local")
    throw new WakehookError("refused", "the local chat needs no pairing and no test", {
      hint: "try it: wakehook chat",
    });
  const found = channel(name);
  if (found !== null) return { target: loaded.target, channel: found };
  throw new WakehookError(
    "refused",
    `${name} is not connected: ${health.of(name).detail ?? "it is being connected"}`,
    {
      hint: "see: wakehook channel list",
    },
  );
}
