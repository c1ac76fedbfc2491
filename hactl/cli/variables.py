"""The environment variables that hactl reads, for the manual and for docs/variables.md."""

from __future__ import annotations

from collections.abc import Mapping

VARIABLES: Mapping[str, str] = {
    "HACTL_FILE": "The spec of every command that takes one.",
    "HACTL_HOMES": "Folders with installations of servers, `:` between them, for the lab and for jars.",
    "HACTL_JAVA": "Java programs or folders of JDKs for the lab, `:` between them; they come before all others.",
    "HACTL_NGINX": "The NGINX program for the lab and for checking your nginx.conf.",
    "HACTL_JARS": "Folders with the jars that Jetty's replication needs, `:` between them.",
    "HACTL_MAVEN_URL": "A Maven repository from which the lab fetches, in place of your settings.xml's.",
    "HACTL_LAB_MODE": "`namespace`: a network of its own or nothing; `mapped`: ports of 127.0.0.1.",
    "HACTL_PAGER": "The pager for what is longer than the screen; `cat` for none. Else `PAGER`, else `less`.",
    "HACTL_DEBUG": "1: a fault of hactl's is shown with its traceback.",
    "NO_COLOR": "If set: no colours.",
    "FORCE_COLOR": "If set: colours also where there is no terminal. `--color` goes before both.",
    "XDG_STATE_HOME": "Where labs and your key are kept, by default ~/.local/state (below it `hactl`).",
    "XDG_CACHE_HOME": "Where fetched servers and Javas are kept, by default ~/.cache (below it `hactl`).",
}
