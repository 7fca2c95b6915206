// Dropbox. https://www.dropbox.com/developers/reference/webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";

/** Dropbox says only that an account changed: the same words soon after may mean a further change. */
const DIGEST_SECONDS = 10;

/** Changes in the accounts of an app. */
export const dropbox = jsonSender({
  name: "dropbox",
  title: "Dropbox",
  verifier: hmacVerifier({ header: "x-dropbox-signature" }),
  event: [],
  digestSeconds: DIGEST_SECONDS,
  entity: ["{{list_folder.accounts.0}}"],
  handshakes: [
    {
      name: "challenge",
      method: "GET",
      authenticated: false,
      when: [{ value: { query: "challenge" }, present: true }],
      status: 200,
      body: { echo: { query: "challenge" }, as: "text" },
    },
  ],
  secretFrom: "sender",
  unproved: true,
  setup: [
    "In Dropbox (dropbox.com/developers/apps): your app > Settings: copy the App secret into the hook's `secret` first.",
    "Then Webhooks > Webhook URIs",
    "  URL:  {url}",
    "Dropbox checks the URL at once; wakehook answers.",
  ],
});
