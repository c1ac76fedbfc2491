"""Why a file or folder is not written, or is left alone."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "Files on disk"

EXPLANATIONS = (
    Explanation(
        id="file-foreign",
        what="there is already a file that hactl did not write where hactl wants to write its own",
        why="It is probably yours, and would be lost.",
        fix="Move it away, or use `--overwrite` to replace it by hactl's.",
    ),
    Explanation(
        id="file-edited",
        what="someone changed a file of hactl's since it was written, and hactl wants to change it too",
        why="That edit would be lost silently.",
        fix="Put the change into the spec; `--overwrite` replaces the file; moving it away keeps your version.",
    ),
    Explanation(
        id="file-deleted",
        what="a file that hactl once wrote is gone and will be written again",
        why="Someone may have removed it on purpose.",
        fix="If it should stay away, remove what needs it from the spec.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="file-stays",
        what="hactl no longer needs a file, but it was edited by hand",
        why="It is not deleted, so that the edit is not lost.",
        fix="Delete it yourself if it is not needed.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="file-held",
        what="a server runs that would overwrite this file",
        why="A GlassFish administration server rewrites domain.xml from memory, so an edit meanwhile would be lost.",
        fix="Stop the server first. If it was killed and is not running, remove the file that the message names.",
    ),
    Explanation(
        id="file-changed",
        what="a file changed between the plan and the first write",
        why="The plan was made from other contents, so applying it could overwrite the change.",
        fix="Run the command again: it makes a new plan.",
    ),
    Explanation(
        id="file-kind",
        what="there is a folder where a file belongs, a file where a folder belongs, or something else, such as a "
        "device",
        why="hactl replaces regular files only.",
        fix="Move it away.",
    ),
    Explanation(
        id="file-mounted",
        what="a file is a mount point",
        why="hactl puts a new file in the old one's place, which the system forbids for a mounted file.",
        fix="Mount its folder instead.",
    ),
    Explanation(
        id="file-locked",
        what="a file or folder is marked immutable or append-only",
        why="Not even its owner may replace it, so the run would fail halfway.",
        fix="Remove the flag with `chattr -i -a PATH`.",
    ),
    Explanation(
        id="file-owner",
        what="a file belongs to another user, or to a group that you are not in",
        why="A replaced file would get another owner, and the server might no longer be able to read it.",
        fix="Run hactl as that user, or as root.",
    ),
    Explanation(
        id="file-trouble",
        what="a file cannot be read, or a link on the path to it cannot be followed",
        why="hactl does not know what is there, so it cannot keep it.",
        fix="Fix what the message names, then run the command again.",
    ),
    Explanation(
        id="folder-denied",
        what="you may not write to a folder",
        why="New files are made beside the old ones, so the folder itself must be writable.",
        fix="Run hactl as the user who owns it, or as root.",
    ),
    Explanation(
        id="folder-read-only",
        what="a file system is mounted read-only",
        why="Nothing can be written there.",
        fix="Mount it writable.",
    ),
    Explanation(
        id="folder-sticky",
        what="in a folder with the sticky bit a file belongs to somebody else",
        why="There only the owner of a file, or of the folder, may replace it.",
        fix="Run hactl as root.",
    ),
    Explanation(
        id="plan-one-file",
        what="two instances share a file through a link and need different contents",
        why="The later one would overwrite the earlier one.",
        fix="Give each its own file.",
    ),
    Explanation(
        id="plan-differs",
        what="the plan no longer matches the saved one",
        why="What would be done is not what was reviewed and approved.",
        fix="Look at `hactl diff` again, and save the plan again.",
    ),
)
