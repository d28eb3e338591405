"""The installation: where it is, under which name, and what it must not forget."""

from pathlib import Path

import environ

from feedback import security

ROOT = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
env.read_env(ROOT / ".env")

DEBUG = env.bool("DEBUG", False)
VAR = Path(env("VAR_DIR", default=str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)
SECRET_KEY: str = env("SECRET_KEY", default="only-for-trying-it-out" if DEBUG else "")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ADDRESS_HASH_KEY: str = env("ADDRESS_HASH_KEY", default="")
BASE_URL: str = env("BASE_URL", default="http://127.0.0.1:8000" if DEBUG else "")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else []
)
CSRF_TRUSTED_ORIGINS = env.list(
    "CSRF_TRUSTED_ORIGINS", default=[BASE_URL] if BASE_URL else []
)
TEST_CLOCK_FILE = env("TEST_CLOCK_FILE", default="")
security.refuse_half_configured(
    {"SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": ALLOWED_HOSTS, "BASE_URL": BASE_URL},
    movable_clock=bool(TEST_CLOCK_FILE),
    trying_out=DEBUG,
)
