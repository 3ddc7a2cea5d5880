"""What differs between two versions, in the language of the page: the report has it in English."""

from sluice_console.core.language import marked, tr

TITLES = (
    marked("The module traps"),
    marked("An exception is raised"),
    marked("Another outcome"),
    marked("Status of the response"),
    marked("Details of the response"),
    marked("Response header added"),
    marked("Response header removed"),
    marked("Response header changed"),
    marked("Body of the response"),
    marked("Method to the upstream"),
    marked("Path to the upstream"),
    marked("Request header added"),
    marked("Request header removed"),
    marked("Request header changed"),
    marked("Body to the upstream"),
    marked("Calls to other services"),
    marked("Time that the request waits"),
    marked("Log line added"),
    marked("Log line removed"),
)


def to_words(title: str) -> str:
    """Of `Response header changed: x-filter` the part before the colon."""
    kind, colon, subject = title.partition(":")
    return tr(kind) + colon + subject
