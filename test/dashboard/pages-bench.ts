// The dashboard behind the admin door, without sockets: records in memory, a clock moved by hand, a browser of sorts.

import { onTestFinished } from "vitest";
import { findSource } from "../../src/sources/table.ts";
import { openDashboard } from "../../src/dashboard/open-dashboard.ts";
import { BASE, handClock, openHarness, SECRET, STARTED_AT } from "../admin/harness.ts";
import type { AdminDeps } from "../../src/admin/deps.ts";
import { createMask } from "../../src/core/secrets/mask.ts";
import { systemRandomness } from "../../src/system/randomness.ts";

/** A browser that keeps its cookie and sends what browsers send. */
export function openPages(change: Partial<AdminDeps> = {}) {
  const logged: string[] = [];
  const log = (message: string): void => void logged.push(message);
  const clock = handClock();
  const harness = openHarness({
    clock,
    openDashboard: (needs) =>
      openDashboard({
        ...needs,
        findSource,
        database: import.meta.filename,
        tasksFolder: "/nowhere/tasks",
        clock,
        randomness: systemRandomness,
        mask: createMask([SECRET]),
        log: { debug: log, info: log, warn: log, error: log },
        version: "0.1.0",
        startedAt: STARTED_AT,
        timezone: "UTC",
      }),
    ...change,
  });
  onTestFinished(() => harness.close());
  let cookie = "";

  function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (cookie !== "" && !headers.has("cookie")) headers.set("cookie", cookie);
    headers.set("host", "127.0.0.1:8743");
    return harness.admin.fetch(new Request(BASE + path, { ...init, headers, redirect: "manual" }), {
      remoteAddress: "127.0.0.1",
    });
  }

  async function link(): Promise<string> {
    const response = await harness.post("/dashboard/link");
    const { url } = (await response.json()) as { url: string };
    return url.slice(BASE.length);
  }

  async function logIn(): Promise<void> {
    const response = await ask(await link());
    cookie = (response.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
  }

  async function csrf(): Promise<string> {
    return /name="csrf" value="([^"]+)"/.exec(await (await ask("/")).text())?.[1] ?? "";
  }

  return {
    ...harness,
    clock,
    ask,
    link,
    logIn,
    csrf,
    dashboardLog: logged,
    text: async (path: string) => (await ask(path)).text(),
    /** Sends a form as its page would: with the token of this session unless another is given. */
    async submit(path: string, fields: Readonly<Record<string, string>> = {}, token?: string) {
      const form = new URLSearchParams({ csrf: token ?? (await csrf()), ...fields });
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        origin: BASE,
        "sec-fetch-site": "same-origin",
      };
      return ask(path, { method: "POST", headers, body: form.toString() });
    },
  };
}
