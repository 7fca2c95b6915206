// The page of one delivery, its body as it came, and the files of its runs.

import { isAgentsWork } from "../core/admission/hook-providers.ts";
import type { WirePreview } from "../core/wire/wire-preview.ts";
import { goTo, page, pageHeaders } from "./answers.ts";
import { hooksBase } from "./hooks-base.ts";
import { cut, titleOf } from "./pages/delivery-row.ts";
import { deliveryPage } from "./pages/delivery-page.ts";
import { faultPage } from "./pages/login-page.ts";
import type { ShownPrompt } from "./pages/prompt-view.ts";
import type { WholeDelivery } from "./pages/records.ts";
import { bodyOf } from "./pages/request-view.ts";
import type { Session } from "./sessions.ts";
import { showPage } from "./show-page.ts";
import type { Router, Site } from "./site.ts";
import { transcriptStream } from "./transcript-words.ts";

/** Characters of a prompt that a page shows. */
const MOST_PROMPT = 131_072;
/** What `/runs/:id/<name>` shows; `words` is what a person reads of stdout. */
const FILES: Readonly<Record<string, string>> = {
  words: "stdout",
  stdout: "stdout",
  stderr: "stderr",
};

/** Adds what belongs to one delivery. */
export function addDeliveryRoutes(router: Router, site: Site): void {
  router.get("/deliveries/:id", (context) => {
    const id = context.req.param("id");
    return showDelivery(site, context.get("session"), { id, edited: null });
  });

  // Where a refused replay left the browser: loaded anew, it is the delivery.
  router.get("/deliveries/:id/replay", (context) =>
    goTo(`/deliveries/${encodeURIComponent(context.req.param("id"))}`),
  );

  router.get("/deliveries/:id/body", async (context) => {
    const found = await find(site, context.req.param("id"));
    const body = found.ok ? bodyOf(found.value) : null;
    if (!found.ok || body === null)
      return page(faultPage("Body", found.ok ? "It is no longer kept." : found.words), 404);
    // Never shown by the browser, whatever a sender made of it.
    const headers = pageHeaders("application/octet-stream", {
      "content-disposition": `attachment; filename="${found.value.id}.body"`,
    });
    return new Response(new Uint8Array(body), { headers });
  });

  router.get("/runs/:id/:file", async (context) => {
    const { id, file } = context.req.param();
    const stream = Object.hasOwn(FILES, file) ? FILES[file] : undefined;
    if (stream === undefined) return page(faultPage("Run", "There is no such file."), 404);
    const follow = context.req.query("follow") === "1" ? "&follow=1" : "";
    const path = `/api/v1/runs/${encodeURIComponent(id)}/output?stream=${stream}${follow}`;
    const session = context.get("session");
    const output = await site.deps.api(path, {}, () => site.sessions.isOpen(session));
    // For a page that follows, a file that is not there yet is no fault of it.
    const isWaiting = follow !== "" && output.status === 404;
    if (!output.ok || output.body === null)
      return new Response("There is nothing yet.\n", {
        status: isWaiting ? 200 : output.status,
        headers: pageHeaders("text/plain; charset=utf-8"),
      });
    const shown = file === "words" ? output.body.pipeThrough(transcriptStream()) : output.body;
    return new Response(shown, { headers: pageHeaders("text/plain; charset=utf-8") });
  });
}

/** The page of one delivery. `edited`: a body that could not be replayed, as it was typed; null: none was. */
export async function showDelivery(
  site: Site,
  session: Session,
  { id, edited }: { readonly id: string; readonly edited: string | null },
): Promise<Response> {
  const found = await find(site, id);
  if (!found.ok) return page(faultPage("Delivery", found.words), found.status);
  const delivery = found.value;
  const prompt = await promptOf(site, delivery);
  const { hooks, config } = site.deps.settings();
  const hook = hooks.get(delivery.hook_id)?.hook;
  const facts = {
    delivery,
    prompt,
    edited,
    hooksBase: await hooksBase(site),
    isAgentsWork: hook != null && isAgentsWork(hook, config),
  };
  return showPage(site, session, {
    title: cut(titleOf(delivery), 60),
    place: "",
    make: (view) => deliveryPage(view, facts),
    status: edited === null ? 200 : 422,
  });
}

function find({ api }: Site, id: string) {
  return api.get<WholeDelivery>(`/api/v1/deliveries/${encodeURIComponent(id)}?content=1`);
}

/** As the newest run got it; what has not run yet, as it would run now. */
async function promptOf({ api }: Site, { id, runs }: WholeDelivery): Promise<ShownPrompt> {
  const last = runs[0];
  if (last !== undefined) {
    const found = await api.text(`/api/v1/runs/${last.id}/output?stream=prompt`, MOST_PROMPT);
    const problem = "It was not written, or retention has emptied it.";
    return { text: null, cut: false, ...found, isPreview: false, problem };
  }
  const preview = await api.get<WirePreview>(`/api/v1/deliveries/${id}/preview`);
  if (!preview.ok) return { text: null, cut: false, isPreview: true, problem: preview.words };
  const { prompt, problem } = preview.value;
  const text = prompt?.slice(0, MOST_PROMPT) ?? null;
  return { text, cut: (prompt?.length ?? 0) > MOST_PROMPT, isPreview: true, problem };
}
