-- The API-key filter for Envoy's Lua filter: the same decisions as filters/api_key.py.
-- Lua has no configuration of its own in Envoy, so the keys stand here.
local keys = {KEYS}
local consumer_header = "x-consumer"

function envoy_on_request(handle)
  local headers = handle:headers()
  local consumer = keys[headers:get("x-api-key") or ""]
  if consumer == nil then
    handle:respond({[":status"] = "401"}, "unknown API key\n")
    return
  end
  headers:replace(consumer_header, consumer)
end
