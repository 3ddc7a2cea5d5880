"""Nobody learns who has an account, and who guesses locks out nobody but themselves."""

from __future__ import annotations

import re
import statistics
import time
from itertools import product
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from sqlalchemy import text
from tests.console.conftest import PASSWORD, Console, make_account
from tests.console.test_access import HOUR, VISITOR

from sluice_console.core.auth import passwords
from sluice_console.core.auth.secret import csrf_token
from sluice_console.core.errors import LockedOut, NotSignedIn
from sluice_console.features.access import FORM_COOKIE
from sluice_console.features.users import service
from sluice_console.features.users.service import LOCK_OUT_TRIES, Visitor

NOBODYS = "nobody has this password"
"""What the quick stand-in for an account that is not there is made of; see `conftest`."""
LOGINS = ("ada", "unused", "foreign", "disabled", "nobody")


async def make_accounts(console: Console) -> None:
    """`ada` has a password, `unused` none yet, `foreign` signs in elsewhere, `disabled` may not."""
    await make_account(console)
    statement = text(
        "INSERT INTO users"
        " (id, login, password_hash, role, tenants, disabled_at, subject, created_at, updated_at)"
        " SELECT :id, :login, CASE WHEN :has THEN password_hash ELSE '' END, 'admin', tenants,"
        " CASE WHEN :off THEN created_at ELSE NULL END, :subject, created_at, updated_at"
        " FROM users WHERE login = 'ada'"
    )
    rows: tuple[dict[str, Any], ...] = (
        {"id": "us_unused", "login": "unused", "has": False, "off": False, "subject": None},
        {"id": "us_foreign", "login": "foreign", "has": False, "off": False, "subject": "0" * 64},
        {"id": "us_disabled", "login": "disabled", "has": True, "off": True, "subject": None},
    )
    async with console.database.transaction() as db:
        for row in rows:
            await db.execute(statement, row)


async def attempt(browser: httpx.AsyncClient, login: str, password: str) -> httpx.Response:
    """As a person does: the page, then the form."""
    await browser.get("/sign-in")
    csrf = csrf_token(browser.cookies[FORM_COOKIE])
    return await browser.post("/sign-in", data={"login": login, "password": password, "csrf": csrf})


def words(answer: httpx.Response, login: str) -> tuple[int, str]:
    said = re.sub(r'name="csrf" value="[^"]*"', "", answer.text)
    return answer.status_code, said.replace(f'value="{login}"', "")


async def test_no_answer_tells_who_has_an_account(console: Console) -> None:
    await make_accounts(console)
    answers: dict[tuple[int, str], list[str]] = {}
    async with console.anonymous() as browser:
        for login, password in product(LOGINS, ("", "wrong password", NOBODYS)):
            answer = await attempt(browser, login, password)
            answers.setdefault(words(answer, login), []).append(login)
            await forget(console)
        assert words(await attempt(browser, "disabled", PASSWORD), "disabled") in answers
    assert len(answers) == 1, list(answers.values())
    assert next(iter(answers))[0] == 401


async def forget(console: Console) -> None:
    async with console.database.transaction() as db:
        await db.execute(text("DELETE FROM sign_in_failures"))


async def test_a_login_that_nobody_has_is_locked_as_well(console: Console) -> None:
    """Else the lock itself would tell."""
    await make_accounts(console)
    for login in ("ada", "nobody"):
        for number in range(LOCK_OUT_TRIES + 1):
            expected = LockedOut if number == LOCK_OUT_TRIES else NotSignedIn
            with pytest.raises(expected):
                stranger = Visitor(f"198.51.100.{number}")
                await service.sign_in(console.database, login, "wrong password", stranger, HOUR)
        await forget(console)


async def test_every_answer_takes_as_long(sqlite_console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash is computed whether there is one or not: compared are medians of tries that take turns."""
    hasher = PasswordHasher(time_cost=2, memory_cost=16 * 1024, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", hasher)
    monkeypatch.setattr(passwords, "_NOBODY", hasher.hash("x"))
    await make_accounts(sqlite_console)
    took: dict[str, list[float]] = {login: [] for login in LOGINS}
    for _ in range(7):
        for login in LOGINS:
            began = time.perf_counter()
            with pytest.raises(NotSignedIn):
                await service.sign_in(sqlite_console.database, login, "wrong password", VISITOR, HOUR)
            took[login].append(time.perf_counter() - began)
            await forget(sqlite_console)
    medians = {login: statistics.median(times) for login, times in took.items()}
    began = time.perf_counter()
    hasher.hash("x")
    one_hash = time.perf_counter() - began
    assert max(medians.values()) - min(medians.values()) < 0.75 * one_hash, medians


async def test_no_link_tells_whose_it_might_be(sqlite_console: Console) -> None:
    await make_accounts(sqlite_console)
    async with sqlite_console.anonymous() as browser:
        for path in ("/password", "/setup"):
            answers = {
                (await browser.get(path, params={"token": token})).status_code for token in ("", "pwd_x")
            }
            assert len(answers) == 1, path


async def test_an_attacker_on_ipv6_is_one_address(sqlite_console: Console) -> None:
    await make_accounts(sqlite_console)
    for number in range(LOCK_OUT_TRIES):
        with pytest.raises(NotSignedIn):
            visitor = Visitor(f"2001:db8::{number + 1:x}")
            await service.sign_in(sqlite_console.database, f"user{number}", "wrong password", visitor, HOUR)
    with pytest.raises(LockedOut):
        visitor = Visitor("2001:db8::ffff:1")
        await service.sign_in(sqlite_console.database, "ada", PASSWORD, visitor, HOUR)
    await service.sign_in(sqlite_console.database, "ada", PASSWORD, Visitor("2001:db8:0:1::1"), HOUR)


async def test_a_flood_of_tries_ends_no_session_and_no_token(console: Console) -> None:
    """Whoever is in stays in, and known browsers get in, while strangers try one account and many."""
    await make_accounts(console)
    known = await service.sign_in(console.database, "ada", PASSWORD, VISITOR, HOUR)
    for number in range(3 * LOCK_OUT_TRIES):
        login = "ada" if number % 2 else f"user{number}"
        with pytest.raises((NotSignedIn, LockedOut)):
            visitor = Visitor(f"203.0.113.{number % 3}")
            await service.sign_in(console.database, login, "wrong password", visitor, HOUR)
    assert (await console.client.get("/api/gateways")).status_code == 200
    async with console.anonymous() as browser:
        browser.cookies.set("sluice_session", known.cookie)
        assert (await browser.get("/api/gateways")).status_code == 200
    at_work = Visitor("203.0.113.1", device=known.device)
    assert (await service.sign_in(console.database, "ada", PASSWORD, at_work, HOUR)).user.login == "ada"
    async with console.database.reading() as db:
        rows = await db.scalar(text("SELECT count(*) FROM sign_in_failures"))
    assert rows <= 6 * LOCK_OUT_TRIES


async def test_the_lock_says_when_it_opens(sqlite_console: Console) -> None:
    await make_accounts(sqlite_console)
    async with sqlite_console.anonymous() as browser:
        for _ in range(LOCK_OUT_TRIES):
            assert (await attempt(browser, "ada", "wrong password")).status_code == 401
        locked = await attempt(browser, "ada", PASSWORD)
        assert locked.status_code == 429
        assert 0 < int(locked.headers["retry-after"]) <= 301
        assert "Try again in" in locked.text
