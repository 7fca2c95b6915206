// The closed list of sender presets. A new one: its own file, and its lines here.

import type { Source } from "../core/source.ts";
import { alertmanagerBearer } from "./alertmanager.ts";
import { bitbucket } from "./bitbucket.ts";
import { buildkite, buildkiteToken } from "./buildkite.ts";
import { calendly } from "./calendly.ts";
import { circleci } from "./circleci.ts";
import { cloudflareNotifications } from "./cloudflare.ts";
import { cursor } from "./cursor.ts";
import { datadog } from "./datadog.ts";
import { discordInteractions, discordWebhookEvents } from "./discord.ts";
import { dockerHub } from "./docker-hub.ts";
import { dropbox } from "./dropbox.ts";
import { elevenlabs } from "./elevenlabs.ts";
import { generic } from "./generic.ts";
import { forgejo, gitea } from "./gitea.ts";
import { github, githubSha1Legacy } from "./github.ts";
import { gitlab, gitlabSigning, gitlabToken } from "./gitlab.ts";
import { gocardless } from "./gocardless.ts";
import { grafana } from "./grafana.ts";
import { homeAssistant } from "./home-assistant.ts";
import { hubspotV2, hubspotV3 } from "./hubspot.ts";
import { jira } from "./jira.ts";
import { linear } from "./linear.ts";
import { mailgun } from "./mailgun.ts";
import { meta } from "./meta.ts";
import { microsoftGraph } from "./microsoft-graph.ts";
import { notion } from "./notion.ts";
import { npm } from "./npm.ts";
import { paddle } from "./paddle.ts";
import { pagerduty } from "./pagerduty.ts";
import { postmark } from "./postmark.ts";
import { razorpay } from "./razorpay.ts";
import { sanity } from "./sanity.ts";
import { sendgrid } from "./sendgrid.ts";
import { sentry } from "./sentry.ts";
import { shopify, shopifyEvents } from "./shopify.ts";
import { slack } from "./slack.ts";
import { square } from "./square.ts";
import {
  anthropic,
  clerk,
  openai,
  polar,
  replicate,
  resend,
  standardWebhooks,
  svix,
} from "./standard-webhooks.ts";
import { stripe } from "./stripe.ts";
import { supabaseDbWebhook } from "./supabase.ts";
import { tailscale } from "./tailscale.ts";
import { telegram } from "./telegram.ts";
import { travis } from "./travis.ts";
import { trello } from "./trello.ts";
import { twitch } from "./twitch.ts";
import { typeform } from "./typeform.ts";
import { vercel } from "./vercel.ts";
import { webflow } from "./webflow.ts";
import { woocommerce } from "./woocommerce.ts";
import { workos } from "./workos.ts";
import { xTwitter } from "./x-twitter.ts";
import { zapier } from "./zapier.ts";
import { zendesk } from "./zendesk.ts";
import { zoom } from "./zoom.ts";

/** Every preset by its name. */
export const SOURCES: Readonly<Record<string, Source>> = toTable([
  generic,
  github,
  githubSha1Legacy,
  gitlab,
  gitlabToken,
  gitlabSigning,
  bitbucket,
  gitea,
  forgejo,
  travis,
  circleci,
  buildkite,
  buildkiteToken,
  vercel,
  npm,
  dockerHub,
  cursor,
  jira,
  trello,
  linear,
  notion,
  zendesk,
  standardWebhooks,
  svix,
  resend,
  openai,
  anthropic,
  polar,
  clerk,
  replicate,
  sanity,
  dropbox,
  elevenlabs,
  workos,
  webflow,
  stripe,
  paddle,
  square,
  razorpay,
  gocardless,
  shopify,
  shopifyEvents,
  woocommerce,
  slack,
  discordInteractions,
  discordWebhookEvents,
  telegram,
  twitch,
  xTwitter,
  meta,
  zoom,
  microsoftGraph,
  sendgrid,
  mailgun,
  postmark,
  typeform,
  calendly,
  hubspotV2,
  hubspotV3,
  supabaseDbWebhook,
  sentry,
  grafana,
  pagerduty,
  alertmanagerBearer,
  datadog,
  cloudflareNotifications,
  tailscale,
  homeAssistant,
  zapier,
]);

/** The preset of this name; undefined where there is none. */
export function findSource(name: string): Source | undefined {
  return Object.hasOwn(SOURCES, name) ? SOURCES[name] : undefined;
}

/** The names of all presets, sorted. */
export function sourceNames(): string[] {
  return Object.keys(SOURCES).sort();
}

function toTable(sources: readonly Source[]): Record<string, Source> {
  return Object.fromEntries(sources.map((source) => [source.name, source]));
}
