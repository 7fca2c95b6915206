// The dashboard before anybody wants it: links can be issued; the pages are loaded when the first one is asked for.

import type { Dashboard } from "../core/ports/dashboard-port.ts";
import type { DashboardDeps } from "./deps.ts";
import { createSessions } from "./sessions.ts";

/** Opens the dashboard. It costs nothing until a browser comes. */
export function openDashboard(deps: DashboardDeps): Dashboard {
  const sessions = createSessions(deps);
  let pages: Promise<Pick<Dashboard, "fetch" | "close">> | null = null;
  let isClosed = false;

  async function load(): Promise<Pick<Dashboard, "fetch" | "close">> {
    const { createPages } = await import("./create-pages.ts");
    const made = createPages(deps, sessions);
    if (isClosed) made.close();
    return made;
  }

  return {
    async fetch(request) {
      pages ??= load().catch((error: unknown) => {
        pages = null;
        throw error;
      });
      return (await pages).fetch(request);
    },
    issueLink() {
      const { code, expiresAt } = sessions.newCode();
      return { path: `/login?code=${code}`, expiresAt };
    },
    close() {
      isClosed = true;
      pages?.then(
        (made) => made.close(),
        () => {},
      );
    },
  };
}
