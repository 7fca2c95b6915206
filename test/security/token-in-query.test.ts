// A credential does not travel in an address: addresses end up in logs, histories and referrers.

import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { aHook, createHome, TOKEN } from "../e2e/daemon-home.ts";

// What went wrong: the right token in `?token=` was accepted, and every proxy on the way wrote it down.
it.each(["token", "access_token", "api_key", "secret"])(
  "openclaw#5120: the right token as ?%s= is refused, alone and beside the right header, and is in no log",
  async (name) => {
    const home = await createHome({ hooks: [aHook("a")] });
    const daemon = await home.start();
    const url = `${daemon.hooksUrl}/hooks/a?${name}=${TOKEN}-in-the-address`;
    const post = (headers: Record<string, string>) =>
      fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: "{}",
      });

    expect((await post({})).status).toBe(401);
    expect((await post({ authorization: `Bearer ${TOKEN}` })).status).toBe(401);
    expect((await daemon.post("a")).status).toBe(202);
    await daemon.stop();
    expect(await readFile(home.paths.logFile, "utf8")).not.toContain("in-the-address");
  },
);
