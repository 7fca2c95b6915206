// The pages on which hooks are added, changed, tried and removed, without a browser.

import { describe, expect, it, onTestFinished } from "vitest";
import { WakehookError } from "../../src/core/records/errors.ts";
import { entryVersion } from "../../src/core/settings/entry-version.ts";
import type { Problem } from "../../src/core/settings/problem.ts";
import type { AdminDeps } from "../../src/admin/deps.ts";
import { openHarness, SECRET } from "../admin/harness.ts";
import { openPages } from "./pages-bench.ts";

const HTML = `"></textarea><script>alert(1)</script><img src=x onerror=alert(2)>'`;
const HOSTILE = `${HTML}\u001b[31m\u202Egnp.exe`;

/** A browser that is let in; what it writes is kept, and answered with what a test says. */
async function loggedIn(editor: Partial<AdminDeps["hookEditor"]> = {}) {
  const plain = openHarness();
  onTestFinished(() => plain.close());
  const pages = openPages({ hookEditor: { ...plain.deps.hookEditor, ...editor } });
  await pages.logIn();
  return { ...pages, written: plain.calls };
}

function refusing(...problems: Array<Partial<Problem>>): () => Promise<never> {
  const usual = { level: "error", file: "webhooks.json", message: "is wrong" } as const;
  const whole = problems.map((one) => Object.assign({}, usual, one));
  const error = new WakehookError("settings_invalid", "refused", { problems: whole });
  return () => Promise.reject(error);
}

/** A form as its page would send it back, with changes. */
function sent(page: string, changes: Readonly<Record<string, string>> = {}) {
  const fields: Record<string, string> = {};
  for (const [, name = "", value = ""] of page.matchAll(
    /<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"/g,
  ))
    fields[name] = unescaped(value);
  for (const [, name = "", text = ""] of page.matchAll(
    /<textarea[^>]*?name="([^"]+)"[^>]*>\n([^<]*)<\/textarea>/g,
  ))
    fields[name] = unescaped(text);
  for (const [, name = "", options = ""] of page.matchAll(
    /<select[^>]*?name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g,
  ))
    fields[name] = unescaped(/value="([^"]*)"\s+selected/.exec(options)?.[1] ?? "");
  const { "field.accept_risk": _, add_root: __, turn_on: ___, csrf: ____, ...rest } = fields;
  return { ...rest, ...changes };
}

/** The words beside a field. */
function beside(page: string, name: string): string {
  const found = new RegExp(String.raw`id="p-${name}"[^>]*>\s*<bdi>([^<]*)`).exec(page)?.[1];
  return unescaped(found ?? "");
}

/** The words of a page, on one line. */
function wordsOf(page: string): string {
  return unescaped(page.replaceAll(/<[^>]*>/g, " ")).replaceAll(/\s+/g, " ");
}

function unescaped(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

function expectHarmless(text: string): void {
  expect(text).not.toContain("<script>alert");
  expect(text).not.toContain("<img");
  // oxlint-disable-next-line no-control-regex -- what must not come through
  expect(text).not.toMatch(/[\u0000\u001b\u202e]/);
}

describe("adding a hook", () => {
  it("asks who sends and what happens, then suggests what hook add would", async () => {
    const pages = await loggedIn();

    expect(await pages.text("/hooks/new")).toMatch(/GitHub[\s\S]*cron_task/);
    const page = await pages.text("/hooks/new?source=github&mode=cron_task");

    expect(sent(page)).toMatchObject({
      id: "github",
      source: "github",
      mode: "cron_task",
      "field.title": "GitHub events",
      "field.prompt_template": expect.stringContaining("Say in a few sentences"),
    });
    expect(wordsOf(page)).toContain(
      "agents is off: agent CLIs may be started (mode cron_task, and conversations of chats). Turn it on?",
    );
  });

  it("writes what was typed, turns on what was ticked, and shows the secret once", async () => {
    const added: unknown[] = [];
    const pages = await loggedIn({
      create(fields) {
        added.push(fields);
        return Promise.resolve({
          id: "site",
          entry: { ...fields, secret: "fingerprint:1" },
          problems: [],
          secretField: "secret",
          secret: "made-for-github",
          verifyToken: null,
        });
      },
    });
    const form = sent(await pages.text("/hooks/new?source=github&mode=wake"), {
      id: "site",
      "field.events": "issues.opened, issues.reopened",
      "field.prompt_template": "Look at\r\n{{issue_title}}.",
      "field.budget.runs_per_day": "5",
      more: '{"overlap": "replace"}',
      turn_on: "agents",
    });

    const first = await (await pages.submit("/hooks/new", form)).text();
    const second = await (await pages.submit("/hooks/new", form)).text();

    expect(added).toEqual([
      {
        id: "site",
        title: "GitHub events",
        mode: "wake",
        source: "github",
        events: ["issues.opened", "issues.reopened"],
        prompt_template: "Look at\n{{issue_title}}.",
        budget: { runs_per_day: 5 },
        overlap: "replace",
      },
    ]);
    expect(pages.calls).toContain('config {"fields":{"features.agents":true},"add":{}}');
    expect(wordsOf(first)).toContain("turned on: features.agents");
    expect(first).toContain("made-for-github");
    expect(first).toContain("Payload URL");
    // The same form again, as a double click sends it, is the same call.
    expect(second).toContain("made-for-github");
    expect(await pages.text("/hooks")).not.toContain("made-for-github");
  });

  it("tells each problem beside its field, and keeps all that was typed", async () => {
    const pages = await loggedIn({
      create: refusing(
        { field: "timeout_seconds", value: '"soon"', message: "must be a number" },
        { field: "fuse.runs", message: "must be a whole number" },
        { message: "something else" },
      ),
    });
    const typed = sent(await pages.text("/hooks/new?source=generic&mode=wake"), {
      id: "site",
      secret: "typed-secret",
      "field.timeout_seconds": "soon",
      "field.prompt_template": `${HTML} & more`,
      more: '{"fuse": {"runs": "x"}}',
    });

    const response = await pages.submit("/hooks/new", typed);
    const page = await response.text();

    expect(response.status).toBe(422);
    expect(sent(page)).toEqual({ ...typed, key: expect.any(String) });
    expect(beside(page, "timeout_seconds")).toContain(`must be a number`);
    expect(beside(page, "more")).toContain(`fuse.runs must be a whole number`);
    expect(page).toMatch(/role="alert">\s*<p><bdi>something else<\/bdi>/);
    expect(page).toMatch(/name="field.timeout_seconds"[^>]*aria-invalid="true"[^>]*autofocus/);
    expectHarmless(page);
    expect(pages.calls).toEqual([]);
  });

  it("tells an id that is taken, and further fields that are no JSON, beside them", async () => {
    const taken = new WakehookError("already_exists", 'there is a hook "site" already');
    const pages = await loggedIn({ create: () => Promise.reject(taken) });
    const page = await pages.text("/hooks/new?source=github&mode=wake");

    const twin = await (await pages.submit("/hooks/new", sent(page, { id: "site" }))).text();
    const broken = await pages.submit("/hooks/new", sent(page, { more: "{fuse" }));

    expect(beside(twin, "id")).toContain(`there is a hook "site" already`);
    expect(broken.status).toBe(422);
    expect(beside(await broken.text(), "more")).toContain("is no JSON object");
  });

  it("says where the hook is there and what it needs is not", async () => {
    const locked = new WakehookError("locked", "config.json is being written");
    const pages = openPages({ configEditor: () => Promise.reject(locked) });
    await pages.logIn();
    const form = sent(await pages.text("/hooks/new?source=github&mode=wake"), {
      turn_on: "agents",
    });

    const page = wordsOf(await (await pages.submit("/hooks/new", form)).text());

    expect(page).toContain("github is added");
    expect(page).toContain("what it needs was not: config.json is being written");
    expect(page).toContain("agents is off:");
  });

  it("adds another one by a form that the browser went back to", async () => {
    const added: unknown[] = [];
    const made = { problems: [], secretField: "secret", secret: null, verifyToken: null };
    const pages = await loggedIn({
      create(fields) {
        added.push(fields["id"]);
        return Promise.resolve({ ...made, id: String(fields["id"]), entry: fields });
      },
    });
    const form = sent(await pages.text("/hooks/new?source=github&mode=wake"), { id: "one" });

    await pages.submit("/hooks/new", form);
    const answer = await pages.submit("/hooks/new", { ...form, id: "two" });

    expect(await answer.text()).toContain("two is added");
    expect(added).toEqual(["one", "two"]);
  });

  it("tells a public URL that is none beside its field, and adds nothing", async () => {
    const wrong = new WakehookError("settings_invalid", "webhooks.public_base_url: no URL", {
      problems: [{ level: "error", file: "config.json", message: "no URL" }],
    });
    const pages = openPages({ configEditor: () => Promise.reject(wrong) });
    await pages.logIn();
    const form = sent(await pages.text("/hooks/new?source=github&mode=wake"), {
      public_base_url: "nowhere",
    });

    const page = await (await pages.submit("/hooks/new", form)).text();

    expect(beside(page, "public_base_url")).toBe("no URL");
    expect(pages.calls).toEqual([]);
  });

  it("puts the public URL back where the hook is refused: nothing was changed", async () => {
    const pages = await loggedIn({ create: refusing({ message: "no such id" }) });
    const form = sent(await pages.text("/hooks/new?source=github&mode=wake"), {
      public_base_url: "https://hooks.example.org",
    });

    const page = await (await pages.submit("/hooks/new", form)).text();

    expect(wordsOf(page)).toContain("no such id");
    expect(pages.calls.filter((call) => call !== "reload")).toEqual([
      'config {"fields":{"webhooks.public_base_url":"https://hooks.example.org"},"add":{}}',
      'config {"fields":{"webhooks.public_base_url":null},"add":{}}',
    ]);
  });

  it("takes no JSON that says unseen what was chosen, or that is nested without end", async () => {
    const created: unknown[] = [];
    const pages = await loggedIn({ create: (fields) => (created.push(fields), Promise.reject()) });
    const page = await pages.text("/hooks/new?source=generic&mode=notify");
    const refused = async (more: string): Promise<string> => {
      const response = await pages.submit("/hooks/new", sent(page, { id: "mine", more }));
      expect(response.status).toBe(422);
      return beside(await response.text(), "more");
    };

    expect(await refused('{"id": "other"}')).toContain("has id, which has a place of its own");
    expect(await refused('{"mode": "command"}')).toContain("has mode");
    expect(await refused(`{"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}`)).toContain(
      "nested deeper than 64 levels",
    );
    expect(created).toEqual([]);
  });

  it("takes no form of another session", async () => {
    const created: unknown[] = [];
    const pages = await loggedIn({ create: (fields) => (created.push(fields), Promise.reject()) });
    const form = sent(await pages.text("/hooks/new?source=github&mode=wake"));

    expect((await pages.submit("/hooks/new", form, "forged")).status).toBe(403);
    expect(created).toEqual([]);
  });
});

describe("editing a hook", () => {
  const ENTRY = {
    id: "site",
    title: "Site",
    mode: "forward",
    source: "github",
    secret: "fingerprint:0123456789ab",
    events: ["issues"],
    forward: { url: "https://a.example/x", secret: "fingerprint:ba9876543210", method: "POST" },
    trust: { "comment.author_association=OWNER": "full" },
    model: { claude: "opus" },
    enabled: true,
  };

  it("shows what is written, secrets apart, and writes only what was changed", async () => {
    const pages = await loggedIn({ entry: () => Promise.resolve(ENTRY) });
    const page = await pages.text("/hooks/site/edit");

    expect(sent(page)).toMatchObject({
      "field.title": "Site",
      "field.forward.url": "https://a.example/x",
      "field.events": "issues",
    });
    const more = JSON.parse(sent(page)["more"] ?? "") as object;
    expect(more).toEqual({
      source: "github",
      forward: { secret: "fingerprint:ba9876543210", method: "POST" },
      trust: ENTRY.trust,
      model: ENTRY.model,
    });

    const changed = sent(page, {
      "field.forward.url": "https://b.example/y",
      "field.events": "",
      "field.timeout_seconds": "60",
      more: JSON.stringify({ ...more, trust: { "*": "hold" } }),
    });
    const answer = await pages.submit("/hooks/site/edit", changed);

    expect(answer.headers.get("location")).toBe("/hooks");
    expect(pages.written.find((call) => call.startsWith("change"))).toBe(
      `change site ${JSON.stringify({
        events: null,
        "forward.url": "https://b.example/y",
        trust: { "*": "hold" },
        timeout_seconds: 60,
      })}`,
    );
    expect(await pages.text("/hooks")).toContain("site is changed.");
  });

  it("writes nothing where nothing was changed, whatever the browser does to lines", async () => {
    const entry = { ...ENTRY, mode: "wake", prompt_template: "One\nTwo\r\nThree" };
    const pages = await loggedIn({ entry: () => Promise.resolve(entry) });
    const form = sent(await pages.text("/hooks/site/edit"));
    const asSent = Object.fromEntries(
      Object.entries(form).map(([name, text]) => [name, text.replaceAll("\n", "\r\n")]),
    );

    await pages.submit("/hooks/site/edit", asSent);

    expect(pages.written).toEqual([]);
    expect(await pages.text("/hooks")).toContain("Nothing was changed.");
  });

  it("tells the second of two edits what the first one made, and lets it decide", async () => {
    let entry: Record<string, unknown> = ENTRY;
    const pages = await loggedIn({ entry: () => Promise.resolve(entry) });
    const mine = sent(await pages.text("/hooks/site/edit"), { "field.title": "Mine" });
    entry = { ...ENTRY, title: "Theirs", events: ["push"] };

    const response = await pages.submit("/hooks/site/edit", mine);
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(beside(page, "title")).toContain('was changed meanwhile: it is "Theirs" now');
    expect(pages.written).toEqual([]);
    await pages.submit("/hooks/site/edit", sent(page));

    const change = pages.written.find((call) => call.startsWith("change")) ?? "";
    expect(change).toBe('change site {"title":"Mine"}');
  });

  it("writes to the version that it compared with, and says where that is another by now", async () => {
    const versions: unknown[] = [];
    const pages = await loggedIn({
      entry: () => Promise.resolve(ENTRY),
      change(_id, _fields, version) {
        versions.push(version);
        return Promise.reject(new WakehookError("refused", "the hook site was changed meanwhile"));
      },
    });
    const typed = sent(await pages.text("/hooks/site/edit"), { "field.title": "Other" });

    const page = await (await pages.submit("/hooks/site/edit", typed)).text();

    expect(versions).toEqual([entryVersion(ENTRY)]);
    expect(wordsOf(page)).toContain("the hook site was changed meanwhile");
    expect(sent(page)).toEqual(typed);
  });

  it("tells each problem beside its field, and keeps all that was typed", async () => {
    const pages = await loggedIn({
      entry: () => Promise.resolve(ENTRY),
      change: refusing({ field: "forward", message: "needs more", hint: "see the docs" }),
    });
    const typed = sent(await pages.text("/hooks/site/edit"), { "field.title": "Other" });

    const page = await (await pages.submit("/hooks/site/edit", typed)).text();

    expect(sent(page)).toEqual(typed);
    expect(beside(page, "forward.url")).toContain(`forward needs more: see the docs`);
  });

  it.each(["edit", "dry-run"])(
    "keeps what was typed for %s while the file is broken",
    async (act) => {
      let isBroken = false;
      const broken = new WakehookError("settings_invalid", "webhooks.json is not JSON: line 9");
      const pages = await loggedIn({
        entry: () => (isBroken ? Promise.reject(broken) : Promise.resolve(ENTRY)),
      });
      const typed = sent(await pages.text("/hooks/site/edit"), { "field.title": "Long thought" });

      isBroken = true;
      const response = await pages.submit(`/hooks/site/${act}`, typed);
      const page = await response.text();
      expect(response.status).toBe(422);
      expect(wordsOf(page)).toContain("webhooks.json is not JSON: line 9");
      expect(sent(page)).toEqual(typed);
      expect(pages.written).toEqual([]);

      isBroken = false;
      await pages.submit("/hooks/site/edit", sent(page));
      expect(pages.written).toContain('change site {"title":"Long thought"}');
    },
  );

  it("is harmless whatever stands in the file", async () => {
    const entry = { ...ENTRY, title: HOSTILE, events: [HOSTILE], [HOSTILE]: HOSTILE };
    const pages = await loggedIn({
      entry: () => Promise.resolve(entry),
      change: refusing({ field: "title", value: HOSTILE, message: HOSTILE }),
    });
    const page = await pages.text("/hooks/site/edit");
    expectHarmless(page);

    const form = sent(page, { "field.title": HTML });
    expectHarmless(await (await pages.submit("/hooks/site/edit", form)).text());
  });

  it("answers 404 for a hook that is gone, and 400 for a form that is none", async () => {
    const gone = new WakehookError("not_found", 'there is no hook "site"');
    const missing = await loggedIn({ entry: () => Promise.reject(gone) });
    expect((await missing.ask("/hooks/site/edit")).status).toBe(404);

    const pages = await loggedIn({ entry: () => Promise.resolve(ENTRY) });
    expect((await pages.submit("/hooks/site/edit", { before: "[]" })).status).toBe(400);
  });
});

describe("a dry run of an edit", () => {
  const ENTRY = { id: "site", title: "Site", mode: "wake", prompt_template: "Look." };

  it("says what would become of the recorded deliveries, and keeps the edit", async () => {
    const pages = await loggedIn({ entry: () => Promise.resolve(ENTRY) });
    const typed = sent(await pages.text("/hooks/site/edit"), {
      "field.prompt_template": "Look twice.",
      last: "20",
    });

    const page = await (await pages.submit("/hooks/site/dry-run", typed)).text();

    expect(pages.calls).toEqual([
      `dry run ${JSON.stringify({
        hookId: "site",
        fields: { prompt_template: "Look twice." },
        last: 20,
        since: null,
        wantsPrompts: true,
      })}`,
    ]);
    expect(sent(page)).toEqual(typed);
    expect(page).toContain("1 of 1");
    expect(page).toContain("held:approval");
    expect(page).toContain("<ins>+ Look twice.</ins>");
  });

  it("refuses a number of deliveries that is none, and tries nothing", async () => {
    const pages = await loggedIn({ entry: () => Promise.resolve(ENTRY) });
    const typed = sent(await pages.text("/hooks/site/edit"), { last: "some" });

    const page = await (await pages.submit("/hooks/site/dry-run", typed)).text();

    expect(wordsOf(page)).toContain('last cannot be "some": last takes a whole number from 1');
    expect(sent(page)).toEqual(typed);
    expect(pages.calls).toEqual([]);
  });

  it("is harmless whatever the deliveries hold", async () => {
    const plain = openHarness();
    onTestFinished(() => plain.close());
    const said = await plain.deps.dryRun({
      hookId: "site",
      fields: {},
      last: 1,
      since: null,
      wantsPrompts: true,
    });
    const evil = said.deliveries.map((row) => ({
      ...row,
      event: HOSTILE,
      entity: HOSTILE,
      prompt: [`+ ${HOSTILE}`, `- ${HOSTILE}`, HOSTILE],
      edited: row.edited === null ? null : { ...row.edited, reason: HOSTILE },
    }));
    const pages = openPages({
      hookEditor: { ...plain.deps.hookEditor, entry: () => Promise.resolve(ENTRY) },
      dryRun: () => Promise.resolve({ ...said, deliveries: evil }),
    });
    await pages.logIn();

    const form = sent(await pages.text("/hooks/site/edit"));
    const page = await (await pages.submit("/hooks/site/dry-run", form)).text();

    expectHarmless(page);
    expect(page).toContain("&lt;script&gt;");
  });
});

describe("rotating and removing", () => {
  const ENTRY = { id: "site", title: "Site", mode: "wake", source: "github", prompt_template: "L" };

  it("asks first, shows the new secret once, and what to paste where", async () => {
    const pages = await loggedIn({ entry: () => Promise.resolve(ENTRY) });
    const form = sent(await pages.text("/hooks/site/rotate"), { keep: "1h" });
    expect(pages.written).toEqual([]);

    const page = await (await pages.submit("/hooks/site/rotate", form)).text();

    expect(pages.written).toContain("rotate site null 3600000");
    expect(page).toContain(SECRET);
    expect(page).toContain("Payload URL");
    expect(await pages.text("/hooks")).not.toContain(SECRET);
  });

  it("takes the secret that the sender made, and shows it to nobody", async () => {
    const entry = { ...ENTRY, source: "stripe" };
    const pages = await loggedIn({ entry: () => Promise.resolve(entry) });
    const form = sent(await pages.text("/hooks/site/rotate"), { secret: "whsec_given" });

    const page = await (await pages.submit("/hooks/site/rotate", form)).text();

    expect(pages.written).toContain("rotate site whsec_given 86400000");
    expect(page).not.toContain("whsec_given");
  });

  it("asks for the secret that only the sender can make", async () => {
    const pages = await loggedIn({ entry: () => Promise.resolve({ ...ENTRY, source: "stripe" }) });
    const form = sent(await pages.text("/hooks/site/rotate"));

    const page = await (await pages.submit("/hooks/site/rotate", form)).text();

    expect(beside(page, "secret")).toContain("is empty: have Stripe make a new one");
    expect(pages.written).toEqual([]);
  });

  it("tells a wrong time beside its field", async () => {
    const pages = await loggedIn({ entry: () => Promise.resolve(ENTRY) });
    const form = sent(await pages.text("/hooks/site/rotate"), { keep: "a while" });

    const page = await (await pages.submit("/hooks/site/rotate", form)).text();

    expect(beside(page, "keep")).toContain(`is no time`);
    expect(sent(page)).toEqual({ ...form, key: expect.any(String) });
    expect(pages.written).toEqual([]);
  });

  it("asks before it removes a route too, which has no past of its own", async () => {
    const route = { id: "all", title: "All", route: ["site"] };
    const pages = await loggedIn({ entry: () => Promise.resolve(route) });

    expect(wordsOf(await pages.text("/hooks/all/remove"))).toContain("Remove all?");
    expect(wordsOf(await pages.text("/hooks/all/edit"))).toContain("It is a route");
  });

  it("asks before it removes", async () => {
    const pages = await loggedIn();
    expect(wordsOf(await pages.text("/hooks/site/remove"))).toContain("3 deliveries");
    expect(pages.written).toEqual([]);

    const answer = await pages.submit("/hooks/site/remove");

    expect(answer.headers.get("location")).toBe("/hooks");
    expect(pages.written).toEqual(["remove site"]);
  });

  it("shows since when a hook has its secret", async () => {
    const pages = await loggedIn();
    pages.clock.advance(2 * 86_400_000);
    await pages.logIn();

    expect(wordsOf(await pages.text("/hooks"))).toContain(", set 2 d ago");
  });

  it("turns on what a hook needs, and nothing that is no feature", async () => {
    const pages = await loggedIn();
    expect(await pages.text("/hooks")).toContain("agents is off: ");

    await pages.submit("/hooks/site/turn-on", { feature: "agents" });
    expect((await pages.submit("/hooks/site/turn-on", { feature: "safe_mode" })).status).toBe(400);

    expect(pages.calls).toEqual(['config {"fields":{"features.agents":true},"add":{}}', "reload"]);
  });
});
