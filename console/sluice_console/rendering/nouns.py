"""What kinds of objects are called in the middle of a sentence, in the language of the page."""

from sluice_console.core.language import marked, tr

NOUNS = (
    marked("attachment"),
    marked("certificate"),
    marked("filter"),
    marked("gateway"),
    marked("issuer"),
    marked("limit"),
    marked("listener"),
    marked("login"),
    marked("node"),
    marked("rollout"),
    marked("route"),
    marked("service"),
    marked("shared limit"),
    marked("tenant"),
)


def to_noun(kind: str) -> str:
    """`shared_limit` is "shared limit"; a kind without a word here stays as it is."""
    return tr(kind.replace("_", " "))
