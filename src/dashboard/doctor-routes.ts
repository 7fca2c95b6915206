// The owner lets doctor look from the Health page.

import type { Clock } from "../system/clock.ts";
import { goTo } from "./answers.ts";
import type { Answer } from "./api.ts";
import type { ShownDoctor } from "./pages/doctor-view.ts";
import type { Router, Site } from "./site.ts";

/** A browser waits so long for the end; a look that takes longer goes on. */
const WAIT_MS = 20_000;

/** Adds the button's route. */
export function addDoctorRoutes(router: Router, { api, deps }: Site): void {
  router.post("/system/doctor", async (context) => {
    const looked = await withinTime(deps.clock, api.get<ShownDoctor>("/api/v1/doctor"));
    context.get("session").notice = noticeOf(looked);
    return goTo("/system");
  });
}

/** What was found last; null where the API has no answer. */
export async function lastLook({ api }: Pick<Site, "api">): Promise<ShownDoctor | null> {
  const last = await api.get<ShownDoctor>("/api/v1/doctor?last=1");
  return last.ok ? last.value : null;
}

function noticeOf(looked: Answer<ShownDoctor> | null) {
  if (looked === null) return { ok: true, text: "It is still looking." };
  if (!looked.ok) return { ok: false, text: looked.words };
  const wrong = looked.value.findings?.filter(({ level }) => level === "error").length ?? 0;
  return {
    ok: wrong === 0,
    text: wrong === 0 ? "Doctor has looked." : `Doctor found errors: ${wrong}.`,
  };
}

/** null where the answer takes longer. */
async function withinTime<Value>(clock: Clock, answer: Promise<Value>): Promise<Value | null> {
  const late = Promise.withResolvers<null>();
  const timer = clock.setTimer(() => late.resolve(null), WAIT_MS, { unref: true });
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    timer.clear();
  }
}
