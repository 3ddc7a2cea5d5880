"""English that is left on a page in another language.

What people typed is in their language, whatever that of the page: the story's names, descriptions and reasons
are told from the console's own words by `TYPED`. Code, and what stands in it, is of no language.
"""

import re
from typing import Any

from playwright.sync_api import Page

_WORDS = re.compile(r"(?<![\w./-])[A-Za-z][a-z']+,? [a-z']{2,}(?![\w/-]|\.\w)")
"""Two words, one after the other; names of hosts, versions and files are none."""
TYPED = (
    r"(What partners have paid for|What Europe calls|Cards and carts|monday morning|Webhook chat|web shop)",
    r"(keys that expire|keys for harbor-pay|carts answer slowly today)",
    # The filter's own description and that of its fields and metrics.
    r"Let only known API keys through and tell the upstream who calls\.",
    r"(The consumer of each API key|Who calls|Send it to the access log)",
    r"Requests refused\.",
    r"\bsluice (new|build|push)\b",
    # A release whose author gave no reason is named after the change, in the words of the audit log.
    r"(gateway|service|route|listener|limit|login|attachment|rollout) (create|update|delete|stage) .*",
    # A rollout's name, as the audit log keeps it.
    r"(route [\w.-]+, changed|[\w/.]+( [\d.]+ → [\d.]+)?) at [\w/-]+",
)
_TYPED = re.compile("|".join(TYPED))
_COLLECT = """() => {
    const code = "script, style, noscript, code, pre, kbd, samp, textarea, svg, .mono, .diff, [lang='en']"
    const found = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement
        if (!parent.closest(code)) found.push(walker.currentNode.textContent)
    }
    for (const name of ["aria-label", "placeholder", "title", "alt", "data-say", "data-label"])
        for (const element of document.querySelectorAll(`[${name}]`))
            if (!element.closest("pre")) found.push(element.getAttribute(name))
    for (const texts of document.querySelectorAll("script[type='application/json']"))
        found.push(...Object.values(JSON.parse(texts.textContent)).filter(value => typeof value === "string"))
    return found
}"""


def find_english(page: Page) -> list[str]:
    """Texts of the page, visible or read out, with two English words in a row."""
    texts: list[Any] = page.evaluate(_COLLECT)
    shown = {re.sub(r"\s+", " ", str(text)).strip() for text in texts}
    return sorted(text for text in shown if _WORDS.search(_TYPED.sub("", text)))
