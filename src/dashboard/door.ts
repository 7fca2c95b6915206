// A browser's way in and out: the one-time link, the cookie, and the token that each form must carry.

import type { Context, Next } from "hono";
import { generateCookie, getCookie } from "hono/cookie";
import { goTo, page } from "./answers.ts";
import { readForm } from "./form.ts";
import { faultPage, loginPage } from "./pages/login-page.ts";
import { SESSION_LIMITS } from "./sessions.ts";
import type { RouteVariables, Router, Site } from "./site.ts";

type RouteContext = Context<{ Variables: RouteVariables }>;

/** Opens sessions by their links, and lets nobody else pass. */
export function addDoor(router: Router, site: Site): void {
  const { deps, sessions } = site;
  // Cookies know no ports: a second daemon of this host has its own name.
  const cookie = (): string => `wakehook_${deps.port()}`;

  router.get("/login", (context) => {
    const value = sessions.open(context.req.query("code") ?? "");
    if (value === null)
      return page(loginPage("This link is not good any more: each works once, for a minute."), 401);
    const answer = goTo("/");
    const maxAge = Math.floor(SESSION_LIMITS.longestMs / 1000);
    return withCookie(answer, cookie(), { value, maxAge });
  });

  router.use("*", async (context: RouteContext, next: Next) => {
    const value = getCookie(context, cookie()) ?? "";
    const session = sessions.use(value);
    if (session === null) return page(loginPage("You are not logged in."), 401);
    // What a page's script asks for is not what its owner reads next: the notice waits for that.
    const isScript = context.req.header("sec-fetch-dest") === "empty";
    context.set("session", isScript ? { ...session, notice: null } : session);
    if (context.req.method !== "POST") return next();

    const form = await readForm(deps.clock, context.req.raw);
    if (form === null) return page(faultPage("Not taken", "This was no form, or too long."), 400);
    if (form.get("csrf") !== session.csrf)
      return page(
        faultPage("Not taken", "This form is of another session: load its page anew."),
        403,
      );
    context.set("form", form);
    return next();
  });

  router.post("/logout", (context) => {
    sessions.end(getCookie(context, cookie()) ?? "");
    return withCookie(goTo("/"), cookie(), { value: "", maxAge: 0 });
  });
}

/** No script reads it, no other site's page sends it. */
function withCookie(
  answer: Response,
  name: string,
  { value, maxAge }: { readonly value: string; readonly maxAge: number },
): Response {
  const options = { path: "/", httpOnly: true, sameSite: "Strict", maxAge } as const;
  answer.headers.append("set-cookie", generateCookie(name, value, options));
  return answer;
}
