// `repair` of a hook: whom to ask what was missed while nothing could be received, as it is written and as it is in force.

import * as z from "zod";
import { BaseUrl } from "./base-url.ts";
import { snakeObject } from "./snake-object.ts";

const meaning = (description: string) => ({ description });
const secret = (description: string) => ({ description, secret: true });

/** Letters as GitHub's names have them; no path can be made of one. */
const NAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const REPOSITORY = /^[A-Za-z0-9-]{1,100}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

const GithubRepair = snakeObject({
  kind: z.literal("github"),
  token: z
    .string()
    .min(1)
    .meta(secret("an access token that may read the webhook's deliveries; see docs/gaps.md")),
  repository: z
    .string()
    .regex(REPOSITORY, "must be owner/name")
    .optional()
    .meta(meaning("owner/name, for a webhook of a repository")),
  organization: z
    .string()
    .regex(NAME, "not the name of an organization")
    .optional()
    .meta(meaning("its name, for a webhook of an organization")),
  hook_id: z
    .int()
    .min(1)
    .optional()
    .meta(meaning("the webhook's number; default the one that leads to this hook's public URL")),
  api_url: BaseUrl.default("https://api.github.com").meta(
    meaning("where the API is; https://HOST/api/v3 for GitHub Enterprise Server"),
  ),
});

/** Whom to ask what was missed. */
export const HookRepair = z.discriminatedUnion("kind", [GithubRepair]);
/** Whom to ask what was missed. */
export type HookRepair = z.output<typeof HookRepair>;
/** One kind of it. */
export type HookRepairOf<Kind extends HookRepair["kind"]> = Extract<HookRepair, { kind: Kind }>;

/** What of it is secret, resolved; kept apart from the hook. */
export interface HookRepairSecrets {
  /** null: it cannot be had. */
  readonly token: string | null;
}
