// The sender presets. A new one: its own file, and its lines here.

import type { Source } from "../core/events/source.ts";
import { adyenManagement } from "./adyen.ts";
import { alertmanagerBasic, alertmanagerBearer } from "./alertmanager.ts";
import { asana } from "./asana.ts";
import { awsSns } from "./aws-sns.ts";
import { azureEventGrid } from "./azure-event-grid.ts";
import { bitbucket } from "./bitbucket.ts";
import { buildkite, buildkiteToken } from "./buildkite.ts";
import { calCom } from "./cal-com.ts";
import { calendly } from "./calendly.ts";
import { circleci } from "./circleci.ts";
import { cloudevents } from "./cloudevents.ts";
import { cloudflareNotifications } from "./cloudflare.ts";
import { contentful } from "./contentful.ts";
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
import { googlePubsub } from "./google-pubsub.ts";
import { grafana } from "./grafana.ts";
import { homeAssistant } from "./home-assistant.ts";
import { hubspotV1, hubspotV2, hubspotV3 } from "./hubspot.ts";
import { intercom } from "./intercom.ts";
import { jira } from "./jira.ts";
import { lemonSqueezy } from "./lemon-squeezy.ts";
import { line } from "./line.ts";
import { linear } from "./linear.ts";
import { mailgun } from "./mailgun.ts";
import { meta } from "./meta.ts";
import { microsoftGraph } from "./microsoft-graph.ts";
import { healthchecks, ifttt, uptimeKuma } from "./monitors.ts";
import { mux } from "./mux.ts";
import { netlify } from "./netlify.ts";
import { notion } from "./notion.ts";
import { npm } from "./npm.ts";
import { okta } from "./okta.ts";
import { openpr } from "./openpr.ts";
import { paddle } from "./paddle.ts";
import { pagerduty } from "./pagerduty.ts";
import { paypal } from "./paypal.ts";
import { plaid } from "./plaid.ts";
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
  standardWebhooksV1a,
  supabaseAuthHook,
  svix,
} from "./standard-webhooks.ts";
import { stripe } from "./stripe.ts";
import { supabaseDbWebhook } from "./supabase.ts";
import { tailscale } from "./tailscale.ts";
import { telegram } from "./telegram.ts";
import { telnyx } from "./telnyx.ts";
import { todoist } from "./todoist.ts";
import { travis } from "./travis.ts";
import { trello } from "./trello.ts";
import { twilio } from "./twilio.ts";
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

/** Every preset, families together. */
export const ALL_SOURCES: readonly Source[] = [
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
  openpr,
  notion,
  zendesk,
  standardWebhooks,
  standardWebhooksV1a,
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
  netlify,
  contentful,
  asana,
  todoist,
  intercom,
  supabaseAuthHook,
  okta,
  plaid,
  paypal,
  lemonSqueezy,
  adyenManagement,
  twilio,
  telnyx,
  line,
  mux,
  calCom,
  hubspotV1,
  googlePubsub,
  awsSns,
  azureEventGrid,
  cloudevents,
  alertmanagerBasic,
  uptimeKuma,
  healthchecks,
  ifttt,
];
