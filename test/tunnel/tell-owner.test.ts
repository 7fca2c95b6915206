import { expect, it } from "vitest";
import type { TunnelHealth } from "../../src/core/ports/tunnels-port.ts";
import { LONG_MS, watchForOwner } from "../../src/tunnel/tell-owner.ts";
import { manualClock } from "../ledger/temp-ledger.ts";

function watching(keys = new Set<string>()) {
  const clock = manualClock();
  const told: string[] = [];
  const watch = watchForOwner(
    {
      clock,
      ledger: {
        notify(key, [report]) {
          if (keys.has(key)) return false;
          keys.add(key);
          told.push((JSON.parse(report?.payload ?? "") as { title: string }).title);
          return true;
        },
      },
      noticesOf: (notice) => [{ sink: "log", payload: JSON.stringify(notice) }],
      onTold() {},
    },
    "relay",
  );
  const turn = (state: TunnelHealth["state"], detail: string | null = null): void =>
    watch.changed({ state, detail, since: clock.now() });
  return { clock, keys, told, turn, watch };
}

it("tells when it is down for long, however often the reason changes, and when it is up", () => {
  const { clock, told, turn } = watching();
  turn("down", "nothing listens");
  clock.advance(LONG_MS - 1);
  turn("down", "another reason");
  expect(told).toEqual([]);
  clock.advance(1);
  turn("down", "a third one");
  turn("up");
  turn("up");

  expect(told).toEqual(["The tunnel relay is down", "The tunnel relay is up again"]);
});

it("says nothing of a line that comes and goes", () => {
  const { clock, told, turn } = watching();
  for (let at = 0; at < 5; at++) {
    turn("down");
    clock.advance(LONG_MS / 2);
    turn("up");
    clock.advance(LONG_MS / 2);
  }

  expect(told).toEqual([]);
});

it("tells once a day, also where the daemon is started again and again", () => {
  const first = watching();
  first.turn("down");
  first.clock.advance(LONG_MS);
  const second = watching(first.keys);
  second.turn("down");
  second.clock.advance(LONG_MS);

  expect([first.told.length, second.told.length]).toEqual([1, 0]);
});

it("tells nothing of a tunnel that its owner has taken away", () => {
  const { clock, told, turn, watch } = watching();
  turn("down");
  watch.close();
  clock.advance(LONG_MS);

  expect(told).toEqual([]);
});
