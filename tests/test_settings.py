"""Production does not start half configured; logs and compose files hold together."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GOOD = {
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "feedback.example.com",
    "BASE_URL": "https://feedback.example.com",
}


def start(tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a fresh process with nothing but ``env``."""
    code = "import feedback.settings as s; print(s.SESSION_COOKIE_NAME, s.DEBUG)"
    clean = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **env}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True)


def test_production_starts_when_everything_is_said(tmp_path: Path) -> None:
    done = start(tmp_path, **GOOD)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["__Host-session", "False"]


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_production_refuses_to_start_without(missing: str, tmp_path: Path) -> None:
    done = start(tmp_path, **{k: v for k, v in GOOD.items() if k != missing})
    assert done.returncode != 0
    assert f"Set {missing}" in done.stderr


def test_production_refuses_a_short_key_and_a_movable_clock(tmp_path: Path) -> None:
    assert "32 characters" in start(tmp_path, **{**GOOD, "SECRET_KEY": "k"}).stderr
    assert "TEST_CLOCK_FILE" in start(tmp_path, **GOOD, TEST_CLOCK_FILE="x").stderr


def test_trying_it_out_needs_nothing(tmp_path: Path) -> None:
    assert start(tmp_path, DEBUG="true").stdout.split() == ["session", "True"]


def test_every_setting_read_from_the_environment_is_explained() -> None:
    explained = (ROOT / ".env.example").read_text() + (ROOT / "README.md").read_text()
    files = sorted((ROOT / "feedback/settings").glob("*.py"))
    source = "".join(path.read_text() for path in files)
    for call in source.split("env")[1:]:
        name = call.partition('("')[2].partition('"')[0]
        if name.isupper() and call[0] in "(.":
            assert name in explained or name in INTERNAL, name


INTERNAL = {"TEST_CLOCK_FILE", "TEST_DATABASE_NAME"}
