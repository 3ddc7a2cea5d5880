"""The tables, a family a file. Import them from here, so that the metadata is complete."""

from sluice_console.models.audit import AuditHead, AuditRow
from sluice_console.models.filters import Attachment, Filter, FilterVersion, SigningKey
from sluice_console.models.gateways import Gateway, Node
from sluice_console.models.issuers import Issuer
from sluice_console.models.limits import LimitWindow, SharedLimit
from sluice_console.models.logins import Login
from sluice_console.models.providers import SignInProvider
from sluice_console.models.recordings import RecordedPart, Recording, Replay
from sluice_console.models.records import Record
from sluice_console.models.releases import Delivery, Release, ResourceBlob
from sluice_console.models.replicas import Lease, Replica
from sluice_console.models.rollouts import (
    Rollout,
    RolloutApproval,
    RolloutCount,
    RolloutEvent,
    RolloutStage,
)
from sluice_console.models.routes import Destination, Route
from sluice_console.models.services import Endpoint, Service, ServiceCertificate
from sluice_console.models.tenants import KeyUse, Tenant, TenantKey
from sluice_console.models.tls import Certificate, Listener, ListenerCertificate, NodeAuthority
from sluice_console.models.users import (
    ApiToken,
    Device,
    PasswordLink,
    SetupLink,
    SignInFailure,
    User,
    UserSession,
)
from sluice_console.models.webhooks import Webhook, WebhookDelivery

__all__ = [
    "ApiToken",
    "Attachment",
    "AuditHead",
    "AuditRow",
    "Certificate",
    "Delivery",
    "Destination",
    "Device",
    "Endpoint",
    "Filter",
    "FilterVersion",
    "Gateway",
    "Issuer",
    "KeyUse",
    "Lease",
    "LimitWindow",
    "Listener",
    "ListenerCertificate",
    "Login",
    "Node",
    "NodeAuthority",
    "PasswordLink",
    "Record",
    "RecordedPart",
    "Recording",
    "Release",
    "Replay",
    "Replica",
    "ResourceBlob",
    "Rollout",
    "RolloutApproval",
    "RolloutCount",
    "RolloutEvent",
    "RolloutStage",
    "Route",
    "Service",
    "ServiceCertificate",
    "SetupLink",
    "SharedLimit",
    "SignInFailure",
    "SignInProvider",
    "SigningKey",
    "Tenant",
    "TenantKey",
    "User",
    "UserSession",
    "Webhook",
    "WebhookDelivery",
]
