// The channel with a real ntfy server: what the stand-in of the other suite may have got wrong.

import { expect, onTestFinished } from "vitest";
import { createNtfyChannel } from "../../../src/chat/ntfy/ntfy-channel.ts";
import { itWhere } from "../../skip-loudly.ts";
import { hubBench, until } from "../hub/hub-bench.ts";
import { findNtfy, realNtfy } from "./real-server.ts";

const program = findNtfy();
const TOPIC = "whk-3f9a1c77d2b04e5f";
const REPLIES = "whk-reply-8b1f0a66c9d34e21";

async function world() {
  const server = await realNtfy(program ?? "");
  onTestFinished(() => server.close());
  const target = {
    name: "phone",
    kind: "ntfy",
    server: server.url,
    topic: TOPIC,
    reply_topic: REPLIES,
  };
  const bench = hubBench({
    channels: { ntfy: () => Promise.resolve(createNtfyChannel) },
    targets: [target],
    features: ["ntfy"],
    owner: ["phone"],
  });
  bench.store.pair({
    target: "phone",
    sender: "reply-topic",
    name: "ntfy",
    role: "owner",
    place: { chat: TOPIC, thread: null },
    pairedAt: 1,
  });
  bench.start();
  await until(() => expect(bench.chats.health("phone").state).toBe("up"));
  const write = (text: string) => fetch(`${server.url}/${REPLIES}`, { method: "POST", body: text });
  return { ...bench, server, write };
}

itWhere(program !== null, "there is no ntfy server: WAKEHOOK_NTFY may name its program")(
  "a real server takes parts, buttons, changes and files, and brings the taps back",
  async () => {
    const { say, hold, posted, server, decisions, write, conversations } = await world();

    say("Hello from **wakehook** 😀");
    say("a long one\n\n".repeat(900));
    const { id } = await hold(1, "held:approval");
    await posted();
    const before = await server.published(TOPIC);
    const card = before.find(({ actions }) => actions !== undefined);
    const tap = card?.actions?.find(({ label }) => label === "Run read-only");
    await fetch(tap?.url ?? "", { method: tap?.method ?? "", body: tap?.body ?? "" });
    await until(() => expect(decisions).toEqual([`approve read_only ${id}`]));
    await posted();
    await write("How is the site?");
    await until(() => expect(conversations.heard).toHaveLength(1));

    expect(before[0]?.message).toBe("Hello from wakehook 😀");
    expect(before.every(({ message }) => Buffer.byteLength(message) <= 4096)).toBe(true);
    expect(card?.actions?.map(({ label }) => label)).toEqual(["Run", "Run read-only", "Discard"]);
    const changed = (await server.published(TOPIC)).filter(
      ({ sequence_id: sequence }) => sequence === card?.sequence_id,
    );
    expect(changed.at(-1)?.message).toContain("Run read-only:");
    expect(changed.at(-1)?.actions ?? []).toEqual([]);
  },
);

itWhere(program !== null, "there is no ntfy server: WAKEHOOK_NTFY may name its program")(
  "a real server that goes and comes back loses nothing in either direction",
  async () => {
    const { say, posted, server, write, conversations, chats } = await world();
    await write("before");
    await until(() => expect(conversations.heard).toHaveLength(1));

    await server.stop();
    say("said while it was away");
    await until(() => expect(chats.health("phone").state).toBe("down"));
    await server.start();
    await write("after");
    await posted();

    await until(() => expect(conversations.heard).toHaveLength(2));
    expect(conversations.heard.map(({ text }) => text)).toEqual(["before", "after"]);
    const texts = (await server.published(TOPIC)).map(({ message }) => message);
    expect(texts.filter((text) => text === "said while it was away")).toHaveLength(1);
  },
);
