// The channel with a real Synapse: what the stand-in of the other suite may have got wrong.

import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { createMatrixChannel } from "../../../src/chat/matrix/matrix-channel.ts";
import type { Channel, ChannelMessage, InboundText } from "../../../src/core/ports/channel-port.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";
import { itWhere } from "../../skip-loudly.ts";
import { fastClock } from "../fast-clock.ts";
import { hubBench, until, type BenchOptions } from "../hub/hub-bench.ts";
import { findSynapse, realSynapse, type Account, type RealSynapse } from "./real-synapse.ts";

interface Event {
  readonly type: string;
  readonly event_id: string;
  readonly sender: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly unsigned?: { readonly "m.relations"?: Readonly<Record<string, unknown>> };
}

const root = findSynapse();
const itReal = itWhere(
  root !== null,
  "there is no Synapse: WAKEHOOK_SYNAPSE may name a folder with its packages unpacked",
);
const START_MS = 60_000;
let server: RealSynapse;
let number = 0;

beforeAll(async () => {
  if (root !== null) server = await realSynapse(root);
}, START_MS);

afterAll(async () => {
  if (root !== null) await server.close();
});

async function people() {
  number += 1;
  const [bot, owner] = await Promise.all([
    server.register(`bot${number}`),
    server.register(`ann${number}`),
  ]);
  return { bot, owner };
}

function benchOf(bot: Account, owner: Account, more: Partial<BenchOptions> = {}) {
  const account = { homeserver: server.url, token: bot.token, owner: owner.id };
  return hubBench({
    channels: { matrix: () => Promise.resolve(createMatrixChannel) },
    targets: [{ name: "phone", kind: "matrix", ...account }],
    features: ["matrix"],
    owner: ["phone"],
    factor: 1,
    ...more,
  });
}

type Bench = ReturnType<typeof benchOf>;

/** The owner does what the words on the terminal say. */
async function pair(bench: Bench, owner: Account): Promise<string> {
  const { code, link } = await until(() => bench.chats.channels.pair("phone", "owner"));
  const room = await join(owner, link);
  await write(owner, room, code);
  await until(() => expect(bench.store.identities("phone")[0]?.place.chat).toBe(room));
  await bench.posted();
  return room;
}

async function join(owner: Account, link: string | null): Promise<string> {
  const room = decodeURIComponent(link?.split("#/")[1] ?? "");
  await owner.ask("POST", `v3/rooms/${encodeURIComponent(room)}/join`, {});
  return room;
}

async function world() {
  const { bot, owner } = await people();
  const bench = benchOf(bot, owner);
  bench.start();
  const room = await pair(bench, owner);
  return { ...bench, bot, owner, room };
}

async function write(who: Account, room: string, body: string, relation: object = {}) {
  number += 1;
  const content = { msgtype: "m.text", body, "m.relates_to": relation };
  const path = `v3/rooms/${encodeURIComponent(room)}/send/m.room.message/w${number}`;
  return String((await who.ask("PUT", path, content))["event_id"]);
}

async function react(who: Account, room: string, ref: string, key: string): Promise<void> {
  number += 1;
  await who.ask("PUT", `v3/rooms/${encodeURIComponent(room)}/send/m.reaction/r${number}`, {
    "m.relates_to": { rel_type: "m.annotation", event_id: ref, key },
  });
}

/** What stands in a room, oldest first. */
async function eventsIn(who: Account, room: string): Promise<Event[]> {
  const path = `v3/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=500`;
  const { chunk } = (await who.ask("GET", path)) as unknown as { chunk: Event[] };
  return chunk.toReversed();
}

async function wordsOf(who: Account, room: string, sender: string): Promise<string[]> {
  const events = await eventsIn(who, room);
  return events
    .filter((event) => event.type === "m.room.message" && event.sender === sender)
    .filter(({ content }) => content["m.new_content"] === undefined)
    .map(({ content }) => String(content["body"]));
}

itReal(
  "a real homeserver takes words, cards, edits and files, and brings the answers back",
  async () => {
    const { say, hold, posted, owner, bot, room, decisions, conversations } = await world();

    say("Hello from **wakehook** <b> @room 😀");
    say("a line of many\n\n".repeat(6000));
    const { id } = await hold(1, "held:approval");
    await posted();
    const before = await eventsIn(owner, room);
    const card = before.findLast(({ content }) => String(content["body"]).includes("👀"));
    const offered = before.filter(({ type }) => type === "m.reaction");
    await react(owner, room, card?.event_id ?? "", "👀");
    await until(() => expect(decisions).toEqual([`approve read_only ${id}`]));
    await posted();
    await write(owner, room, "How is the site?");
    await until(() => expect(conversations.heard).toHaveLength(1));
    conversations.answer("It is well.");
    await posted();

    const hello = before.find(({ content }) => String(content["body"]).startsWith("Hello"));
    expect(hello?.content).toMatchObject({
      body: "Hello from wakehook <b> @room 😀",
      formatted_body: "<p>Hello from <strong>wakehook</strong> &lt;b&gt; @room 😀</p>",
    });
    expect(offered).toHaveLength(3);
    const after = await eventsIn(owner, room);
    const changed = after.find((event) => event.event_id === card?.event_id);
    const edit = changed?.unsigned?.["m.relations"]?.["m.replace"] as Event | undefined;
    expect(JSON.stringify(edit?.content["m.new_content"])).toContain("Run read-only:");
    const left = after.filter(
      (event) =>
        event.type === "m.reaction" && event.sender === bot.id && "m.relates_to" in event.content,
    );
    expect(left).toEqual([]);
    const file = after.find(({ content }) => content["msgtype"] === "m.file");
    expect(file?.content["filename"]).toBe("message.md");
    const media = String(file?.content["url"]).replace("mxc://", "");
    const download = await fetch(`${server.url}/_matrix/client/v1/media/download/${media}`, {
      headers: { authorization: `Bearer ${owner.token}` },
    });
    expect(await download.text()).toBe("a line of many\n\n".repeat(6000));
    const answer = after.findLast(({ sender }) => sender === bot.id);
    expect(answer?.content["body"]).toBe("It is well.");
  },
  40_000,
);

itReal(
  "a real homeserver that allows only so many messages gets all of them, in order",
  async () => {
    const { say, posted, owner, bot, room } = await world();
    const words = Array.from({ length: 40 }, (_, at) => `number ${at}`);

    for (const word of words) say(word);
    await until(posted);

    expect((await wordsOf(owner, room, bot.id)).slice(1)).toEqual(words);
  },
  40_000,
);

itReal(
  "what was said while nobody listened is heard, however much it was",
  async () => {
    const first = await world();
    const { owner, bot, room, home } = first;
    const words = Array.from({ length: 60 }, (_, at) => `said ${at}`);
    await first.close();

    for (const word of words) await write(owner, room, word);
    const second = benchOf(bot, owner, { home });
    second.start();
    await until(() => expect(second.conversations.heard).toHaveLength(words.length));

    expect(second.conversations.heard.map(({ text }) => text)).toEqual(words);
  },
  60_000,
);

itReal(
  "a message that is sent again stands there once, and threads hold what belongs to them",
  async () => {
    const { owner, bot } = await people();
    const { channel, heard } = alone(bot, owner);
    const { link } = await channel.pairing("2345ABCD");
    const room = await join(owner, link);
    const refs: string[] = [];
    const onPart = (ref: string): void => void refs.push(ref);
    const sendNow = (message: ChannelMessage) =>
      channel.send({ message, refs: [], onPart, signal: AbortSignal.timeout(10_000) });

    const thread = await channel.openThread?.({ chat: room, thread: null }, "octo/site#42");
    const place = { chat: room, thread: thread ?? "" };
    await sendNow(messageOf("msg_once", place, "once"));
    await sendNow(messageOf("msg_once", place, "once"));
    await channel.typing?.(place);
    const inThread = { rel_type: "m.thread", event_id: thread };
    await until(() => expect(channel.health().state).toBe("up"));
    await write(owner, room, "in the thread", inThread);
    await until(() => expect(heard).toHaveLength(1));

    expect(refs[0]).toBe(refs[1]);
    const events = await eventsIn(owner, room);
    const [once, ...more] = events.filter(({ content }) => content["body"] === "once");
    expect(more).toEqual([]);
    expect(once?.content["m.relates_to"]).toMatchObject({ ...inThread, is_falling_back: true });
    expect(heard[0]).toMatchObject({ text: "in the thread", place, sender: { id: owner.id } });
  },
  40_000,
);

itReal(
  "a room that was encrypted is refused in words, and pairing makes a new one",
  async () => {
    const { owner, bot, room, chats, told, say, posted, ...bench } = await world();

    const state = `v3/rooms/${encodeURIComponent(room)}/state/m.room.encryption`;
    await owner.ask("PUT", state, { algorithm: "m.megolm.v1.aes-sha2" });
    await until(() => expect(chats.health("phone").detail).toContain("was encrypted"));
    say("not for everybody");
    await until(() => expect(JSON.stringify(told)).toContain("was encrypted"));
    const other = await pair({ ...bench, chats, told, say, posted }, owner);

    expect(other).not.toBe(room);
    await until(async () =>
      expect(await wordsOf(owner, other, bot.id)).toContain("not for everybody"),
    );
    expect(await wordsOf(owner, room, bot.id)).not.toContain("not for everybody");
    await until(() => expect(chats.health("phone").state).toBe("up"));
  },
  40_000,
);

itReal(
  "the owner's other rooms are declined with the reason, and a lost token is told",
  async () => {
    const { owner, bot, chats } = await world();
    const { owner: stranger } = await people();
    const invite = (who: Account) => who.ask("POST", "v3/createRoom", { invite: [bot.id] });
    const memberOf = (id: string): string =>
      `v3/rooms/${encodeURIComponent(id)}/state/m.room.member/${bot.id}`;

    const theirs = String((await invite(stranger))["room_id"]);
    const own = String((await invite(owner))["room_id"]);
    await until(async () =>
      expect(await owner.ask("GET", memberOf(own))).toMatchObject({
        membership: "leave",
        reason: expect.stringContaining("encrypted"),
      }),
    );
    expect(await stranger.ask("GET", memberOf(theirs))).toMatchObject({ membership: "invite" });

    await bot.ask("POST", "v3/logout", {});
    await until(() => expect(chats.health("phone").state).toBe("down"));
    expect(chats.health("phone").detail).toContain("access token is not valid");
  },
  40_000,
);

/** The channel without a hub. */
function alone(bot: Account, owner: Account): { channel: Channel; heard: InboundText[] } {
  const heard: InboundText[] = [];
  const states = new Map<string, string>();
  const channel = createMatrixChannel(
    {
      clock: fastClock(1),
      randomness: systemRandomness,
      log: { debug() {}, info() {}, warn() {}, error() {} },
      home: "/nowhere",
      inbound: {
        text: (words) => Promise.resolve(void heard.push(words)),
        decision: () => Promise.resolve(""),
        cardOf: () => null,
        places: () => [],
        recall: (name) => states.get(name) ?? null,
        remember: (name, value) => void states.set(name, value),
        changed() {},
      },
    },
    {
      name: "phone",
      kind: "matrix",
      homeserver: server.url,
      token: bot.token,
      owner: owner.id,
      chat: "main",
      topics: "none",
    },
  );
  channel.start();
  onTestFinished(() => channel.stop());
  return { channel, heard };
}

function messageOf(key: string, place: ChannelMessage["place"], text: string): ChannelMessage {
  return { key, place, text, card: null, files: [], silent: false, replyTo: null };
}
