"""What all help and completion know without a command's module: its name, where it is, what it does in a few words."""

from __future__ import annotations

from collections.abc import Mapping

TEXT = """Sessions that survive: one spec becomes replicating clusters behind NGINX.

\b
  hactl init shop --cluster a=10.0.0.11,10.0.0.12 --balancer 10.0.0.5:80
  hactl create          write every file of the environment
  hactl lab up          start the real servers on this machine
  hactl drill           kill servers and count the sessions kept
"""

COMMANDS: Mapping[str, tuple[str, str, str]] = {  # name: module, function, short help
    "init": ("init", "command", "Write a first spec."),
    "import": ("import_", "command", "Make a spec from existing servers."),
    "create": ("create", "command", "Write every file of an environment."),
    "show": ("show", "command", "Show every value and its origin."),
    "status": ("status", "command", "Show whether HA is on, by the files."),
    "graph": ("graph", "command", "Draw the environment."),
    "diff": ("diff", "command", "Show what apply would change."),
    "apply": ("apply", "command", "Apply what diff shows."),
    "enable-ha": ("ha", "enable", "Switch session replication on."),
    "disable-ha": ("ha", "disable", "Switch it off; every byte comes back."),
    "drain": ("drain", "drain", "Send new users elsewhere."),
    "undrain": ("drain", "undrain", "Let new users come again."),
    "validate": ("validate", "command", "Check specs, for CI."),
    "fmt": ("fmt", "command", "Format specs; comments stay."),
    "schema": ("schema", "command", "Print a spec's JSON Schema for editors."),
    "explain": ("explain", "command", "Explain what a problem means."),
    "rollback": ("rollback", "command", "Roll back to an earlier run."),
    "history": ("history", "command", "List the runs, or show one."),
    "drill": ("drill", "command", "Kill servers and count the sessions."),
    "lab": ("lab", "app", "Run the real servers on this machine."),
}

LAB_TEXT = """Run the environment for real on this machine: real servers, real NGINX, the spec's addresses.

\b
  hactl lab up          start all servers, and NGINX
  hactl lab kill a-1    kill a member, as a crash would
"""

LAB: Mapping[str, str] = {  # name: short help
    "up": "Start it: all servers, and NGINX.",
    "status": "Show each member, up or down.",
    "logs": "Show the end of a member's output.",
    "kill": "Kill a member, like a crash.",
    "stop": "Stop a member by its own stop command.",
    "start": "Start a member again.",
    "roll": "Apply a change while users click.",
    "down": "Stop it: only its own processes.",
    "list": "List the labs of this machine.",
}

NAMES: Mapping[str, tuple[str, str]] = {  # command: what its argument names, and the parameter that takes several
    "enable-ha": ("clusters", "clusters"),
    "disable-ha": ("clusters", "clusters"),
    "drain": ("clusters_and_instances", "targets"),
    "undrain": ("clusters_and_instances", "targets"),
    "rollback": ("runs", ""),
    "history": ("runs", ""),
    "lab kill": ("members", ""),
    "lab start": ("members", ""),
    "lab stop": ("members", ""),
}

HELP: tuple[tuple[str, ...], str] = (("-h", "--help"), "Show this message and exit.")

OPTIONS: tuple[tuple[tuple[str, ...], str], ...] = (  # of hactl itself
    (("-V", "--version"), "Print the version and exit."),
    (("-C", "--directory DIR"), "Work as if started in DIR."),
    (("-q", "--quiet"), "Show only results and problems; also after a command."),
    (("-v", "--verbose"), "Also say why a problem matters; also after a command."),
    (("--color WHEN",), "auto, always or never; also after a command."),
    (("--install-completion",), "Install completion for the current shell."),
    (("--show-completion",), "Show completion for the current shell, to copy it or customize the installation."),
    HELP,
)

ALIKE: Mapping[str, str] = {  # words of other tools: what does that here
    "plan": "diff",
    "up": "lab up",
    "down": "lab down",
    "destroy": "lab down",
    "ps": "lab status",
    "ls": "lab list",
    "list": "lab list",
    "logs": "lab logs",
    "start": "lab start",
    "stop": "lab stop",
    "kill": "lab kill",
    "restart": "lab start",
    "roll": "lab roll",
    "test": "drill",
    "check": "validate",
    "lint": "validate",
    "format": "fmt",
    "undo": "rollback",
    "revert": "rollback",
    "log": "history",
    "enable": "enable-ha",
    "on": "enable-ha",
    "disable": "disable-ha",
    "off": "disable-ha",
    "new": "init",
    "deploy": "apply",
    "provision": "create",
    "version": "--version",
    "rule": "explain",
    "draw": "graph",
}
