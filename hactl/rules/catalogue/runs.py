"""Runs that have not ended, what hactl remembers, and machines that it does not reach."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "Runs, hosts and what hactl remembers"

EXPLANATIONS = (
    Explanation(
        id="run-going-on",
        what="another hactl is running in this environment",
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
        why="hactl follows only its own journal: another one could tell it to move your files. Commands "
        "that only look warn, those that change refuse.",
        fix="Finish the run as the same user, on the same machine, with the same version. Otherwise compare the files "
        "with a backup, then remove the journal and the `.hactl-*` files beside yours.",
        milder=Severity.WARNING,
    ),
    Explanation(
        id="pointer-foreign",
        what="a file in this folder says that a run of another environment is unfinished here, and there is no "
        "such run",
        why="If that run exists after all, two of them would write the same files.",
        fix="If no hactl is running there, remove the file that is named.",
    ),
    Explanation(
        id="manifest-broken",
        what="the file in which hactl remembers what it wrote cannot be read",
        why="Without it hactl treats its own files as edited by hand, and would not change or remove them.",
        fix="Restore `.hactl/manifest.json` from version control or a backup.",
    ),
    Explanation(
        id="manifest-not-yours",
        what="the file in which hactl remembers what it wrote belongs to somebody else, or others can write it",
        why="Whoever can write it could have your files removed, so what it says is ignored, as if it were lost.",
        fix="If you trust it, make it yours: `chown` to yourself and `chmod go-w`. `hactl import` writes it again "
        "from the files.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="manifest-outside",
        what="the manifest names files outside the output folder and the spec's bases",
        why="They may belong to another machine or user, so they stay as they are.",
        fix="If hactl changed them: put that base back into the spec, run `hactl disable-ha`, then remove it again.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="spec-edited-since",
        what="the spec was edited since the last run",
        why="`rollback` writes an earlier spec in its place, and the edit would be lost.",
        fix="`hactl apply` it first; if that has nothing to do, keep a copy and put the earlier spec in its place.",
    ),
    Explanation(
        id="changes-waiting",
        what="the command also carries out changes of the spec that have been waiting since the last run",
        why="What is written in the spec counts as a whole: `drain`, `undrain`, `enable-ha` and `disable-ha` change "
        "one word in it, then carry out all that it says.",
        fix="`hactl diff` shows what has been waiting. Apply it first, agree to both at once, or take it out of the "
        "spec.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="file-edited-since",
        what="a file was edited or deleted since hactl last wrote it",
        why="`rollback` would overwrite that edit, or not restore what was there.",
        fix="Put the file back as it was (`hactl history RUN` lists what a run wrote), or move your version away "
        "and let `hactl apply` write the file again; then roll back.",
    ),
    Explanation(
        id="file-not-again",
        what="a file cannot be restored to what it was in that run",
        why="Another version of hactl wrote it, or the application's archive has changed since, so the run cannot "
        "be repeated exactly.",
        fix="Restore the archive, or edit the spec by hand and look at `hactl diff`.",
    ),
    Explanation(
        id="instance-moved",
        what="an instance keeps its name but is now on another host",
        why="It is created there and removed here. Its data on disk is not moved, and its sessions "
        "survive only as copies on its partner.",
        fix="If it is another server, give it another name: sessions are identified by it.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="host-left-out",
        what="a host is skipped because it is another machine",
        why="hactl opens no remote connections, so its files stay as they are until hactl runs there.",
        fix="Run hactl there with `--host NAME`, with the spec as it is after this run.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="base-elsewhere",
        what="an absolute base is on a host that is not this machine",
        why="hactl writes in place only on hosts with a loopback address or named by `--host`. Otherwise it would "
        "fill a folder of the same name here.",
        fix="Run hactl there with `--host NAME`, or write below a folder with `--root DIR` and copy it over.",
    ),
)
