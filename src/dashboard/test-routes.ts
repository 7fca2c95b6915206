// The page from which a test event is sent; what was typed stays on it until a hook has taken it.

import { findFixture, fixtureNames } from "../fixtures/table.ts";
import { goTo, page } from "./answers.ts";
import { plain } from "./hook-form/field-text.ts";
import type { Markup } from "./markup.ts";
import { faultPage } from "./pages/login-page.ts";
import { testPage, type TestForm } from "./pages/test-page.ts";
import type { Session } from "./sessions.ts";
import { showPage } from "./show-page.ts";
import type { Router, Site } from "./site.ts";
import type { View } from "./view.ts";

interface TestAnswer {
  readonly status: number;
  readonly answer: unknown;
}

/** Adds the page and its button. */
export function addTestRoutes(router: Router, site: Site): void {
  router.get("/hooks/:id/test", async (context) => {
    const form = await testForm(site, context.req.param("id"), context.req.query("fixture"));
    if (form === null) return page(faultPage("Test", "There is no such hook."), 404);
    return shown(site, context.get("session"), form);
  });

  router.post("/hooks/:id/test", async (context) => {
    const session = context.get("session");
    const sent = context.get("form");
    const form = await testForm(site, context.req.param("id"), sent.get("fixture") ?? undefined);
    if (form === null) return page(faultPage("Test", "There is no such hook."), 404);
    const payload = plain(sent.get("payload") ?? "");
    const answered = await sendTest(site, { ...form, payload });
    session.notice = answered.ok ? testNotice(answered.value) : { ok: false, text: answered.words };
    if (session.notice.ok) return goTo("/");
    return shown(site, session, { ...form, payload }, 422);
  });
}

/** The form with an example of the hook's sender; null: there is no such hook. */
async function testForm(site: Site, hookId: string, fixture?: string): Promise<TestForm | null> {
  const loaded = [...site.deps.settings().hooks.values()].find(({ id }) => id === hookId);
  if (loaded === undefined) return null;
  const source = loaded.hook?.source ?? "generic";
  const fixtures = (await fixtureNames()).filter((name) => name.startsWith(`${source}/`));
  const chosen = fixture ?? fixtures[0] ?? "";
  const found = await findFixture(chosen);
  const payload = JSON.stringify(found?.fixture.payload ?? { test: true }, null, 2);
  return { hookId, fixtures, chosen: found === undefined ? "" : chosen, payload };
}

async function sendTest(site: Site, { hookId, chosen, payload }: TestForm) {
  const { api, deps } = site;
  const found = await findFixture(chosen);
  const unique = `test-${deps.randomness.bytes(8).toString("hex")}`;
  const headers = { ...found?.fixture.headers, ...idHeader(site, hookId, unique) };
  const base64 = Buffer.from(payload, "utf8").toString("base64");
  const path = `/api/v1/hooks/${encodeURIComponent(hookId)}/send`;
  return api.post<TestAnswer>(path, { body_base64: base64, headers });
}

/** Where the sender names its deliveries by a header, a second test must not pass for a repeat. */
function idHeader({ deps }: Site, hookId: string, unique: string): Record<string, string> {
  const hooks = [...deps.settings().hooks.values()];
  const source = hooks.find(({ id }) => id === hookId)?.hook?.source ?? "generic";
  const places = deps.findSource(source)?.deliveryId ?? [];
  const named = places.flatMap((place) => ("header" in place ? [place.header] : []));
  return named[0] === undefined ? {} : { [named[0].toLowerCase()]: unique };
}

function testNotice({ status, answer }: TestAnswer) {
  const ok = status < 300;
  const words = typeof answer === "string" ? answer : JSON.stringify(answer);
  return { ok, text: `The hook answered ${status}${ok ? "." : `: ${words.slice(0, 300)}`}` };
}

function shown(site: Site, session: Session, form: TestForm, status = 200): Promise<Response> {
  const make = (view: View): Markup => testPage(view, form);
  return showPage(site, session, { title: `Test ${form.hookId}`, place: "/hooks", make, status });
}
