// Home Assistant as a sender. https://www.home-assistant.io/integrations/rest_command/

import { bearerSender } from "./bearer-sender.ts";

/** A rest_command of an automation. */
export const homeAssistant = bearerSender({
  name: "home-assistant",
  title: "Home Assistant",
  event: [{ json: "event" }, { json: "type" }],
  entity: ["{{entity_id}}"],
  setup: [
    "In configuration.yaml:",
    "  rest_command:",
    "    wakehook:",
    "      url: {url}",
    "      method: post",
    "      content_type: application/json",
    "      headers: {authorization: 'Bearer {secret}'}",
    '      payload: \'{"event": "{{ event }}"}\'',
  ],
});
