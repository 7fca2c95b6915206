import { expect, it } from "vitest";
import { aCard, channelBench } from "./channel-bench.ts";

const LONG = Array.from({ length: 1000 }, (_, at) => `word${at}`).join(" ");

it("shows a decision in the place of the buttons, in the last part", async () => {
  const { api, send, edit } = await channelBench();
  const { posted } = await send({ text: LONG, card: aCard() });
  const before = api.posted.map(({ text }) => text);

  const result = await edit({ text: LONG, card: aCard("Run: Ann, phone") }, posted);

  expect(result).toEqual({ ok: true });
  expect(api.posted.slice(0, -1).map(({ text }) => text)).toEqual(before.slice(0, -1));
  expect(api.posted.at(-1)).toMatchObject({
    text: `${before.at(-1) ?? ""}\n\nRun: Ann, phone`,
    keyboard: [],
  });
  expect(api.complaints).toEqual([]);
});

it("keeps the buttons of a card that is not decided", async () => {
  const { api, send, edit } = await channelBench();
  const { posted } = await send({ card: aCard() });

  await edit({ text: "Hello again", card: aCard() }, posted);

  expect(api.posted).toMatchObject([{ text: "Hello again", keyboard: [{}, {}, {}] }]);
});

it("takes what is shown already, or was removed by its owner, as done", async () => {
  const { api, send, edit } = await channelBench();
  const { posted } = await send({ text: "**same**" });

  expect(await edit({ text: "**same**" }, posted)).toEqual({ ok: true });
  api.posted.length = 0;
  expect(await edit({ text: "other" }, posted)).toEqual({ ok: true });
});

it("changes the last part that is there while the others are missing", async () => {
  const { api, send, edit } = await channelBench();
  api.state.left = 1;
  const { posted } = await send({ text: LONG, card: aCard() });
  api.state.left = Infinity;

  expect(await edit({ text: LONG, card: aCard("Run: Ann") }, posted)).toEqual({ ok: true });
  expect(api.posted[0]?.text).not.toContain("Run: Ann");
  await send({ text: LONG, card: aCard("Run: Ann") }, posted);

  expect(api.posted.at(-1)?.text).toContain("Run: Ann");
  expect(api.posted.flatMap(({ keyboard }) => keyboard)).toEqual([]);
});

it("tells a refusal as it tells that of a message", async () => {
  const { api, send, edit } = await channelBench();
  const { posted } = await send({});
  api.state.tooMany = 1;
  api.state.retryAfterMs = 5000;

  expect(await edit({ text: "new" }, posted)).toMatchObject({ ok: false, retryAfterMs: 5000 });
  expect(await edit({ text: "new" }, ["elsewhere:1"])).toEqual({ ok: true });
});
