// Hooks in a real Chromium, before a real daemon: added, edited, tried, rotated. WAKEHOOK_SCREENSHOTS names a folder.

import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { openHome, type DaemonHome, type LiveDaemon } from "../e2e/daemon-home.ts";
import { ended } from "../e2e/endings.ts";
import { claudeResult, putAgent } from "../e2e/programs.ts";
import { itWhere } from "../skip-loudly.ts";
import {
  CHROMIUM,
  expectQuiet,
  picture,
  postIssue,
  seriousFaults,
  startBrowser,
  tabTo,
  visit,
  type Visit,
} from "./browser-bench.ts";

const inBrowser = itWhere(CHROMIUM !== undefined, "no chromium: hooks are not tried in it");
const HOSTILE = `</textarea><script>alert(1)</script><img src=x onerror="alert(2)">`;

let home: DaemonHome;
let daemon: LiveDaemon;
let browser: Browser;
let owner: Visit;
let secret = "";
let count = 0;

beforeAll(async () => {
  if (CHROMIUM === undefined) return;
  home = await openHome();
  putAgent(home.bin, "claude", ["cat > /dev/null", claudeResult("Looked.")]);
  daemon = await home.start();
  browser = await startBrowser();
  owner = await visit(browser, daemon);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await home?.close();
});

/** Posts as GitHub does. */
async function postSigned(key: string, title: string): Promise<{ status: number; id: string }> {
  count += 1;
  return await postIssue(daemon, { key, number: count, issue: { title } });
}

async function written(): Promise<Record<string, unknown>> {
  const file = JSON.parse(await readFile(home.paths.hooksFile, "utf8")) as {
    hooks: Array<Record<string, unknown>>;
  };
  return file.hooks.find(({ id }) => id === "site") ?? {};
}

describe("in a browser, a hook", () => {
  inBrowser(
    "is added: a wrong value is told beside its field, and nothing typed is lost",
    async () => {
      const guest = await visit(browser, daemon);
      const { page, base } = guest;
      await page.goto(`${base}/hooks`);
      await page.getByRole("link", { name: "Add a hook" }).click();
      await picture(page, "hook-choose", true);
      await page.getByLabel("Who sends?").selectOption("github");
      await page.getByRole("radio", { name: /^cron_task/ }).check();
      await page.getByRole("button", { name: "Go on" }).click();

      await page.getByLabel("Id", { exact: true }).fill("site");
      await page.getByLabel("Title").fill(`Issues ${HOSTILE}`);
      await page.getByLabel("Events").fill("issues.opened, issues.reopened");
      await page.getByLabel("Only when").fill("payload.issue.");
      await page.getByLabel("Folder", { exact: true }).fill("site");
      await page.getByLabel("Agent", { exact: true }).fill("claude");
      await page.getByRole("button", { name: "Add it" }).click();

      await page.getByRole("alert").waitFor();
      const when = page.getByLabel("Only when");
      expect(await when.inputValue()).toBe("payload.issue.");
      expect(await page.evaluate("document.activeElement.id")).toBe("f-when");
      const beside = page.locator("#p-when");
      expect(await beside.textContent()).toMatch(/cannot be read at line 1, column 14/);
      expect(await page.getByLabel("Title").inputValue()).toBe(`Issues ${HOSTILE}`);
      expect(await page.getByLabel("Folder", { exact: true }).inputValue()).toBe("site");
      await picture(page, "hook-wrong", true);
      expect(await written()).toEqual({});

      await when.fill("payload.action == 'opened'");
      await page.getByRole("button", { name: "Add it" }).click();
      await page.getByRole("heading", { name: "site is added" }).waitFor();
      secret = (await page.locator("#secret").textContent()) ?? "";
      await picture(page, "hook-added", true);

      expect(await page.locator("#setup").textContent()).toContain(`${daemon.hooksUrl}/hooks/site`);
      expect(await page.locator("#setup").textContent()).toContain(secret);
      await page.getByText("turned on: features.agents").waitFor();
      expect(await written()).toMatchObject({
        title: `Issues ${HOSTILE}`,
        source: "github",
        when: "payload.action == 'opened'",
      });
      expect(await page.locator("img").count()).toBe(0);
      // What was refused was answered 422, which a browser notes.
      expect(guest.complaints.filter((words) => !words.includes("422"))).toEqual([]);
      await page.context().close();
    },
  );

  inBrowser("takes what its sender signs with the secret that was shown", async () => {
    const { page, base } = owner;
    await page.goto(`${base}/`);

    const { id } = await postSigned(secret, "Login fails");

    await page.locator(`#${id}`).getByText("success").waitFor();
    expect(await ended(home, daemon, id)).toMatchObject({
      status: "success",
      entity: "octo/site#1",
    });
  });

  inBrowser("is tried with what was recorded, then saved", async () => {
    const { page, base } = owner;
    const { id } = await postSigned(secret, `Logout fails ${HOSTILE}`);
    await ended(home, daemon, id);
    await page.goto(`${base}/hooks`);
    await page.getByRole("link", { name: "Edit site" }).click();

    await page.getByLabel("Only when").fill("payload.issue.number != 1");
    await page.getByLabel("Prompt", { exact: true }).fill("Look twice at {{issue_title}}.");
    await page.getByRole("button", { name: "Dry run" }).click();

    const tried = page.locator("#dry-run");
    await tried.getByText("1 of 2").waitFor();
    await tried.getByText("skipped:filtered").waitFor();
    await tried.getByText("Its prompt differs").first().click();
    expect(await tried.locator("ins").first().textContent()).toContain("Look twice at");
    expect(await page.locator("img").count()).toBe(0);
    await picture(page, "hook-dry-run", true);
    expect((await written())["when"]).toBe("payload.action == 'opened'");
    expect(home.unended()).toBe(0);

    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("site is changed.").waitFor();
    expect(await written()).toMatchObject({
      when: "payload.issue.number != 1",
      prompt_template: "Look twice at {{issue_title}}.",
      events: ["issues.opened", "issues.reopened"],
    });
    expectQuiet(owner);
  });

  inBrowser("is edited with the keyboard alone", async () => {
    const { page, base } = owner;
    await page.goto(`${base}/hooks`);

    await tabTo(page, "Edit site");
    await page.keyboard.press("Enter");
    await page.waitForURL(/edit$/);
    await tabTo(page, "Title");
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("Issues of octo/site");
    await tabTo(page, "Save");
    await page.keyboard.press("Enter");

    await page.getByText("site is changed.").waitFor();
    expect((await written())["title"]).toBe("Issues of octo/site");
    expectQuiet(owner);
  });

  inBrowser("gets a new secret; the old one is taken for as long as was said", async () => {
    const { page, base } = owner;
    await page.goto(`${base}/hooks`);
    await page.getByRole("link", { name: "Rotate the secret of site" }).click();
    await page.getByLabel("Take the old one for").fill("1h");
    await picture(page, "hook-rotate", true);
    await page.getByRole("button", { name: "Rotate" }).click();

    await page.getByRole("heading", { name: "site has a new secret" }).waitFor();
    const fresh = (await page.locator("#secret").textContent()) ?? "";
    expect(fresh).not.toBe(secret);
    expect((await postSigned(fresh, "With the new one")).status).toBe(202);
    expect((await postSigned(secret, "With the old one")).status).toBe(202);
    await page.goto(`${base}/hooks`);
    expect(await page.content()).not.toContain(fresh);
    expectQuiet(owner);
  });

  inBrowser("that was added twice at once is one, and its second answer is the first", async () => {
    const { page, base } = owner;
    await page.goto(`${base}/hooks/new?source=generic&mode=notify`);
    await page.getByLabel("Id", { exact: true }).fill("twice");
    await page.getByRole("button", { name: "Add it" }).dblclick();

    await page.getByRole("heading", { name: "twice is added" }).waitFor();
    expect((await page.locator("#secret").textContent())?.length).toBeGreaterThan(20);
    expectQuiet(owner);
  });

  inBrowser("is removed when that was asked for twice", async () => {
    const { page, base } = owner;
    await page.goto(`${base}/hooks`);
    await page.getByRole("link", { name: "Remove twice" }).click();
    await page.getByRole("link", { name: "Keep it" }).click();
    await page.getByRole("link", { name: "Remove twice" }).click();
    await page.getByRole("button", { name: "Remove it" }).click();

    await page.getByText("twice is removed.").waitFor();
    expect(await page.locator("#hook-twice").count()).toBe(0);
    expectQuiet(owner);
  });

  inBrowser("is added without the script too", async () => {
    const guest = await visit(browser, daemon, { javaScriptEnabled: false });
    const { page, base } = guest;
    await page.goto(`${base}/hooks/new?source=generic&mode=wake`);
    await page.getByLabel("Id", { exact: true }).fill("unscripted");
    await page.getByRole("button", { name: "Add it" }).click();

    const token = (await page.locator("#secret").textContent()) ?? "";
    const posted = await daemon.post("unscripted", {}, { authorization: `Bearer ${token}` });
    expect(posted.status).toBe(202);
    await daemon.admin("POST", `/deliveries/${posted.id}/discard`);
    await page.context().close();
  });

  inBrowser.each([
    [
      "light and wide",
      { colorScheme: "light" as const },
      [
        "hooks",
        "hooks/new",
        "hooks/new?source=stripe&mode=command",
        "hooks/site/edit",
        "hooks/site/rotate",
        "hooks/site/remove",
      ],
    ],
    [
      "dark and narrow",
      { colorScheme: "dark" as const, viewport: { width: 360, height: 740 } },
      ["hooks", "hooks/new?source=stripe&mode=command", "hooks/site/edit"],
    ],
  ])("has pages that are usable and fit: %s", async (name, options, places) => {
    const guest = await visit(browser, daemon, options);
    const { page, base } = guest;

    for (const place of places) {
      await page.goto(`${base}/${place}`);
      for (const fold of await page.locator("details:not([open]) > summary").all())
        if (await fold.isVisible()) await fold.click();
      if (place.endsWith("edit")) await page.getByRole("button", { name: "Dry run" }).click();
      await picture(page, `${name} ${place.replaceAll(/[/?=&]/g, "-")}`, true);
      // Every colour of these pages stands on the one with a dry run.
      if (name.startsWith("light") || place.endsWith("edit"))
        expect(await seriousFaults(page), place).toEqual([]);
      const over = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      expect(over, place).toBe(0);
    }
    expectQuiet(guest);
    await page.context().close();
  });
});
