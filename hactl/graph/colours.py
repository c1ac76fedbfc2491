"""How an SVG looks, on a light page and on a dark one: style sheets, with words of contrast 4.5 or more."""

from __future__ import annotations

from collections.abc import Mapping

ROOT = "hactl-graph"  # its rules hold for nothing else on a page that the picture is put into
ROUND: Mapping[str, int] = {"page": 10, "cluster": 8, "balancer": 8, "companion": 8, "badge": 8, "chip": 2}
ROUND_ELSE = 5
POOLS = ("#0969da", "#bf3989", "#bc4c00", "#8250df", "#1a7f37", "#9a6700")

_SHAPES = {
    "text": 'font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif',
    "text.title": "font-size:20px;font-weight:bold",
    "text.name": "font-size:14px;font-weight:bold",
    "text.badge": "font-size:11px;font-weight:bold",
    "path": "fill:none;stroke-width:1.6",
    "path.async": "stroke-dasharray:5 4",
    "rect.off": "stroke-dasharray:6 4",
    "rect.companion": "stroke-dasharray:3 3",
    "rect.folded": "stroke-width:2.4",
    **{f"rect.pool{number}": f"fill:{colour}" for number, colour in enumerate(POOLS)},
}
_LIGHT = {
    "rect.page": "fill:#ffffff;stroke:#d0d7de",
    "text": "fill:#1f2328",
    "text.fact,text.small": "fill:#424a53",
    "rect.balancer": "fill:#ddf4ff;stroke:#0969da",
    "rect.companion": "fill:#fbefff;stroke:#8250df",
    "rect.cluster": "fill:#f6f8fa;stroke:#59636e",
    "rect.instance,rect.folded": "fill:#ffffff;stroke:#59636e",
    "rect.badge.on": "fill:#dafbe1;stroke:#1a7f37",
    "text.on,text.copies": "fill:#116329",
    "rect.off": "fill:#eaeef2;stroke:#818b98",
    ".off>g>rect.instance,.off>g>g>rect.instance,.off>g>rect.folded": "fill:#f0f2f5;stroke:#818b98",
    ".off text": "fill:#57606a",
    "rect.down": "fill:#ffebe9;stroke:#cf222e",
    "text.down": "fill:#a40e26",
    "rect.standby,rect.drained": "fill:#fff8c5;stroke:#9a6700",
    "text.standby,text.drained": "fill:#7d4e00",
    "path.way": "stroke:#0969da",
    "polygon.way": "fill:#0969da",
    "path.copies": "stroke:#1a7f37",
    "polygon.copies": "fill:#1a7f37",
}
_DARK = {
    "rect.page": "fill:#0d1117;stroke:#3d444d",
    "text": "fill:#f0f6fc",
    "text.fact,text.small": "fill:#b7bdc8",
    "rect.balancer": "fill:#0c2748;stroke:#4493f8",
    "rect.companion": "fill:#271a45;stroke:#ab7df8",
    "rect.cluster": "fill:#1a212b;stroke:#9198a1",
    "rect.instance,rect.folded": "fill:#0d1117;stroke:#9198a1",
    "rect.badge.on": "fill:#0f2f1b;stroke:#3fb950",
    "text.on,text.copies": "fill:#56d364",
    "rect.off": "fill:#24292f;stroke:#6e7681",
    ".off>g>rect.instance,.off>g>g>rect.instance,.off>g>rect.folded": "fill:#1c2128;stroke:#6e7681",
    ".off text": "fill:#9ea7b3",
    "rect.down": "fill:#3c1618;stroke:#f85149",
    "text.down": "fill:#ff938a",
    "rect.standby,rect.drained": "fill:#3a2d0f;stroke:#d29922",
    "text.standby,text.drained": "fill:#e3b341",
    "path.way": "stroke:#4493f8",
    "polygon.way": "fill:#4493f8",
    "path.copies": "stroke:#3fb950",
    "polygon.copies": "fill:#3fb950",
}


def sheet() -> str:
    """Return the style sheet; where a viewer knows nothing of dark pages, the light one holds."""
    return f"{_rules(_SHAPES)}\n{_rules(_LIGHT)}\n@media (prefers-color-scheme:dark){{\n{_rules(_DARK)}\n}}"


def _rules(rules: Mapping[str, str]) -> str:
    return "\n".join(f"{_ours(selectors)}{{{declared}}}" for selectors, declared in rules.items())


def _ours(selectors: str) -> str:
    return ",".join(f".{ROOT} {selector}" for selector in selectors.split(","))
