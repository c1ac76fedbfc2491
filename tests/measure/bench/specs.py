"""Specs of any size: the smallest form, clusters of two."""

from __future__ import annotations

from pathlib import Path

NAME = "bench"
HALF = "a*"


def _address(number: int) -> str:
    return f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"


def names(instances: int) -> list[str]:
    """Return the clusters' names; every second one is one of HALF."""
    return [f"{'ab'[number % 2]}{number}" for number in range(instances // 2)]


def write(folder: Path, instances: int) -> Path:
    """Write a spec of so many instances (an even number) into the folder and return its path."""
    pairs = enumerate(names(instances))
    clusters = [f"  {name}: [{_address(256 + 2 * k)}, {_address(257 + 2 * k)}]" for k, name in pairs]
    head = ["hactl: 1", f"name: {NAME}", "server: tomcat@7.0.109", "balancer: 10.255.0.5:80", "clusters:"]
    path = folder / f"{NAME}.hactl.yaml"
    path.write_text("\n".join([*head, *clusters]) + "\n", encoding="utf-8")
    return path
