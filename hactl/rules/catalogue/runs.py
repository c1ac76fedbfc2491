"""Runs that have not ended, what hactl remembers, and machines that it does not reach."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "Runs, hosts and what hactl remembers"

EXPLANATIONS = (
    Explanation(
        id="run-going-on",
        what="another hactl is at work in this environment",
        why="What is shown may be half done.",
        fix="Wait until it has ended; the hint names its command and process.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="run-killed",
        what="a run was killed here and has not been finished",
        why="What is shown may be half done.",
        fix="Run `hactl apply`: it first makes the environment entirely old or entirely new.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="journal-foreign",
        what="the journal of an unfinished run was not written by your hactl on this machine for this folder",
        why="hactl obeys only a journal of its own: a stranger's could tell it to move files of yours. Commands "
        "that only look warn, those that change refuse.",
        fix="Finish the run with the user, the machine and the version that began it. Otherwise compare the files "
        "with a backup, then remove the journal and the `.hactl-*` files beside yours.",
        milder=Severity.WARNING,
    ),
    Explanation(
        id="pointer-foreign",
        what="a file in this folder says that a run of another environment is unfinished here, and there is no "
        "such run",
        why="If that run exists after all, two of them would write the same files.",
        fix="If no hactl is at work there, remove the file that is named.",
    ),
    Explanation(
        id="manifest-broken",
        what="the file in which hactl remembers what it wrote cannot be read",
        why="Without it hactl's own files count as a person's, and would not be changed or removed.",
        fix="Take `.hactl/manifest.json` back from version control or a backup.",
    ),
    Explanation(
        id="manifest-not-yours",
        what="the file in which hactl remembers what it wrote belongs to somebody else, or others can write it",
        why="Whoever can write it could have files of yours removed, so what it says does not count, as if it "
        "were lost.",
        fix="If you trust it, make it yours: `chown` to yourself and `chmod go-w`. `hactl import` writes it anew "
        "from the files.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="manifest-outside",
        what="the manifest names files outside the output folder and the spec's bases",
        why="They may belong to another machine or user, so they stay as they are.",
        fix="If hactl changed them: put that base back into the spec, run `hactl disable-ha`, then take it out.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="spec-edited-since",
        what="the spec was edited since the last run",
        why="`rollback` writes an earlier spec in its place, and the edit would be lost.",
        fix="`hactl apply` it first; where that has nothing to do, keep a copy and put the earlier spec in its place.",
    ),
    Explanation(
        id="file-edited-since",
        what="a file was edited or deleted since hactl last wrote it",
        why="`rollback` would overwrite that edit, or not lead back to what there was.",
        fix="Put the file back as it was (`hactl history RUN` lists what a run wrote), or move your version away "
        "and let `hactl apply` write the file again; then go back.",
    ),
    Explanation(
        id="file-not-again",
        what="a file would not become what it was in that run",
        why="Another version of hactl wrote it, or the application's archive has changed since, so the run cannot "
        "be repeated exactly.",
        fix="Put the archive back as it was, or edit the spec by hand and look at `hactl diff`.",
    ),
    Explanation(
        id="instance-moved",
        what="an instance keeps its name and is on another host now",
        why="It is made anew there and removed here. Nothing that it keeps on disk moves along, and its sessions "
        "live on only as copies on its partner.",
        fix="If it is another server, give it another name: sessions are told apart by it.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="host-left-out",
        what="a host is left out because it is another machine",
        why="hactl opens no remote connections, so its files stay as they are until hactl runs there.",
        fix="Run hactl there with `--host NAME`, with the spec as it is after this run.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="base-elsewhere",
        what="an absolute base lies on a host that is not this machine",
        why="hactl writes in place only on hosts with a loopback address or named by `--host`. Otherwise it would "
        "fill a folder of the same name here.",
        fix="Run hactl there with `--host NAME`, or write below a folder with `--root DIR` and copy it over.",
    ),
)
