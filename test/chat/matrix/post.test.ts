// What leaves, where it could go wrong on Matrix only.

import { describe, expect, it, onTestFinished } from "vitest";
import { composeParts, MOST_PARTS } from "../../../src/chat/matrix/compose-parts.ts";
import { createMatrixChannel } from "../../../src/chat/matrix/matrix-channel.ts";
import { writeHtml } from "../../../src/chat/matrix/write-html.ts";
import { readMarkdown } from "../../../src/chat/text/read-markdown.ts";
import { hubBench, until } from "../hub/hub-bench.ts";
import { htmlFaults } from "./html-faults.ts";
import { matrixServer, OWNER, ROOM } from "./matrix-server.ts";

async function world() {
  const platform = await matrixServer();
  onTestFinished(() => platform.close());
  const bench = hubBench({
    channels: { matrix: () => Promise.resolve(createMatrixChannel) },
    targets: [{ name: "phone", kind: "matrix", topics: "hook", ...platform.entry }],
    features: ["matrix"],
    owner: ["phone"],
  });
  const place = { chat: ROOM, thread: null };
  const sender = { sender: OWNER, name: "Ann", role: "owner" } as const;
  bench.store.pair({ target: "phone", ...sender, place, pairedAt: 1 });
  bench.start();
  await until(() => expect(bench.chats.health("phone").state).toBe("up"));
  return { ...bench, platform };
}

describe("HTML for Matrix", () => {
  it.each([
    [
      "**bold** _so_ ~~gone~~ `a<b`",
      "<p><strong>bold</strong> <em>so</em> <del>gone</del> <code>a&lt;b</code></p>",
    ],
    ["# Head", "<h1>Head</h1>"],
    [
      "```ts\nif (a && b) {}\n```",
      '<pre><code class="language-ts">if (a &amp;&amp; b) {}\n</code></pre>',
    ],
    ["> said\n\n---", "<blockquote><p>said</p></blockquote><hr>"],
    ["3. c\n4. d", '<ol start="3"><li>c</li><li>d</li></ol>'],
    ["- [x] done\n- [ ] not", "<ul><li>☑ done</li><li>☐ not</li></ul>"],
    ["one\ntwo", "<p>one<br>two</p>"],
    [
      '[a"b](https://x.example/?a=1&b="2")',
      '<p><a href="https://x.example/?a=1&amp;b=&quot;2&quot;">a&quot;b</a></p>',
    ],
    ["[a](javascript:alert(1))", "<p>a</p>"],
    ['<img src=x onerror="alert(1)">', "<p>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;</p>"],
    [
      "| a | b |\n|---|---|\n| 1 | 2 |",
      "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
    ],
    ["\u202Ereversed", "<p>\uFFFDreversed</p>"],
  ])("of %j is %j", (markdown, html) => {
    const written = writeHtml([...readMarkdown(markdown)]);

    expect(written).toBe(html);
    expect(htmlFaults(written)).toEqual([]);
  });
});

describe("the parts of a message", () => {
  it("stay so small that an edit, which holds each text twice, fits into an event", () => {
    const hostile = [
      '<&">'.repeat(9000),
      "a&b ".repeat(9000),
      "\\".repeat(30_000),
      "😀".repeat(9000),
    ];

    for (const text of hostile) {
      const { parts, isWhole } = composeParts({ text, card: null });
      expect(isWhole).toBe(false);
      expect(parts).toHaveLength(MOST_PARTS);
      for (const { body, html } of parts)
        expect(2 * Buffer.byteLength(JSON.stringify([body, html]))).toBeLessThan(32_000);
    }
  });
});

describe("a message", () => {
  it("whose answer was lost stands there once", async () => {
    const { platform, say, posted } = await world();
    platform.losesAnswer();

    say("once");
    await posted();

    expect(platform.shown().map(({ text }) => text)).toEqual(["once"]);
    expect(platform.requests.filter((one) => one.includes("/send/"))).toHaveLength(2);
  });

  it("waits as long as the homeserver says, which stands in the body of its answer", async () => {
    const { platform, say, posted, clock } = await world();
    platform.faults.tooMany(1, 30_000);
    const begun = clock.monotonic();

    say("later");
    await posted();

    expect(clock.monotonic() - begun).toBeGreaterThanOrEqual(29_000);
  });

  it("that is too long goes with the whole text as a file, where it brings none", async () => {
    const { platform, say, posted } = await world();
    const text = Array.from({ length: 9000 }, (_, at) => `line ${at}`).join("\n");

    say(text);
    await posted();

    const files = platform.shown().flatMap(({ files: all }) => all);
    expect(files).toEqual([{ name: "message.md", content: text }]);
    expect(platform.shown()).toHaveLength(MOST_PARTS + 1);
    expect(platform.shown()[MOST_PARTS - 1]?.text).toContain("the rest is in the file");
  });

  it("whose file is not there any more stands there, and says so", async () => {
    const { platform, say, posted } = await world();

    say("see the file", { files: [{ name: "gone.md", path: "chat/one/gone.md" }] });
    await posted();

    expect(platform.shown().map(({ text }) => text)).toEqual([
      "see the file",
      "[the file gone.md could not be read: ENOENT]",
    ]);
  });

  it("of a hook stands in the hook's thread, and an answer there goes on in it", async () => {
    const { platform, say, posted, conversations } = await world();

    say("it ran", { hookId: "deploys" as never });
    await posted();
    const [root, message] = platform.shown();
    platform.write({ sender: OWNER, text: "why?", thread: root?.ref ?? null });
    await until(() => expect(conversations.heard).toHaveLength(1));
    conversations.answer("Because.");
    await posted();

    expect(root).toMatchObject({ text: "deploys", thread: null });
    expect(message).toMatchObject({ text: "it ran", thread: root?.ref, replyTo: null });
    expect(platform.shown().at(-1)).toMatchObject({ text: "Because." });
  });
});
