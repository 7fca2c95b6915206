// A message of progress that stands in a chat, as it is remembered over a restart.

import * as z from "zod";

const Shown = z.array(
  z.object({
    key: z.string(),
    place: z.object({ chat: z.string(), thread: z.string().nullable() }),
    refs: z.array(z.string()),
  }),
);
/** Messages of progress that stand in a chat. */
export type ShownProgress = z.output<typeof Shown>;

/** Reads what was remembered; what is no longer understood is nothing. */
export function readShownProgress(text: string | null): ShownProgress {
  if (text === null || text === "") return [];
  return Shown.safeParse(JSON.parse(text)).data ?? [];
}
