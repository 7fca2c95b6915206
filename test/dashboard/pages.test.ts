// Pages without a browser: what stands in them, what their forms do, and that no payload harms them.

import { describe, expect, it, onTestFinished } from "vitest";
import { Hook } from "../../src/core/settings/hook.ts";
import {
  delivery,
  deliveryId,
  hookId,
  loadedHook,
  openHarness,
  run,
  runId,
  SECRET,
  snapshot,
  STARTED_AT,
} from "../admin/harness.ts";
import { openPages } from "./pages-bench.ts";

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(2)>'\u001b[31m\u202Egnp.exe\u0000`;

function content(text: string) {
  return {
    headers: [
      ["content-type", "application/json"],
      ["x-evil", HOSTILE],
    ] as const,
    body: new TextEncoder().encode(text),
  };
}

async function loggedIn() {
  const pages = openPages();
  await pages.logIn();
  return pages;
}

function expectHarmless(text: string): void {
  expect(text).not.toContain("<script>alert");
  expect(text).not.toContain("<img");
  // oxlint-disable-next-line no-control-regex -- what must not come through
  expect(text).not.toMatch(/[\u0000\u001b\u202e]/);
}

describe("the Live page", () => {
  it("shows deliveries and refused requests by their time, with the reason and the mend", async () => {
    const pages = await loggedIn();
    await pages.ask("/");
    pages.ledger.allDeliveries.push(delivery(5), delivery(1));
    pages.events.emit({
      type: "refused",
      at: STARTED_AT + 3,
      hookId: "site",
      code: "unauthorized",
      reason: "the signature is not right",
      remoteAddress: "203.0.113.9",
    });

    const text = await pages.text("/");

    const places = [deliveryId(5), "the signature is not right", deliveryId(1)].map((one) =>
      text.indexOf(one),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(text).toContain("401 unauthorized");
    expect(text).toContain("wakehook hook rotate");
  });

  it("knows refused requests from before its first visit", async () => {
    const pages = openPages();
    pages.events.emit({
      type: "refused",
      at: STARTED_AT,
      hookId: "early",
      code: "hook_not_found",
      reason: "no hook has this id",
      remoteAddress: "203.0.113.9",
    });
    await pages.logIn();

    expect(await pages.text("/")).toContain("hook_not_found");
  });

  it("asks the ledger for what the address says, and for the page after a cursor", async () => {
    const pages = await loggedIn();
    pages.ledger.asked.length = 0;

    await pages.ask(
      `/?hook_id=site&event=issues.opened&entity=octo%2Fsite%231&status=error%3A*&before=${deliveryId(7)}`,
    );

    expect(pages.ledger.asked[0]).toMatchObject({
      hookId: "site",
      event: "issues.opened",
      entity: "octo/site#1",
      status: "error:*",
      before: deliveryId(7),
    });
  });

  it("is not live while it searches: what arrives is not looked into", async () => {
    const pages = await loggedIn();

    expect(await pages.text("/")).toContain('data-live="rows"');
    expect(await pages.text("/?search=login")).not.toContain('data-live="rows"');
  });

  it("says what is wrong with a filter", async () => {
    const pages = await loggedIn();

    const response = await pages.ask("/?state=sideways");

    expect(response.status).toBe(400);
    expect(await response.text()).toContain("state");
  });

  it("shows refused requests alone where the filter says so", async () => {
    const pages = await loggedIn();
    await pages.ask("/");
    pages.ledger.allDeliveries.push(delivery(1));
    const refused = { type: "refused", at: STARTED_AT, reason: "r", remoteAddress: "x" } as const;
    pages.events.emit({ ...refused, hookId: "site", code: "unauthorized" });
    pages.events.emit({ ...refused, hookId: "nope", code: "hook_not_found" });

    const text = await pages.text("/?state=refused&hook_id=nope");

    expect(text).toContain("404 hook_not_found");
    expect(text).not.toContain("401 unauthorized");
    expect(text).not.toContain(deliveryId(1));
  });
});

describe("the Health page", () => {
  it("says how large the database is, and what room is left", async () => {
    const pages = await loggedIn();

    expect(await pages.text("/system")).toMatch(/the database has \d.*, [\d.]+ [MG]B are free/);
  });

  it("names the hook and the field of what is wrong, as the Hooks page does", async () => {
    const wrong = {
      level: "error",
      file: "webhooks.json",
      entry: "site",
      field: "budget",
    } as const;
    const problem = { ...wrong, value: '"<b>"', message: "must be an object", hint: "see docs" };
    const broken = snapshot([loadedHook("site", { state: "invalid", problems: [problem] })]);
    const pages = openPages({ settings: () => broken });
    await pages.logIn();

    const words = "(is &quot;&lt;b&gt;&quot;): must be an object; see docs";
    expect(await pages.text("/system")).toContain(`>webhooks.json, hook site, budget ${words}<`);
    expect(await pages.text("/hooks")).toContain(`>budget ${words}<`);
  });

  it("names the targets that take nothing, since when and why", async () => {
    const plain = openHarness();
    onTestFinished(() => plain.close());
    const reason = "it answered 500: <b>no</b>";
    const failing = { sink: "target:bot", failingSince: STARTED_AT, stoppedAt: null, reason };
    const ledger = { ...plain.deps.ledger, sinkStates: () => [failing] };
    const pages = openPages({ ledger });
    await pages.logIn();

    const text = await pages.text("/system");

    expect(text).toMatch(/target:bot[\s\S]*fails\s+since/);
    expect(text).toContain("it answered 500: &lt;b&gt;no");
  });

  it("says how senders reach the hooks, whatever the other end of a tunnel writes", async () => {
    const plain = openHarness();
    onTestFinished(() => plain.close());
    const [tunnel] = plain.deps.tunnels.list();
    const evil = {
      state: "down",
      since: STARTED_AT,
      detail: "<script>\u001b[31m\u202Ebad",
    } as const;
    const list = () => (tunnel === undefined ? [] : [{ ...tunnel, health: evil }]);
    const pages = openPages({ tunnels: { ...plain.deps.tunnels, list } });
    await pages.logIn();

    const text = await pages.text("/system");

    expect(text).toContain("https://four-words.trycloudflare.com");
    expect(text).toContain("none: webhooks.public_base_url is not set");
    expect(text).toMatch(/relay \(relay\)[\s\S]*down for[^<]*2 events wait there; events of site/);
    expect(text).not.toContain("<script>\\");
    // oxlint-disable-next-line no-control-regex -- what must not come through
    expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(text).toContain("&lt;script&gt;");
  });
});

describe("what a sender wrote", () => {
  it("harms no page", async () => {
    const pages = await loggedIn();
    const one = delivery(1, {
      event: HOSTILE,
      entity: HOSTILE,
      path: `/hooks/site?${HOSTILE}`,
      reason: HOSTILE,
      state: "held",
      status: "held:approval",
    });
    pages.ledger.allDeliveries.push(one);
    pages.ledger.allRuns.push(run(1, { answer: HOSTILE, reason: HOSTILE, folder: HOSTILE }));
    pages.ledger.contents.set(one.id, content(JSON.stringify({ [HOSTILE]: HOSTILE })));
    pages.events.emit({
      type: "refused",
      at: STARTED_AT,
      hookId: HOSTILE,
      code: "hook_not_found",
      reason: HOSTILE,
      remoteAddress: "x",
    });

    for (const path of ["/", "/held", "/hooks", "/chat", "/system", `/deliveries/${one.id}`])
      expectHarmless(await pages.text(path));
  });

  it("is shown in part where it is a megabyte in one line", async () => {
    const pages = await loggedIn();
    const one = delivery(1, { event: "e".repeat(1_000_000) });
    pages.ledger.allDeliveries.push(one);
    pages.ledger.contents.set(one.id, content(JSON.stringify({ long: "x".repeat(1_048_576) })));

    const text = await pages.text(`/deliveries/${one.id}`);

    expect(text.length).toBeLessThan(300_000);
    expect(text).toContain("more characters");
  });

  it("is bounded where it is nested a thousand deep or has a million entries", async () => {
    const pages = await loggedIn();
    const one = delivery(1);
    pages.ledger.allDeliveries.push(one);

    const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;
    pages.ledger.contents.set(one.id, content(deep));
    expect(await pages.text(`/deliveries/${one.id}`)).toContain("nested too deep");

    pages.ledger.contents.set(
      one.id,
      content(JSON.stringify(Array.from({ length: 200_000 }, () => ({})))),
    );
    const wide = await pages.text(`/deliveries/${one.id}`);
    expect(wide).toContain("more</div>");
    expect(wide.length).toBeLessThan(900_000);
  });

  it("is a download, never a page", async () => {
    const pages = await loggedIn();
    const one = delivery(1, { contentType: "text/html" });
    pages.ledger.allDeliveries.push(one);
    pages.ledger.contents.set(one.id, content("<script>alert(1)</script>"));

    const response = await pages.ask(`/deliveries/${one.id}/body`);

    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("content-disposition")).toContain("attachment");
    expect(await response.text()).toBe("<script>alert(1)</script>");
  });

  it("keeps a secret of the settings out of the page", async () => {
    const pages = await loggedIn();
    pages.ledger.allDeliveries.push(delivery(1, { reason: `it was ${SECRET}`, state: "done" }));

    expect(await pages.text("/")).not.toContain(SECRET);
  });
});

describe("a button", () => {
  it("replays, and leads to the new delivery", async () => {
    const pages = await loggedIn();
    pages.ledger.allDeliveries.push(delivery(1, { state: "done", status: "success" }));
    pages.ledger.contents.set(deliveryId(1), content("{}"));

    const response = await pages.submit(`/deliveries/${deliveryId(1)}/replay`);

    expect(pages.calls).toContain(`replay ${deliveryId(1)}`);
    expect(response.headers.get("location")).toBe(`/deliveries/${deliveryId(99)}`);
  });

  it("replays an edited body with the line ends that were typed", async () => {
    const pages = await loggedIn();
    pages.ledger.allDeliveries.push(delivery(1, { state: "done", status: "success" }));
    pages.ledger.contents.set(deliveryId(1), content("{}"));

    await pages.submit(`/deliveries/${deliveryId(1)}/replay`, { body: '{\r\n"a": "ü"}' });

    expect(pages.calls).toContain(`replay ${deliveryId(1)} {\n"a": "ü"}`);
  });

  it("says why an edited body cannot run, and runs nothing", async () => {
    const pages = await loggedIn();
    pages.ledger.allDeliveries.push(delivery(1, { state: "done", status: "success" }));
    pages.ledger.contents.set(deliveryId(1), content("{}"));

    const response = await pages.submit(`/deliveries/${deliveryId(1)}/replay`, {
      body: '{"long": "</textarea>thought',
    });
    const page = await response.text();

    expect(pages.calls).toEqual([]);
    expect(response.status).toBe(422);
    expect(page).toContain("no such body can be run");
    // It is there to be mended.
    expect(page).toMatch(
      /id="edit" open>[\s\S]*<textarea[^>]*>\n\{&quot;long&quot;: &quot;&lt;\/textarea&gt;thought</,
    );
    // Told once.
    expect(await pages.text(`/deliveries/${deliveryId(1)}`)).not.toContain("no such body");
  });

  it("tells its owner, and not the script of another page that asks first", async () => {
    const pages = await loggedIn();
    await pages.submit("/held", { act: "discard" });

    const fetched = await pages.ask("/held", { headers: { "sec-fetch-dest": "empty" } });

    expect(await fetched.text()).not.toContain("Nothing was chosen");
    expect(await pages.text("/held")).toContain("Nothing was chosen");
  });

  it("approves read-only", async () => {
    const pages = await loggedIn();
    pages.ledger.allDeliveries.push(delivery(1, { state: "held", status: "held:approval" }));

    await pages.submit(`/deliveries/${deliveryId(1)}/approve`, { permission: "read_only" });

    expect(pages.calls).toEqual([`approve ${deliveryId(1)} read_only`]);
  });

  it("replays for reading only where an agent of wakehook's own does it", async () => {
    const pages = await loggedIn();
    pages.ledger.allDeliveries.push(delivery(1, { state: "done", status: "success" }));
    pages.ledger.contents.set(deliveryId(1), content("{}"));
    const path = `/deliveries/${deliveryId(1)}`;

    expect(await pages.text(path)).toContain("Replay read-only");
    await pages.submit(`${path}/replay`, { permission: "read_only" });
    await pages.submit(`${path}/replay`, { permission: "read_only", body: '{"a":1}' });

    expect(pages.calls).toEqual([
      `replay ${deliveryId(1)} read_only`,
      `replay ${deliveryId(1)} {"a":1} read_only`,
    ]);
  });

  it("offers no narrowing of what is no agent's: it would run as it is", async () => {
    const command = { id: "site", title: "S", mode: "command", command: ["true"] };
    const hook = loadedHook("site", { hook: Hook.parse(command) });
    const pages = openPages({ settings: () => snapshot([hook]) });
    await pages.logIn();
    pages.ledger.allDeliveries.push(delivery(1, { state: "held", status: "held:approval" }));
    pages.ledger.contents.set(deliveryId(1), content("{}"));

    const one = await pages.text(`/deliveries/${deliveryId(1)}`);
    const held = await pages.text("/held");

    expect(one).toContain(">Run<");
    expect(one + held).not.toMatch(/name="permission"|value="read_only:/);
  });

  it("stops a run", async () => {
    const pages = await loggedIn();
    pages.ledger.allRuns.push(run(1));

    const response = await pages.submit(`/runs/${runId(1)}/stop`);

    expect(pages.calls).toEqual([`stop ${runId(1)}`]);
    expect(response.headers.get("location")).toBe(`/deliveries/${deliveryId(1)}`);
  });

  it("of the bar decides about all that were chosen, each in its own way", async () => {
    const pages = await loggedIn();
    pages.ledger.allDeliveries.push(
      delivery(1, { state: "held", status: "held:approval" }),
      delivery(2, { state: "held", status: "held:budget" }),
    );
    const form = new URLSearchParams({ csrf: await pages.csrf(), act: "run" });
    form.append("id", deliveryId(1));
    form.append("id", deliveryId(2));

    await pages.ask("/held", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: form.toString(),
    });

    expect(pages.calls).toEqual([`approve ${deliveryId(1)} null`, `release ${deliveryId(2)}`]);
    expect(await pages.text("/held")).toContain("2 let go.");
  });

  it("of a row decides about that one, whatever is ticked", async () => {
    const pages = await loggedIn();
    pages.ledger.allDeliveries.push(delivery(1, { state: "held", status: "held:budget" }));

    await pages.submit("/held", { act: `discard:${deliveryId(1)}`, id: deliveryId(2) });

    expect(pages.calls).toEqual([`discard ${deliveryId(1)}`]);
  });

  it("without a choice says so", async () => {
    const pages = await loggedIn();

    await pages.submit("/held", { act: "discard" });

    expect(await pages.text("/held")).toContain("Nothing was chosen");
  });

  it.each(["", "constructor", "discard_all", "Run"])("lets nothing go by %j", async (act) => {
    const pages = await loggedIn();
    pages.ledger.allDeliveries.push(delivery(1, { state: "held", status: "held:approval" }));

    await pages.submit("/held", { act, id: deliveryId(1) });
    await pages.submit("/held", { act: `${act}:${deliveryId(1)}` });

    expect(pages.calls).toEqual([]);
    expect(await pages.text("/held")).toContain("Nothing was done");
  });

  it.each([
    ["/deliveries/a%2Fb/replay", "/deliveries/a%2Fb"],
    ["/hooks/a%2Fb/dry-run", "/hooks/a%2Fb/edit"],
  ])("has a page at %s, where a refusal leaves the browser", async (at, leadsTo) => {
    const pages = await loggedIn();

    expect((await pages.ask(at)).headers.get("location")).toBe(leadsTo);
  });

  it("leads nowhere else, whatever stands in the path", async () => {
    const pages = await loggedIn();

    const response = await pages.submit("/deliveries/%2F%2Fevil.example/discard");

    expect(response.headers.get("location")).toBe("/deliveries/%2F%2Fevil.example");
  });

  it("sends an example through the hook", async () => {
    const sent: Array<{ hook: string; body: string; headers: unknown }> = [];
    const pages = openPages({
      submitTest: async (hook, body, headers) => {
        sent.push({
          hook,
          body: Buffer.from(body).toString(),
          headers: Object.fromEntries(headers),
        });
        return Response.json({ accepted: true }, { status: 202 });
      },
    });
    await pages.logIn();

    const page = await pages.text("/hooks/site/test?fixture=github/issues.opened");
    expect(page).toContain("&quot;action&quot;: &quot;opened&quot;");
    await pages.submit("/hooks/site/test", { fixture: "github/issues.opened", payload: '{"a":1}' });

    expect(sent).toMatchObject([
      {
        hook: hookId("site"),
        body: '{"a":1}',
        headers: {
          "x-github-event": "issues",
          "x-github-delivery": expect.stringMatching(/^test-/),
        },
      },
    ]);
    expect(await pages.text("/")).toContain("The hook answered 202.");
  });

  it("keeps the payload of a test that the hook refuses", async () => {
    const pages = openPages({
      submitTest: () => Promise.resolve(Response.json({ error: "invalid_json" }, { status: 400 })),
    });
    await pages.logIn();

    const response = await pages.submit("/hooks/site/test", {
      fixture: "github/issues.opened",
      payload: '{"long":\r\n"thought',
    });
    const page = await response.text();

    expect(response.status).toBe(422);
    expect(page).toContain("The hook answered 400");
    expect(page).toContain("{&quot;long&quot;:\n&quot;thought</textarea>");
    expect(page).toMatch(/value="github\/issues.opened"\s+selected/);
    expect((await pages.submit("/hooks/nope/test")).status).toBe(404);
  });
});
