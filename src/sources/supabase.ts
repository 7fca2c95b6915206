// Supabase database webhooks. https://supabase.com/docs/guides/database/webhooks

import { bearerSender } from "./bearer-sender.ts";

/** Changes of rows: `orders.INSERT`. */
export const supabaseDbWebhook = bearerSender({
  name: "supabase-db-webhook",
  title: "Supabase database webhooks",
  event: [{ json: "table" }],
  action: { json: "type" },
  entity: ["{{table}}/{{record.id}}", "{{table}}/{{old_record.id}}"],
  setup: [
    "In Supabase: Database > Webhooks > Create a new hook > HTTP Request, method POST",
    "  URL:          {url}",
    "  HTTP header:  Authorization = Bearer {secret}",
  ],
});
