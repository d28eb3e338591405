"""Run the workloads: ``python -m benchmarks [NAME]`` prints one JSON line a result."""

import importlib
import os
import pkgutil
import sys
import tempfile
from collections.abc import Iterator
from types import ModuleType

import django

import benchmarks
from benchmarks.ground import REDIS, own_database


def main(names: list[str]) -> None:
    """Run the workloads called ``names``, or all."""
    with own_database() as url, tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "feedback.settings",
            "DEBUG": "false",
            "SECRET_KEY": "only-for-measuring-0123456789-abcdefghijklm",
            "ALLOWED_HOSTS": "feedback.example.com",
            "BASE_URL": "https://feedback.example.com",
            "DATABASE_URL": url,
            "REDIS_URL": os.environ.get("REDIS_URL", REDIS),
            "BROKER_URL": os.environ.get("REDIS_URL", REDIS),
            "LOG_LEVEL": "ERROR",
            "VAR_DIR": folder,
        }
        django.setup()
        importlib.import_module("django.core.management").call_command("migrate", "-v0")
        for module in _workloads(names):
            for result in module.run():
                print(result.as_line(), flush=True)
            importlib.import_module("benchmarks.rows").clear()
        importlib.import_module("django.db").connections.close_all()


def _workloads(names: list[str]) -> Iterator[ModuleType]:
    found = [one.name for one in pkgutil.iter_modules(benchmarks.__path__)]
    unknown = set(names) - set(found)
    if unknown:
        sys.exit(f"There is no workload called {', '.join(sorted(unknown))}.")
    for name in names or found:
        module = importlib.import_module(f"benchmarks.{name}")
        if hasattr(module, "run"):
            yield module


if __name__ == "__main__":
    main(sys.argv[1:])
