// Tokens and hooks over the API of a whole daemon: what the file holds, what a restart keeps, what senders can reach.

import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { createHome } from "./daemon-home.ts";

interface Made {
  readonly token: string;
}

it("keeps tokens over a restart as hashes, and their scopes hold", async () => {
  const home = await createHome();
  const before = await home.start();
  const wanted = { name: "ci", scopes: ["hooks:read"], expires_in: 3600 };
  const { token } = (await (await before.admin("POST", "/tokens", wanted)).json()) as Made;
  await before.stop();
  const daemon = await home.start();
  const ask = (path: string, method = "GET") =>
    fetch(`${daemon.adminUrl}/api/v1${path}`, { method, headers: { "x-api-key": token } });

  expect((await ask("/hooks")).status).toBe(200);
  expect((await ask("/stop", "POST")).status).toBe(403);
  expect(await readFile(home.paths.apiTokensFile, "utf8")).not.toContain(token);

  await daemon.admin("POST", "/tokens/ci/revoke");
  expect((await ask("/hooks")).status).toBe(401);
  expect((await fetch(`${daemon.hooksUrl}/api/v1/hooks`)).status).toBe(404);
});

it("takes what a hook's new token signs for as soon as the API has answered", async () => {
  const home = await createHome();
  const daemon = await home.start();
  const hook = { id: "fresh", title: "Fresh", mode: "wake", prompt_template: "Look." };
  const made = (await (await daemon.admin("POST", "/hooks", { hook })).json()) as {
    readonly new_secret: string;
  };
  const post = (secret: string) =>
    fetch(`${daemon.hooksUrl}/hooks/fresh`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json", authorization: `Bearer ${secret}` },
    });

  expect((await post(made.new_secret)).status).toBe(202);
  const rotated = (await (await daemon.admin("POST", "/hooks/fresh/rotate", {})).json()) as {
    readonly new_secret: string;
  };
  expect((await post(made.new_secret)).status).toBe(401);
  expect((await post(rotated.new_secret)).status).toBe(202);
  await daemon.admin("POST", "/hooks/fresh/remove");
  expect((await post(rotated.new_secret)).status).toBe(404);
});
