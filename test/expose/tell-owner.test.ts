import { expect, it } from "vitest";
import type { ExposeStatus } from "../../src/core/ports/expose-port.ts";
import { LONG_MS, watchForOwner } from "../../src/expose/tell-owner.ts";

const DOWN: ExposeStatus = {
  program: "ngrok",
  state: "refused",
  since: 0,
  url: null,
  detail: "ngrok is not logged in",
  hint: "ngrok config add-authtoken TOKEN",
  version: null,
  pid: null,
  ended: 1,
  nextTryAt: null,
  baseUrl: null,
};
const UP = { ...DOWN, state: "up", detail: null, hint: null } as const;

function open() {
  const timers: Array<{ callback: () => void; ms: number }> = [];
  const notices: Array<{ key: string; title: string; text: string }> = [];
  const watch = watchForOwner({
    clock: {
      now: () => 5 * 86_400_000,
      setTimer(callback, ms) {
        const timer = { callback, ms };
        timers.push(timer);
        return { clear: () => void timers.splice(timers.indexOf(timer), 1) };
      },
    },
    notify: (notice) => notices.push(notice),
  });
  const pass = (): void => {
    for (const { callback } of timers.splice(0)) callback();
  };
  return { watch, timers, notices, pass };
}

it("tells that nothing comes in for long, why, and that it does again", () => {
  const { watch, timers, notices, pass } = open();

  watch.changed(DOWN);
  watch.changed({ ...DOWN, state: "starting" });
  watch.changed(DOWN);
  expect(timers.map(({ ms }) => ms)).toEqual([LONG_MS]);
  pass();
  watch.changed(UP);

  expect(notices.map(({ key }) => key)).toEqual(["expose:ngrok:5:closed", "expose:ngrok:5:open"]);
  expect(notices[0]?.text).toContain("ngrok is not logged in. ngrok config add-authtoken TOKEN.");
});

it("says nothing of a short pause, nor where it was switched off", () => {
  const { watch, timers, notices, pass } = open();

  watch.changed(DOWN);
  watch.changed(UP);
  watch.changed(DOWN);
  watch.changed({ ...DOWN, state: "off" });
  pass();
  watch.changed(DOWN);
  watch.close();

  expect(timers).toEqual([]);
  expect(notices).toEqual([]);
});

it("tells each new address once", () => {
  const { watch, notices } = open();

  watch.moved("https://a.example", "https://b.example");

  expect(notices).toMatchObject([{ key: "expose:moved:https://b.example" }]);
  expect(notices[0]?.text).toContain("no longer https://a.example");
});
