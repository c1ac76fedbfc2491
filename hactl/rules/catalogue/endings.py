"""What ends a command: the `error.id` of a document (docs/json.md). Where it names problems, those say more."""

from __future__ import annotations

from hactl.rules.catalogue.explanation import Explanation

TITLE = "What ends a command"

EXPLANATIONS = (
    Explanation(
        id="usage",
        what="the command line is wrong, or names something that does not exist",
        why="hactl did nothing: it would have had to guess (exit code 64).",
        fix="The message names the word; `hactl COMMAND --help` lists what a command takes.",
    ),
    Explanation(
        id="problems",
        what="what you gave has problems, each with its own id",
        why="Nothing was changed (exit code 3).",
        fix="Solve the errors that are listed: `hactl explain ID` for each of them.",
    ),
    Explanation(
        id="check-failed",
        what="a check failed: files that are not as the spec says, an application that is dead in the lab",
        why="The check ran to its end; the message says what it found (exit code 3).",
        fix="The hint names the command that shows or changes it.",
    ),
    Explanation(
        id="refused",
        what="hactl does not continue: a lock, a file that changed meanwhile, your own edit in the way, no `--yes`",
        why="Continuing could lose something of yours, so nothing was changed (exit code 4).",
        fix="The problems that are listed, and the hint, say what is in the way and what to do.",
    ),
    Explanation(
        id="rolled-back",
        what="a run failed half way",
        why="Every file is as it was before (exit code 5).",
        fix="Remove the cause that the message names, for example a full disk, and run the command again.",
    ),
    Explanation(
        id="not-rolled-back",
        what="a run failed, and not every file could be put back",
        why="The environment is partly old and partly new; the message names what is left (exit code 6).",
        fix="Remove the cause, then run any hactl command that changes something: it finishes the run.",
    ),
    Explanation(
        id="interrupted",
        what="Ctrl-C was pressed, or a question was aborted",
        why="The message says whether the files are old or new (exit code 130).",
        fix="Run the command again when you want it done.",
    ),
    Explanation(
        id="no-lab",
        what="the command needs a running lab, but none is running for this spec",
        why="There is nothing to look at, to kill or to drill (exit code 1).",
        fix="Start it: `hactl lab up`.",
    ),
    Explanation(
        id="no-permission",
        what="the system does not allow this user to read or write a file",
        why="The file belongs to somebody else (exit code 4).",
        fix="Run hactl as the user who owns it, or make it yours.",
    ),
    Explanation(
        id="system",
        what="the system could not do what it was asked: a full disk, a folder that went away, a broken device",
        why="The message comes from the system (exit code 1).",
        fix="Remove the cause and run the command again.",
    ),
    Explanation(
        id="failed",
        what="something else went wrong: a server that does not start, a download, a file that cannot be written",
        why="The message says what, and nothing was left half done (exit code 1).",
        fix="The hint says what to do.",
    ),
    Explanation(
        id="bug",
        what="hactl met something that its authors did not expect",
        why="It is not your fault (exit code 1).",
        fix="Report it with the message; `HACTL_DEBUG=1` shows the details.",
    ),
)
