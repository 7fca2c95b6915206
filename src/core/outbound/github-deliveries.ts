// What GitHub's API says of webhooks and their deliveries, read. https://docs.github.com/en/rest/repos/webhooks

import * as z from "zod";

const Webhooks = z.array(
  z.looseObject({
    id: z.unknown(),
    active: z.boolean().optional(),
    config: z.looseObject({ url: z.string() }),
  }),
);

const Listed = z.looseObject({
  id: z.unknown(),
  guid: z.string().min(1).max(200),
  delivered_at: z.string(),
  event: z.string().min(1).max(200),
  action: z.string().max(200).nullish(),
  status_code: z.number().nullish(),
  redelivery: z.boolean().nullish(),
});

const Shown = z.looseObject({
  guid: z.string(),
  event: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  request: z
    .looseObject({
      headers: z.record(z.string(), z.unknown()).nullish(),
      payload: z.unknown().optional(),
    })
    .nullish(),
});

/** The webhooks of a repository or organization; null: it is no list of them. */
export function readGithubWebhooks(json: unknown): z.output<typeof Webhooks> | null {
  return Webhooks.safeParse(json).data ?? null;
}

/** One attempt of a list; null: it is none. */
export function readGithubAttempt(json: unknown): z.output<typeof Listed> | null {
  return Listed.safeParse(json).data ?? null;
}

/** A delivery with its request; null: it is none. */
export function readGithubDelivery(json: unknown): z.output<typeof Shown> | null {
  return Shown.safeParse(json).data ?? null;
}
