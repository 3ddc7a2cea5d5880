"""What each endpoint and each page is, for people of a tenant. A new one has to be put into one of the lists.

`CLASSES` is compared with the application's own OpenAPI document and with the routes of its pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Access(StrEnum):
    OPEN = "nobody needs to sign in for it"
    OWN = "it is about whoever asks"
    TENANT = "people of a tenant get what belongs to it, and of anything else the answer that it is not there"
    PLATFORM = "it is about the whole console: for people of a tenant it is not there"


CLASSES: Mapping[Access, str] = {
    Access.OPEN: """
        GET /healthz
        GET /readyz
        GET POST /sign-in
        GET /sign-in/with
        GET /sign-in/callback
        GET POST /setup
        GET POST /password
        POST /language
    """,
    Access.OWN: """
        GET /api/openapi.json
        GET /api/sessions
        DELETE /api/sessions/{session}
        POST /sign-out
        GET /account
        POST /account/password
        POST /account/sessions/{session}/end
    """,
    Access.TENANT: """
        GET /
        GET /search
        GET /api/events
        GET POST /api/routes
        GET PATCH DELETE /api/routes/{route}
        GET /topology
        GET /routes
        GET POST /routes/new
        GET POST /routes/{route_id}
        POST /routes/{route_id}/delete
        GET /api/services
        GET /api/services/{service_name}
        GET /api/tenants
        GET /api/tenants/{tenant}
        GET POST /api/tenants/{tenant}/keys
        PATCH DELETE /api/tenants/{tenant}/keys/{key}
        POST /api/tenants/{tenant}/keys/{key}/rotate
        GET /api/tenants/{tenant}/usage
        GET /tenants
        GET /tenants/{name}
        POST /tenants/{name}/keys
        POST /tenants/{name}/keys/{key_id}/rotate
        POST /tenants/{name}/keys/{key_id}/revoke
        GET /api/releases
        GET /api/releases/{release}
        GET /api/releases/{release}/diff
        GET /releases
        GET /releases/{release}
        GET POST /api/tokens
        DELETE /api/tokens/{token_id}
        GET /settings
        POST /settings/tokens
        POST /settings/tokens/{token_id}/revoke
        GET /api/audit
        GET /audit
        POST /audit/{number}/undo
        GET /logs
        GET /api/logs
        GET /api/logs/stream
    """,
    Access.PLATFORM: """
        GET /metrics
        GET POST /api/gateways
        GET PATCH DELETE /api/gateways/{gateway}
        GET /api/gateways/{gateway}/ratelimit.yaml
        GET POST /api/listeners
        GET PATCH DELETE /api/listeners/{listener}
        GET POST /api/limits
        GET PATCH DELETE /api/limits/{limit}
        GET POST /api/logins
        GET PATCH DELETE /api/logins/{login}
        GET POST /api/certificates
        GET PATCH DELETE /api/certificates/{certificate}
        GET POST /api/issuers
        GET PATCH DELETE /api/issuers/{issuer}
        POST /api/services
        PATCH DELETE /api/services/{service_name}
        GET /api/filters
        GET PATCH /api/filters/{name}
        POST /api/filters/check
        GET /api/filters/errors/{code}
        POST /api/filters/{name}/versions
        GET /api/filters/{name}/versions/{version}
        GET POST /api/signing-keys
        GET DELETE /api/signing-keys/{key}
        GET POST /api/attachments
        GET PATCH DELETE /api/attachments/{attachment_id}
        POST /api/releases/{release}/rollback
        GET POST /api/rollouts
        GET /api/rollouts/{rollout_id}
        POST /api/rollouts/{rollout_id}/{verb}
        GET POST /explain
        POST /api/explain
        GET POST /api/recordings
        POST /api/recordings/upload
        GET DELETE /api/recordings/{recording_id}
        POST /api/recordings/{recording_id}/stop
        GET POST /recordings
        POST /recordings/upload
        POST /recordings/{recording_id}/stop
        POST /recordings/{recording_id}/delete
        GET /replays
        GET POST /replays/new
        GET /replays/{replay_id}
        POST /replays/{replay_id}/delete
        GET POST /api/replays
        GET DELETE /api/replays/{replay_id}
        GET /api/nodes
        POST /api/nodes/bootstrap
        GET POST /api/configuration
        GET /api/configuration/schema
        POST /api/tenants
        PATCH DELETE /api/tenants/{tenant}
        GET POST /api/users
        GET PATCH /api/users/{login}
        POST /api/users/{login}/link
        GET /api/users/{login}/sessions
        DELETE /api/users/{login}/sessions/{session}
        GET POST /api/webhooks
        GET DELETE /api/webhooks/{webhook}
        POST /api/webhooks/{webhook}/test
        GET /api/webhooks/{webhook}/deliveries
        GET /api/audit/export
        GET /api/audit/verification
        GET POST /users
        GET POST /users/{login}
        POST /users/{login}/link
        POST /users/{login}/sessions/{session}/end
        GET /gateways
        GET POST /gateways/new
        GET POST /gateways/{name}
        POST /gateways/{name}/delete
        GET /services
        GET POST /services/new
        GET POST /services/{name}
        POST /services/{name}/delete
        GET /limits
        GET POST /limits/new
        GET POST /limits/{limit_id}
        POST /limits/{limit_id}/delete
        GET /certificates
        GET POST /certificates/new
        GET POST /certificates/{certificate}
        POST /certificates/{certificate}/delete
        GET /logins
        GET POST /logins/new
        GET POST /logins/{login_id}
        POST /logins/{login_id}/delete
        GET /nodes
        GET POST /nodes/connect
        POST /releases/{release}/roll-back
        GET /filters
        GET POST /filters/new
        GET POST /filters/new/write
        GET POST /filters/{name}/edit
        GET /filters/{name}
        POST /filters/{name}/attach
        POST /filters/{name}/attachments/{attachment_id}
        POST /filters/{name}/attachments/{attachment_id}/delete
        GET /rollouts
        GET POST /rollouts/new
        GET /rollouts/{rollout_id}
        POST /rollouts/{rollout_id}/{verb}
        GET POST /tenants/new
        POST /tenants/{name}
        POST /tenants/{name}/delete
        GET PUT DELETE /api/sign-in-provider
        GET POST /settings/sign-in
        POST /settings/sign-in/delete
        GET POST /settings/webhooks
        GET /settings/webhooks/{name}
        POST /settings/webhooks/{name}/test
        POST /settings/webhooks/{name}/delete
    """,
}


def operations() -> dict[str, Access]:
    """`{"GET /api/routes": Access.TENANT, …}`; each stands in one list only."""
    found: dict[str, Access] = {}
    for access, lines in CLASSES.items():
        for line in filter(None, map(str.strip, lines.splitlines())):
            *methods, path = line.split()
            for method in methods:
                operation = f"{method} {path}"
                assert operation not in found, f"{operation} is in two lists"
                found[operation] = access
    return found
