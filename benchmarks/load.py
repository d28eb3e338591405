"""Sixteen connections at once: on a web server (``wrk``) and on a database
(``pgbench``).
"""

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 16
SECONDS = 3
# How a browser asks; one line of a file is one request.
_LUA = """
local headers = {
  ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101",
  ["Accept-Language"] = "en-GB,en;q=0.5",
  ["Accept-Encoding"] = "gzip, deflate, br",
}
local lines, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do lines[#lines + 1] = line end
end
function request()
  at = at % #lines + 1
  local path, body = lines[at]:match("^(%S+) ?(.*)$")
  if body == "" then return wrk.format("GET", path, headers) end
  headers["Content-Type"] = "application/x-www-form-urlencoded"
  return wrk.format("POST", path, headers, body)
end
function done(summary, latency)
  local failed = summary.errors
  io.write(string.format('RESULT {"requests":%d,"seconds":%f,"bytes":%d,"failed":%d,'
    .. '"p50":%f,"p99":%f}\\n', summary.requests, summary.duration / 1e6,
    summary.bytes, failed.status + failed.connect + failed.read + failed.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a few seconds: the last two are in milliseconds."""

    requests: int
    seconds: float
    bytes: int
    failed: int
    p50: float
    p99: float

    @property
    def per_second(self) -> float:
        """How many requests were answered in a second."""
        return self.requests / self.seconds


def on_web(port: int, requests: Path, *, seconds: float = SECONDS) -> Load:
    """Send the lines of ``requests``: a path, and a form if it is to be posted."""
    script = requests.with_name("load.lua")
    script.write_text(_LUA)
    done = _run(
        *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout=20s"),
        *("-s", str(script)),
        *(f"http://127.0.0.1:{port}/", "--", str(requests)),
    )
    found = re.search(r"RESULT (\{.*\})", done)
    assert found is not None, done
    load = Load(**json.loads(found[1]))
    assert not load.failed, done
    return load


def on_database(
    url: str, script: Path, values: Mapping[str, object], *, seconds: int = SECONDS
) -> float:
    """Return how often in a second ``script`` was run."""
    named = [f"-D{name}={value}" for name, value in values.items()]
    done = _run(
        *("pgbench", "-n", f"-c{CONNECTIONS}", "-j2", f"-T{seconds}", *named),
        *("-f", str(script), url),
    )
    found = re.search(r"tps = ([\d.]+)", done)
    assert found is not None, done
    return float(found[1])


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stdout + done.stderr
    return done.stdout
