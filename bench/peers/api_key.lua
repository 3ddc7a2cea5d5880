-- The API-key filter for Envoy's Lua filter, deciding like filters/api_key.py.
-- Envoy gives a Lua filter no configuration and no counters, so the keys stand here and nothing is counted.
local keys = {KEYS}
local key_header = "x-api-key"
local consumer_header = "x-consumer"

local function refuse(handle, body)
  handle:respond({[":status"] = "401", ["www-authenticate"] = "ApiKey"}, body)
end

function envoy_on_request(handle)
  local headers = handle:headers()
  local key = headers:get(key_header)
  if key == nil then
    refuse(handle, "API key required\n")
    return
  end
  local consumer = keys[key]
  if consumer == nil then
    refuse(handle, "unknown API key\n")
    return
  end
  headers:replace(consumer_header, consumer)
  headers:remove(key_header)
end
