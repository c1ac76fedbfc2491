"""TLS at the balancer: what a spec or a certificate makes of it."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "TLS"

EXPLANATIONS = (
    Explanation(
        id="tls-not-spoken",
        what="port 443 has no certificate, so it is plain HTTP",
        why="Browsers that are sent to `https://` speak TLS there and show an error.",
        fix="Write `listen: [80, {port: 443, certificate: /…, key: /…}]`, or choose another port.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="tls-own-server",
        what="certificates, `redirect` or `webroot`, although the server block is your own",
        why="They are lines of a server block, and with `server: existing` hactl writes none.",
        fix="Write them into your block, and leave them out of the spec.",
    ),
    Explanation(
        id="tls-nowhere",
        what="`redirect: https` or `hsts` without a port that speaks TLS, or without a plain one",
        why="Users would be sent to a port that does not answer them, or nobody would be sent.",
        fix="Add what is missing to `listen`, or leave the key out.",
    ),
    Explanation(
        id="certificate-unreadable",
        what="a certificate or its key cannot be read here, so nothing is said of them",
        why="They usually belong to root, and lie on the balancer's host only.",
        fix="Run `hactl validate` on that host, as a user who may read them; NGINX itself reads them at its start.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="certificate-pair",
        what="a certificate and its key are no pair, or one of them is none",
        why="NGINX does not start with them; a reload keeps the old ones.",
        fix="Name the two files of one certificate, the chain in the same file behind it.",
    ),
    Explanation(
        id="certificate-name",
        what="a certificate is not for the `server_name`",
        why="Browsers show a warning instead of the page.",
        fix="Have one made for that name, or correct `server_name`.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="certificate-ends",
        what="a certificate ends in less than 21 days, or has ended",
        why="Browsers refuse it from then on. Certificates that renew themselves do so 30 days before.",
        fix="Renew it, then reload NGINX: no user notices.",
        severity=Severity.WARNING,
    ),
)
