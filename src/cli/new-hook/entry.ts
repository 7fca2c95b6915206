import type { Entry } from "../../settings/edit/edit-hook.ts";
import type { Input } from "../input.ts";
import { typedValue } from "../../core/settings/typed-value.ts";
import type { HookPlan } from "./plan.ts";
import type { NewSecret } from "./secret.ts";

/** The entry of a plan, as it is written to webhooks.json: only what differs from the defaults. */
export function toEntry(
  plan: HookPlan,
  secret: NewSecret,
  given: { input: Input; createdAt: string; publicUrl: string | undefined },
): Entry {
  const { source } = plan;
  const { input, createdAt, publicUrl } = given;
  const usual = source.verifier === undefined ? "bearer" : "source";
  const timeout = input.text("timeout");
  return withoutUndefined({
    id: plan.id,
    title: plan.title,
    mode: plan.mode,
    source: source.name === "generic" ? undefined : source.name,
    auth_mode: secret.mode === usual ? undefined : secret.mode,
    [secret.field]: secret.stored ?? undefined,
    verify_token: secret.verifyToken ?? undefined,
    // Part of what such a sender signs; a daemon behind a tunnel cannot know it by itself.
    public_url: source.signsUrl === true ? publicUrl : undefined,
    hmac_header: input.text("hmacHeader"),
    events: plan.events,
    when: plan.condition,
    prompt_template: plan.prompt,
    prompt_file: plan.promptFile,
    ...plan.modeFields,
    task_folder: plan.folder,
    provider: plan.provider,
    model: input.text("model"),
    permission: input.text("permission"),
    accept_risk: input.flag("acceptRisk"),
    timeout_seconds: timeout === undefined ? undefined : typedValue(timeout, undefined),
    report_to_sender: plan.reports,
    to: input.text("to")?.split(","),
    created_at: createdAt,
  });
}

function withoutUndefined(entry: Entry): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}
