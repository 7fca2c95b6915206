import { describe, expect, it } from "vitest";
import type { WakehookEvent } from "../../../src/core/records/wakehook-event.ts";
import { createSilenceWatch } from "../../../src/dispatch/silence/silence.ts";
import { noticesOf } from "../../../src/report/report.ts";
import { nextWorld, startedWorld, type World, toldOnce } from "../world.ts";

const HOUR = 3_600_000;
const EVERY_DAY = { expect_every: "24h" };

function watchOver(world: World, askPublicUrl: () => Promise<string | null> = async () => null) {
  return createSilenceWatch({
    ...world.deps,
    pauses: () => world.dispatcher.pauses(),
    noticesOf: (notice) => toldOnce(noticesOf(world.deps.settings().config, notice)),
    askPublicUrl,
    onTold: () => {},
  });
}

const titles = (world: World): string[] => world.notices().map(({ title }) => title);

describe("a hook that expects events", () => {
  it("is silent when none came for so long: told once, with what is known, and its end too", async () => {
    const world = await startedWorld({ a: EVERY_DAY });
    const watch = watchOver(world, async () => "https://x.example leads here");
    await world.post("a", { event: "issues.opened" });
    const refused = { type: "refused", at: 0, hookId: "a", reason: "", remoteAddress: "" } as const;
    for (const code of ["unauthorized", "unauthorized", "body_too_large"])
      watch.note({ ...refused, code } satisfies WakehookEvent);
    await world.advance(24 * HOUR - 1);
    await watch.look();
    expect(world.notices()).toEqual([]);
    await world.advance(2 * HOUR);
    await watch.look();
    await watch.look();

    expect(titles(world)).toEqual(["a is silent"]);
    expect(world.notices()[0]?.text.split("\n")).toEqual([
      "a (a) has had no event for 26 h; one every 24 h is expected.",
      "The last event: issues.opened, 2026-01-31 12:00.",
      "Refused requests since then: 2 unauthorized, 1 body_too_large.",
      "A test request: https://x.example leads here.",
    ]);
    await world.post("a");
    await watch.look();
    await watch.look();
    expect(titles(world)).toEqual(["a is silent", "a is heard again"]);
  });

  it("is told of once per silence, over restarts too", async () => {
    const world = await startedWorld({ a: EVERY_DAY });
    await world.post("a");
    await world.advance(25 * HOUR);
    await watchOver(world).look();
    const again = await nextWorld(world, "crash");
    await again.advance(HOUR);
    const watch = watchOver(again);
    await watch.look();
    expect(titles(again)).toEqual(["a is silent"]);

    await again.post("a");
    await watch.look();
    await again.advance(25 * HOUR);
    await watch.look();
    expect(titles(again)).toEqual(["a is silent", "a is heard again", "a is silent"]);
  });

  it("counts from when it was first seen where nothing ever came, also over a restart", async () => {
    const world = await startedWorld({ a: EVERY_DAY });
    await watchOver(world).look();
    const again = await nextWorld(world);
    await again.advance(25 * HOUR);
    await watchOver(again).look();

    expect(again.notices()).toMatchObject([
      { text: expect.stringContaining("no event since it was first seen, 2026-01-31 12:00") },
    ]);
    expect(again.notices()[0]?.text).toContain("since the daemon's start");
  });

  it("is left in peace while it is switched off, or expects nothing", async () => {
    const world = await startedWorld({ a: { ...EVERY_DAY, enabled: false }, b: {} });
    const watch = watchOver(world);
    await watch.look();
    await world.advance(99 * HOUR);
    await watch.look();

    expect(world.notices()).toEqual([]);
  });

  it("takes no replay and no test for its sender, and names a pause", async () => {
    const world = await startedWorld({ a: EVERY_DAY });
    const id = await world.post("a");
    world.dispatcher.pause("hook", "a", null);
    await world.advance(23 * HOUR);
    await world.dispatcher.replay(id);
    await world.post("a", { origin: "test" });
    await world.advance(2 * HOUR);
    await watchOver(world).look();

    expect(world.notices()[0]?.text).toContain("Paused: paused by the owner: a;");
  });
});
