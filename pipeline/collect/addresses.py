"""Which addresses lie on the public internet, also where an IPv4 address hides in an IPv6 one."""

from __future__ import annotations

import ipaddress

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# What `is_global` of Python 3.11 takes for public and is not, or leads elsewhere by its own rules.
_NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.0.0.0/24",  # protocol assignments
            "192.88.99.0/24",  # relays of 6to4
            "2001::/23",  # protocol assignments; Teredo, which carries an IPv4 address
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which carries an IPv4 address
            "3fff::/20",  # documentation
        ),
    )
)
_UNICAST = ipaddress.IPv6Network("2000::/3")  # all that is given out of IPv6
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # NAT64: the way to IPv4 from networks without it


def is_public(text: str) -> bool:
    """Whether a numeric address, as the resolver gives it, lies on the public internet."""
    address = _inner(ipaddress.ip_address(text.partition("%")[0]))
    if isinstance(address, ipaddress.IPv6Address) and address not in _UNICAST:
        return False
    if address.is_multicast or not address.is_global:
        return False
    return not any(address.version == network.version and address in network for network in _NOT_PUBLIC)


def _inner(address: _Address) -> _Address:
    """The IPv4 address that is reached, for one that is mapped or translated; else the address."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else address
