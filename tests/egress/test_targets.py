"""Addresses that somebody types to use us against others."""

import pytest

from feedback.egress.addresses import is_public
from feedback.egress.targets import BadTarget, read_target

HOSTILE = (
    "http://hooks.penrose.co.uk/",
    "ftp://hooks.penrose.co.uk/",
    "file:///etc/passwd",
    "gopher://hooks.penrose.co.uk/",
    "javascript:alert(1)",
    "//hooks.penrose.co.uk/",
    "hooks.penrose.co.uk",
    "https://",
    "https:///path",
    "https://user:pass@hooks.penrose.co.uk/",
    "https://user@hooks.penrose.co.uk/",
    "https://hooks.penrose.co.uk@127.0.0.1/",
    "https://hooks.penrose.co.uk:22/",
    "https://hooks.penrose.co.uk:25/",
    "https://hooks.penrose.co.uk:80/",
    "https://hooks.penrose.co.uk:5432/",
    "https://hooks.penrose.co.uk:6379/",
    "https://hooks.penrose.co.uk:99999/",
    "https://hooks.penrose.co.uk:x/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0x7f000001/",
    "https://0177.1/",
    "https://0177.0.0.01/",
    "https://0/",
    "https://0.0.0.0/",
    "https://10.0.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.100.100.200/",
    "https://192.0.0.192/",
    "https://8.8.8.8/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[2002:7f00:1::]/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1%25eth0]/",
    "https://localhost/",
    "https://localhost./",
    "https://LOCALHOST/",
    "https://web.localhost/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://db.internal/",
    "https://intranet/",
    "https://redis/",
    "https://router.lan/",
    "https://1.0.0.127.in-addr.arpa/",
    "https://\uff11\uff12\uff17.\uff10.\uff10.\uff11/",
    "https://\u2460\u2461\u2466.0.0.1/",
    "https://127\u30020\u30020\u30021/",
    "https://\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54/",
    "https://hooks.penrose.co.uk/\r\nX-Evil: 1",
    "https://hooks.penrose.co.uk/a b",
    "https://hooks.penrose.co.uk\\@127.0.0.1/",
    "https://hooks.penrose.co.uk\t/",
    "https://hooks..penrose.co.uk/",
    "https://-hooks.penrose.co.uk/",
    "https://hooks_.penrose.co.uk/",
    "https://saidanddone.co.uk/",
    "https://SAIDANDDONE.co.uk./",
    "https://hooks.penrose.co.uk/café",
    f"https://hooks.penrose.co.uk/{'a' * 2000}",
    f"https://{'a' * 64}.co.uk/",
    f"https://{'a.' * 150}co.uk/",
)


def test_there_are_sixty_of_them() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("url", HOSTILE)
def test_no_hostile_address_is_taken(url: str) -> None:
    with pytest.raises(BadTarget):
        read_target(url, own_host="saidanddone.co.uk")


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://hooks.penrose.co.uk", "hooks.penrose.co.uk", "/"),
        ("https://Hooks.Penrose.co.uk./in?a=1#x", "hooks.penrose.co.uk", "/in?a=1"),
        ("https://bücher.de/in", "xn--bcher-kva.de", "/in"),
        ("https://hooks.penrose.co.uk:8443/", "hooks.penrose.co.uk", "/"),
    ],
)
def test_ordinary_addresses_are(url: str, host: str, path: str) -> None:
    target = read_target(url, own_host="saidanddone.co.uk")
    assert (target.host, target.path, target.is_secure) == (host, path, True)


def test_what_an_operator_allows_is_exactly_one_host_and_port() -> None:
    allowed = ("127.0.0.1:9000",)
    assert not read_target("http://127.0.0.1:9000/in", allowed=allowed).is_secure
    for other in ("http://127.0.0.1:9001/", "http://127.0.0.2:9000/"):
        with pytest.raises(BadTarget):
            read_target(other, allowed=allowed)


PRIVATE = (
    *("0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1"),
    *("127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255"),
    *("192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1"),
    *("198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
    *("::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1"),
    *("2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "3fff::1"),
    *("fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "ff02::1", "5f00::1"),
    *("127.1", "2130706433", "localhost", ""),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"]
)
def test_the_open_internet_is(address: str) -> None:
    assert is_public(address)
