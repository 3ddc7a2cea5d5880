"""Modules that are signed: marked by the name of a key that the console trusts; demanded where set so."""

from pathlib import Path

from tests.console.conftest import Console, run_console, there_and_back
from tests.console.modules import marking_module
from tests.console.test_uploads import post

from sluice.toolchain.signing import make_key, public_key_of, sign
from sluice_console.core.settings import Settings


async def as_admin(console: Console) -> dict[str, str]:
    """Headers of an admin's requests."""
    return {"authorization": f"Bearer {await console.token(role='admin')}"}


async def trust(console: Console, name: str, public_key: str) -> None:
    values = {"name": name, "public_key": public_key}
    await console.ok("POST", "/api/signing-keys", json=values, headers=await as_admin(console))


async def test_versions_are_marked_by_whom_they_are_signed(console: Console, tmp_path: Path) -> None:
    key, stranger = make_key(tmp_path / "a.pem"), make_key(tmp_path / "b.pem")
    await trust(console, "release", public_key_of(key))
    plain = (await post(console, marking_module("one"))).json()
    assert (plain["signed_by"], plain["signing_key"]) == (None, None)
    ours = (await post(console, sign(marking_module("two"), key))).json()
    assert (ours["signed_by"], ours["signing_key"]) == ("release", public_key_of(key))
    theirs = (await post(console, sign(marking_module("three"), stranger))).json()
    assert (theirs["signed_by"], theirs["signing_key"]) == (None, public_key_of(stranger))
    changed = bytearray(sign(marking_module("four"), key))
    changed[changed.index(b"four")] = ord("F")
    assert (await post(console, bytes(changed))).json()["signing_key"] is None
    await trust(console, "partner", public_key_of(stranger))
    found = await console.ok("GET", f"/api/filters/mark/versions/{theirs['id']}")
    assert found["signed_by"] == "partner"
    await console.ok("DELETE", "/api/signing-keys/release", headers=await as_admin(console))
    found = await console.ok("GET", f"/api/filters/mark/versions/{ours['id']}")
    assert found["signed_by"] is None
    actions = [row["action"] for row in await console.ok("GET", "/api/audit")]
    assert actions[0] == "signing_key.delete" and "signing_key.create" in actions


async def test_keys_are_an_admins(sqlite_console: Console, tmp_path: Path) -> None:
    values = {"name": "release", "public_key": public_key_of(make_key(tmp_path / "a.pem"))}
    refused = await sqlite_console.client.post("/api/signing-keys", json=values)
    assert refused.status_code == 403
    await trust(sqlite_console, **values)
    refused = await sqlite_console.client.delete("/api/signing-keys/release")
    assert refused.status_code == 403
    admin = await as_admin(sqlite_console)
    listed = await sqlite_console.ok("GET", "/api/signing-keys")
    assert [(each["name"], each["public_key"]) for each in listed["items"]] == [tuple(values.values())]
    for wrong, status, path in (
        ({**values, "name": "other"}, 409, "public_key"),
        ({**values, "public_key": "ed25519:B" + "A" * 42 + "="}, 409, "name"),
        ({"name": "x", "public_key": "ed25519:AAAA"}, 422, "public_key"),
    ):
        response = await sqlite_console.client.post("/api/signing-keys", json=wrong, headers=admin)
        assert (response.status_code, response.json()["fields"][0]["path"]) == (status, path)


async def test_a_console_may_take_only_what_is_signed(settings: Settings, tmp_path: Path) -> None:
    key, stranger = make_key(tmp_path / "a.pem"), make_key(tmp_path / "b.pem")
    async with run_console(settings.model_copy(update={"require_signature": True})) as console:
        await trust(console, "release", public_key_of(key))
        for module, said in (
            (marking_module("one"), "is signed by nobody"),
            (sign(marking_module("one"), stranger), "is signed by a key that this console does not trust"),
        ):
            refused = await post(console, module)
            assert refused.status_code == 422
            assert said in refused.json()["detail"]
            assert refused.json()["fields"][0]["path"] == "module"
        assert (await console.ok("GET", "/api/filters"))["total"] == 0
        assert (await post(console, sign(marking_module("one"), key))).json()["signed_by"] == "release"


async def test_a_database_from_before_is_brought_forward_and_back(settings: Settings, tmp_path: Path) -> None:
    key = make_key(tmp_path / "a.pem")
    async with run_console(settings) as console:
        await post(console, sign(marking_module("one"), key), version="1")
    await there_and_back(settings, "0018_owners")
    async with run_console(settings) as console:
        found = await console.ok("GET", "/api/filters/mark/versions/1")
        assert (found["signed_by"], found["signing_key"]) == (None, None)
