"""A filter where it is attached: another version, another configuration, or both."""

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Conflict, Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.features.attachments.configuration import check_configuration
from sluice_console.features.attachments.queries import find_attachment
from sluice_console.features.changes import Change
from sluice_console.features.filters.queries import resolve_version
from sluice_console.features.rollouts.schemas import RolloutIn
from sluice_console.features.rollouts.subjects.plan import Plan
from sluice_console.models import Attachment, FilterVersion, Rollout


async def plan(change: Change, values: RolloutIn) -> Plan:
    attachment = await _find_attachment(change.db, values.attachment)
    version = await _find_version(change.db, values.filter, attachment)
    configuration = attachment.configuration if values.configuration is None else values.configuration
    await check_configuration(version, configuration)
    if version.id == attachment.filter_version_id and configuration == attachment.configuration:
        raise Invalid.field("filter", tr("is what runs there already, with the same configuration"))
    return Plan(
        attachment.gateway,
        attachment.configuration,
        configuration,
        attachment=attachment,
        old_version=attachment.filter_version,
        new_version=version,
        route=attachment.route,
    )


async def check_still_fits(_db: AsyncSession, rollout: Rollout) -> None:
    """The attachment may have moved on since the draft was written."""
    attachment = rollout.attachment
    assert attachment is not None
    now = (attachment.filter_version_id, attachment.configuration)
    if now != (rollout.old_version_id, rollout.old_configuration):
        raise Conflict(tr("The attachment has changed since this draft was made; make a new rollout."))


async def take_over(_change: Change, rollout: Rollout) -> None:
    attachment, version = rollout.attachment, rollout.new_version
    assert attachment is not None and version is not None
    attachment.filter_version, attachment.filter_version_id = version, version.id
    attachment.configuration = rollout.new_configuration


async def _find_attachment(db: AsyncSession, attachment_id: str) -> Attachment:
    try:
        return await find_attachment(db, attachment_id)
    except NotFound as error:
        raise Invalid.field(
            "attachment", tr("there is no attachment %(value)s", value=repr(attachment_id))
        ) from error


async def _find_version(db: AsyncSession, reference: str, attachment: Attachment) -> FilterVersion:
    try:
        version = await resolve_version(db, reference)
    except NotFound as error:
        raise Invalid.field("filter", error.detail) from error
    if version.filter_id != attachment.filter_version.filter_id:
        raise Invalid.field(
            "filter", tr("is no version of %(name)s", name=attachment.filter_version.filter.name)
        )
    return version
