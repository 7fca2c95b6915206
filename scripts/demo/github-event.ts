// A real GitHub event, signed and posted as GitHub does it.

import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect } from "./show.ts";

interface Example {
  readonly name: string;
  readonly examples: ReadonlyArray<{ readonly action?: string }>;
}

/** The body of an `issues.opened`. */
export async function issuesOpened(): Promise<string> {
  const file = fileURLToPath(import.meta.resolve("@octokit/webhooks-examples"));
  const examples = JSON.parse(await readFile(file, "utf8")) as Example[];
  const issues = examples.find(({ name }) => name === "issues");
  const example = issues?.examples.find(({ action }) => action === "opened");
  expect(example !== undefined, "no issues.opened among the examples");
  return JSON.stringify(example);
}

/** The value of `X-Hub-Signature-256`. */
export function sign(body: string, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** Posts it as GitHub does. */
export async function post(
  url: string,
  body: string,
  id: string,
  signature: string,
): Promise<{ status: number; text: string }> {
  const headers = {
    "content-type": "application/json",
    "user-agent": "GitHub-Hookshot/044aadd",
    "x-github-event": "issues",
    "x-github-delivery": id,
    "x-hub-signature-256": signature,
  };
  const answer = await fetch(url, { method: "POST", headers, body });
  return { status: answer.status, text: await answer.text() };
}
