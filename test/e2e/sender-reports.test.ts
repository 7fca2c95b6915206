// What the real daemon tells a server that speaks GitHub's shapes, also where it is killed at the worst moment.

import { expect, it } from "vitest";
import { openGithub, type GithubServer } from "../report/sender/github-server.ts";
import { aHook, aTarget, createHome } from "./daemon-home.ts";

const REPORT_TOKEN = "github-t0ken-1234567890";
const ISSUE = { issue: { number: 7, title: "It breaks" }, repository: { full_name: "octo/site" } };

async function homeFor(github: GithubServer, config: object = {}) {
  const report = {
    kind: "github",
    token: REPORT_TOKEN,
    base_url: github.url,
    repository: "octo/site",
    on: ["start", "success", "failure"],
  };
  return createHome({
    hooks: [aHook("site", { report_to_sender: report })],
    config: {
      features: { commands: true, sender_reports: true },
      forward_allow: ["127.0.0.1"],
      targets: [aTarget("echo", "cat >/dev/null; echo It is a bug in the parser.")],
      owner: ["echo"],
      ...config,
    },
  });
}

const open = () => openGithub(REPORT_TOKEN, () => Date.now());

it("makes one comment, and knows it as own work when it comes back", async () => {
  const github = await open();
  const home = await homeFor(github);
  const daemon = await home.start();

  const { id } = await daemon.post("site", ISSUE);
  await daemon.until("its reports", () => {
    const sent = home.reports(id).filter(({ sink }) => sink === "sender:site:0");
    return home.delivery(id)?.state === "done" && sent.every(({ state }) => state === "sent");
  });
  const [comment, ...others] = github.comments;
  expect(others).toEqual([]);
  expect(comment?.body).toMatch(/^It is a bug in the parser\.\n\n/);

  const echo = await daemon.post("site", { ...ISSUE, comment: { body: comment?.body } });
  await daemon.until("its end", () => home.delivery(echo.id)?.state === "done");
  expect(home.delivery(echo.id)?.status).toBe("skipped:loop");
  expect(home.runs(echo.id)).toEqual([]);
  expect(github.comments).toHaveLength(1);
});

it("makes no second comment where it is killed between the making and its note", async () => {
  const github = await open();
  const home = await homeFor(github);
  const first = await home.spawn();
  let isKilled = false;
  github.fault = ({ method, json }, response) => {
    if (method !== "POST" || isKilled) return false;
    github.say("7", (json as { body: string }).body);
    isKilled = true;
    void first.kill("SIGKILL");
    response.destroy();
    return true;
  };
  const { id } = await first.post("site", ISSUE);
  await first.ended;
  github.fault = null;

  const second = await home.start();
  await second.until("its reports", () => {
    const told = home.reports(id).filter(({ sink }) => sink === "sender:site:0");
    return home.delivery(id)?.state === "done" && told.every(({ state }) => state === "sent");
  });

  expect(github.comments).toHaveLength(1);
});
