import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { requestView } from "../../../src/dashboard/pages/request-view.ts";
import type { WholeDelivery } from "../../../src/dashboard/pages/records.ts";
import { wireDelivery } from "../../../src/core/wire/wire.ts";
import { delivery } from "../../admin/harness.ts";

function shown(change: Partial<WholeDelivery>, body: string): string {
  const one: WholeDelivery = {
    ...wireDelivery(delivery(1)),
    summary: { action: null, entity: null, title: null, author: null },
    explanation: null,
    runs: [],
    reports: [],
    headers: [],
    body_base64: Buffer.from(body).toString("base64"),
    ...change,
  };
  return requestView(one, "http://127.0.0.1:8742").toString();
}

function curlOf(html: string): string {
  const text = /id="curl"[^>]*>([^<]*)</.exec(html)?.[1] ?? "";
  return text
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

describe("the curl line", () => {
  it.each([
    ["a quote that would end it", "'; echo pwned; '"],
    ["a command", "$(echo pwned) `echo pwned`"],
    ["a line of its own", "{}\necho pwned"],
  ])("gives a shell %s as data", (_, hostile) => {
    const html = shown({ headers: [["x-note", hostile.split("\n", 1)[0] ?? ""]] }, hostile);
    const line = curlOf(html).replace(/^\s*curl/, "printf '%s\\n'");

    const printed = execFileSync("/bin/sh", ["-c", line], { encoding: "utf8" });

    expect(printed.split("\n")).toContain("http://127.0.0.1:8742/hooks/site");
    expect(printed.endsWith(`--data-binary\n${hostile}\n`)).toBe(true);
  });

  it("leaves out what is a fingerprint by now, and what belongs to one connection", () => {
    const line = curlOf(
      shown(
        {
          headers: [
            ["x-hub-signature-256", "fingerprint:0123456789ab"],
            ["host", "example.org"],
            ["x-github-event", "issues"],
          ],
        },
        "{}",
      ),
    );

    expect(line).toContain("-H 'x-github-event: issues'");
    expect(line).not.toMatch(/fingerprint|host:/);
  });
});

describe("the body", () => {
  it("is folded where it is JSON, and raw beside it", () => {
    const html = shown({}, '{"issue":{"number":7}}');

    expect(html).toContain("<summary>");
    expect(html).toContain("Raw body");
    expect(html).toContain("7</bdi>");
  });

  it("is said to be gone where retention has emptied it", () => {
    expect(shown({ body_base64: null }, "")).toContain("emptied by retention");
  });
});
