// A page's own part in, the page with what stands around each out.

import { page } from "./answers.ts";
import { layout } from "./layout.ts";
import { countsOf } from "./list-routes.ts";
import type { Markup } from "./markup.ts";
import type { Session } from "./sessions.ts";
import { viewOf, type Site } from "./site.ts";
import type { View } from "./view.ts";

/** One page. */
export interface OwnPage {
  readonly title: string;
  /** The path of its entry in the navigation. */
  readonly place: string;
  readonly make: (view: View) => Markup;
  /** Absent: 200. */
  readonly status?: number;
}

/** Shows it to a session, with what its last act came to. */
export async function showPage(site: Site, session: Session, own: OwnPage): Promise<Response> {
  const { title, place, make, status = 200 } = own;
  const counts = await countsOf(site);
  const view = viewOf(site, session);
  return page(layout(view, { title, place, counts, main: make(view) }), status);
}
