// A real browser before a real daemon. What it asks of anybody but that daemon, and what it complains about, is kept.

import { createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import AxeBuilder from "axe-core";
import { expect } from "vitest";
import { chromium, type Browser, type Page } from "playwright-core";
import type { LiveDaemon } from "../e2e/daemon-home.ts";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The system's browser; undefined where there is none. */
export const CHROMIUM = PLACES.find((file) => existsSync(file));

/** A browser that was let in by a one-time link. */
export interface Visit {
  readonly page: Page;
  readonly base: string;
  /** Requests to anybody but the daemon. */
  readonly elsewhere: readonly string[];
  /** What the browser complained about: errors, refused scripts and styles. */
  readonly complaints: readonly string[];
}

/** Starts the browser. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM ?? "",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
}

/** A one-time link, as `wakehook open` gets it. */
export async function oneTimeLink(daemon: Pick<LiveDaemon, "admin">): Promise<string> {
  const response = await daemon.admin("POST", "/dashboard/link");
  return ((await response.json()) as { url: string }).url;
}

/** Opens the dashboard by a link, in a window of its own. */
export async function visit(
  browser: Browser,
  daemon: LiveDaemon,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Visit> {
  const link = await oneTimeLink(daemon);
  const base = new URL(link).origin;
  const context = await browser.newContext({ viewport: { width: 1180, height: 800 }, ...options });
  const page = await context.newPage();
  const elsewhere: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(`${base}/`)) elsewhere.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(link);
  return { page, base, elsewhere, complaints };
}

/** Nothing was asked of anybody else, and nothing complained about. */
export function expectQuiet({ elsewhere, complaints }: Visit): void {
  expect(elsewhere).toEqual([]);
  expect(complaints).toEqual([]);
}

/** Goes on with Tab until something has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let steps = 0; steps < 80; steps += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(
      `(({ labels, ariaLabel, textContent }) => labels?.[0]?.textContent ?? ariaLabel ?? textContent)(document.activeElement)`,
    );
    if (String(focused).includes(name)) return;
  }
  throw new Error(`Tab never reached ${name}`);
}

/** What axe finds that keeps somebody out: serious and critical. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Not as an element of the page: its own policy would refuse it.
  await page.evaluate(AxeBuilder.source);
  return page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe;
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
  });
}

interface AxeResults {
  readonly violations: ReadonlyArray<{
    readonly id: string;
    readonly impact: string;
    readonly nodes: ReadonlyArray<{ readonly html: string }>;
  }>;
}

/** An event of an issue, and the key that its hook knows. */
export interface IssueEvent {
  readonly key: string;
  /** Also makes its delivery id. */
  readonly number: number;
  readonly action?: string;
  readonly issue?: Readonly<Record<string, unknown>>;
}

/** Posts to the hook `site` as GitHub does. */
export async function postIssue(
  { hooksUrl }: Pick<LiveDaemon, "hooksUrl">,
  { key, number, action = "opened", issue = {} }: IssueEvent,
): Promise<{ readonly status: number; readonly id: string }> {
  const body = JSON.stringify({
    action,
    issue: { number, title: `Issue ${number}`, body: "It broke.", ...issue },
    repository: { full_name: "octo/site" },
    sender: { login: "octocat" },
  });
  const response = await fetch(`${hooksUrl}/hooks/site`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": "issues",
      "x-github-delivery": `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
      "x-hub-signature-256": `sha256=${createHmac("sha256", key).update(body).digest("hex")}`,
    },
    body,
  });
  const answer = (await response.json()) as { delivery_id?: string };
  return { status: response.status, id: answer.delivery_id ?? "" };
}

/** Keeps a picture where WAKEHOOK_SCREENSHOTS names a folder. */
export async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  const folder = process.env["WAKEHOOK_SCREENSHOTS"];
  if (folder !== undefined)
    await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage });
}
