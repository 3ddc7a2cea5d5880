"""Signatures of modules: who signed, and that nothing was changed since."""

import base64
import stat
from pathlib import Path

import pytest
import wasmtime
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sluice.toolchain.sections import read_custom_sections, write_custom_section
from sluice.toolchain.signing import (
    SIGNATURE_SECTION,
    SigningKeyError,
    find_signature,
    make_key,
    public_key_of,
    read_key,
    read_public_key,
    sign,
)

MODULE = bytes(wasmtime.wat2wasm('(module (memory (export "memory") 1) (func (export "f")))'))
ORDER_EIGHT = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)


def test_a_module_says_who_signed_it(tmp_path: Path) -> None:
    key = make_key(tmp_path / "release.pem")
    assert find_signature(MODULE) is None
    signed = sign(MODULE, read_key(tmp_path / "release.pem"))
    found = find_signature(signed)
    assert found is not None and found.holds
    assert found.public_key == public_key_of(key) == read_public_key(f" {public_key_of(key)}\n")
    wasmtime.Module(wasmtime.Engine(), signed)
    assert signed.startswith(MODULE)


def test_the_same_bytes_give_the_same_bytes(tmp_path: Path) -> None:
    key, other = make_key(tmp_path / "a.pem"), make_key(tmp_path / "b.pem")
    assert sign(MODULE, key) == sign(MODULE, key) == sign(sign(MODULE, other), key) != sign(MODULE, other)


def test_no_byte_can_be_changed(tmp_path: Path) -> None:
    signed = sign(MODULE, make_key(tmp_path / "release.pem"))
    section = len(signed) - len(MODULE)
    for position in [*range(8, len(MODULE)), *range(len(signed) - section + 20, len(signed))]:
        changed = bytearray(signed)
        changed[position] ^= 1
        try:
            found = find_signature(bytes(changed))
        except ValueError:
            continue  # it is no module any more
        assert found is None or not found.holds, position


def test_nothing_can_be_added(tmp_path: Path) -> None:
    signed = sign(MODULE, make_key(tmp_path / "release.pem"))
    content = read_custom_sections(signed)[SIGNATURE_SECTION]
    for changed in (
        write_custom_section(signed, "more", b"words"),
        signed + signed[len(MODULE) :],
        write_custom_section(write_custom_section(signed, "a", b""), SIGNATURE_SECTION, content),
        write_custom_section(MODULE, SIGNATURE_SECTION, content[:-1]),
        write_custom_section(MODULE, SIGNATURE_SECTION, b""),
    ):
        found = find_signature(changed)
        assert found is not None and not found.holds


def test_a_key_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "release.pem"
    make_key(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        make_key(file)
    (tmp_path / "text").write_text("no key")
    with pytest.raises(SigningKeyError, match="no private key in PEM"):
        read_key(tmp_path / "text")
    for text in ("", "ed25519:", "ed25519:AAAA", "rsa:" + "A" * 43 + "=", public_key_of(read_key(file))[:-3]):
        with pytest.raises(SigningKeyError, match="is no public key"):
            read_public_key(text)


@pytest.mark.parametrize("sign_bit", [0, 1 << 255])
@pytest.mark.parametrize(
    "y",
    [
        *(0, 1, 2**255 - 20),
        int.from_bytes(
            bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
        ),
        int.from_bytes(
            bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
        ),
        *(2**255 - 19, 2**255 - 18),
    ],
)
def test_a_key_to_which_anybody_can_sign_is_none(y: int, sign_bit: int) -> None:
    public = (y | sign_bit).to_bytes(32, "little")
    with pytest.raises(SigningKeyError, match="small order"):
        read_public_key("ed25519:" + base64.b64encode(public).decode())
    forged = write_custom_section(MODULE, SIGNATURE_SECTION, public + public[:31] + b"\0" + bytes(32))
    found = find_signature(forged)
    assert found is not None and not found.holds


def test_one_signature_that_fits_every_module_does_not_hold() -> None:
    point = (1).to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(point).verify(point + bytes(32), b"whatever it is")
    found = find_signature(write_custom_section(MODULE, SIGNATURE_SECTION, point + point + bytes(32)))
    assert found is not None and not found.holds
