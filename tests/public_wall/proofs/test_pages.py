"""The addresses of the log, and what they answer to what cannot be."""

import base64
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.test import Client, override_settings

from bin.bundle_verify import bundled
from feedback import clock, tenancy
from feedback.history.log import signing
from feedback.history.models import LogCheckpoint
from public_wall.models import LoggedItem
from public_wall.proofs.sweeping import sweep
from public_wall.verifier.checks import compare
from public_wall.verifier.ed25519 import is_signed
from public_wall.verifier.notes import read_key, read_note
from public_wall.verifier.sources import FILES, KEYS
from tests.conftest import World
from tests.public_wall import rows
from tests.public_wall.proofs.reading import Site, faults, heard, published


@pytest.fixture
def page(world: World) -> World:
    with tenancy.enter(world.business.id):
        rows.open_page()
        rows.comment()
        rows.update()
    sweep(now=clock.now())
    return world


def get(world: World, name: str) -> int:
    return Client().get(f"/w/{world.business.slug}/{name}").status_code


@pytest.mark.parametrize(
    "name",
    [
        "log.json?from=999",
        "log.json?from=-1",
        "log.json?from=1e3",
        "log.json?from=٣",
        "log.json?from=99999999999999999999",
        "log/999.json",
        "log/99999999999999999999999999.json",
        "log/0-1.json",
        "log/3-2.json",
        "log/1-999.json",
        "log/1-99999999999999999999999999.json",
        "checkpoints/0.txt",
        "checkpoints/99.txt",
        "checkpoints/99999999999999999999999999.txt",
        "checkpoints.json?from=0",
        "checkpoints.json?from=99",
        "checkpoints.json?from=x",
        "openings.json?after=x",
        "receipts/AAAA-BBBB-CCCC-DDDD/",
        "receipts/AAAA-BBBB-CCCC-DDDD.json",
        "receipts/x/",
        "verify/?receipt=AAAA-BBBB-CCCC-DDDD",
    ],
)
def test_what_there_is_not_is_not_found(page: World, name: str) -> None:
    assert get(page, name) == 404


NAMES = ("log.json", "log/0.json", "checkpoint", "checkpoints.json", "openings.json")


@pytest.mark.parametrize("name", [*NAMES, "verify/", "verify.py", "log.pub"])
def test_a_hidden_page_has_no_log(page: World, name: str) -> None:
    assert get(page, name) == 200
    page.business.wall_is_public = False
    page.business.save(update_fields=["wall_is_public"])
    assert get(page, name) == 404


def test_another_business_has_its_own_log(page: World) -> None:
    with tenancy.enter(page.other_business.id):
        rows.open_page()
    mine = published(page.business.slug)
    theirs = published(page.other_business.slug)
    assert mine.log["origin"] != theirs.log["origin"]
    assert not set(mine.leaves) & set(theirs.leaves)


def test_a_checkpoint_is_a_note_that_other_tools_can_check(page: World) -> None:
    site = Site(page.business.slug)
    note = read_note(site.text("checkpoint"))
    origin, public = read_key(site.text("log.pub").splitlines()[0])
    assert note.origin == origin
    assert note.signer([public]) == public
    assert note.signer([bytes(32)]) is None
    raw = site.text("checkpoint").replace(f"\n{note.size}\n", f"\n{note.size + 1}\n")
    assert read_note(raw).signer([public]) is None


def test_each_day_continues_the_one_before(page: World) -> None:
    old = published(page.business.slug)
    for day in range(1, 5):
        later = clock.now() + timedelta(days=day)
        with clock.set_to(later):
            with tenancy.enter(page.business.id):
                heard()
            sweep(now=later)
            assert faults(page.business.slug) == []
            assert compare(old, published(page.business.slug)) == []
    with tenancy.enter(page.business.id):
        assert LogCheckpoint.objects.count() == 5


def test_with_news_it_is_signed_once_an_hour(page: World) -> None:
    for minutes, signed in ((30, 1), (61, 2), (90, 2), (125, 2)):
        later = clock.now() + timedelta(minutes=minutes)
        with clock.set_to(later):
            if minutes == 30:
                with tenancy.enter(page.business.id):
                    heard(submitted_at=later)
            sweep(now=later)
            with tenancy.enter(page.business.id):
                assert LogCheckpoint.objects.count() == signed


def test_what_was_kept_another_day_shows_what_was_taken_away(page: World) -> None:
    old = published(page.business.slug)
    new = published(page.business.slug)
    new.leaves[2] = new.leaves[1]
    new.checkpoints.clear()
    found = compare(old, new)
    assert any(fault.startswith("leaf 2") for fault in found)
    assert any(fault.startswith("checkpoint 1") for fault in found)


def test_a_changed_key_is_signed_for_by_the_former_one(page: World) -> None:
    fresh = base64.b64encode(bytes(range(32))).decode()
    former = base64.b64encode(signing.present_seed()).decode()
    pinned = read_key(Site(page.business.slug).text("log.pub"))[1]
    later = clock.now() + timedelta(days=1)
    changed = override_settings(
        LOG_SIGNING_KEY=fresh, LOG_SIGNING_KEY_FALLBACKS=[former]
    )
    with changed, clock.set_to(later):
        sweep(now=later)
        assert faults(page.business.slug) == []
        note = read_note(Site(page.business.slug).text("checkpoint"))
    assert note.signer([pinned]) == pinned
    public = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key()
    assert note.signer([public.public_bytes_raw()])


def test_the_one_file_is_what_its_modules_make() -> None:
    target = settings.ROOT / "static" / "verify.py"
    assert target.read_text() == bundled()


def test_the_one_file_checks_kept_files_and_a_receipt(
    page: World, tmp_path: Path
) -> None:
    site = Site(page.business.slug)
    for name in FILES:
        (tmp_path / name).write_text(json.dumps(site.whole(name)))
    (tmp_path / KEYS).write_text(site.text(KEYS))
    assert _run(tmp_path).returncode == 0
    with tenancy.enter(page.business.id):
        number = LoggedItem.objects.exclude(receipt="")[:1].get().receipt
    receipt = tmp_path / "receipt.json"
    receipt.write_text(site.text(f"receipts/{number}.json"))
    assert _run(tmp_path, "--receipt", str(receipt)).returncode == 0
    receipt.write_text("{}")
    assert _run(tmp_path, "--receipt", str(receipt)).returncode == 1
    facts = json.loads((tmp_path / "facts.json").read_text())
    facts["comments"][0]["words"] = "Somebody else's."
    (tmp_path / "facts.json").write_text(json.dumps(facts))
    said = _run(tmp_path)
    assert said.returncode == 1
    assert facts["comments"][0]["id"] in said.stdout
    (tmp_path / "facts.json").write_text("[]")
    assert _run(tmp_path).returncode == 2


def _run(folder: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    script = settings.ROOT / "static" / "verify.py"
    command = [sys.executable, "-I", str(script), str(folder), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_signatures_are_those_of_rfc_8032() -> None:
    public = bytes.fromhex(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    )
    signed = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert is_signed(public, b"\x72", signed)
    assert not is_signed(public, b"\x73", signed)
    assert not is_signed(public, b"\x72", signed[:-1])
    assert not is_signed(public, b"\x72", signed[:32] + b"\xff" * 32)
    for number in range(8):
        key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        raw = key.public_key().public_bytes_raw()
        assert is_signed(raw, b"said", key.sign(b"said"))
        assert not is_signed(raw, b"done", key.sign(b"said"))
