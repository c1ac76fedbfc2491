"""Why hactl does not edit a file."""

from __future__ import annotations

from hactl.rules.catalogue.explanation import Explanation

TITLE = "Edits of your files"

EXPLANATIONS = (
    Explanation(
        id="edit-malformed",
        what="a file that hactl is to edit is not well-formed XML",
        why="hactl inserts at exact places and cannot know them in a broken file. A server would not start with "
        "it either.",
        fix="Fix it at the reported place or a little above.",
    ),
    Explanation(
        id="edit-encoding",
        what="the encoding of a file is unknown, contradicts itself, or lacks a character that hactl must write",
        why="An edit must keep every other byte as it is, which is not possible in this encoding.",
        fix="Save the file as UTF-8 and declare that in its first line.",
    ),
    Explanation(
        id="edit-binary",
        what="a text file that hactl is to extend contains NUL bytes",
        why="It is binary, or text in UTF-16, which the server would not read either.",
        fix="Check that the path leads to the right file; save it as plain text.",
    ),
    Explanation(
        id="edit-too-long",
        what="a file is larger than any configuration, or a line or value is too long to be kept in a comment",
        why="hactl keeps what it replaces beside its own lines, so that every byte comes back, and such a comment "
        "has a limit.",
        fix="Break the line into several, or use shorter values; check that the path leads to the right file.",
    ),
    Explanation(
        id="edit-root",
        what="the outermost element of a file is not the expected one",
        why="It is another kind of file than its name says, and an edit could end up anywhere.",
        fix="Check that `base` leads to the right folder.",
    ),
    Explanation(
        id="edit-missing",
        what="the element that hactl's lines belong in is not in the file",
        why="Text inside comments does not count. Without that element the server would not read what hactl adds.",
        fix="Write the element, or check that this is the right file.",
    ),
    Explanation(
        id="edit-ambiguous",
        what="the element that hactl's lines belong in is in the file several times",
        why="hactl cannot know which one is meant, and a guess would change the wrong server.",
        fix="Leave one. For several `<Engine>`, `ports: {http: ...}` in the spec says which service is meant.",
    ),
    Explanation(
        id="edit-entity",
        what="an entity (`&name;`) fills in the place that hactl edits",
        why="What it inserts may contain the same element, which the server would then use instead of hactl's.",
        fix="Replace the entity by its content.",
    ),
    Explanation(
        id="edit-doctype",
        what="the DOCTYPE gives an element an attribute that hactl is to set",
        why="The element has a value that is not written in it, so hactl cannot tell whether it is yours.",
        fix="Write the attribute into the element; hactl then leaves it alone.",
    ),
    Explanation(
        id="edit-block",
        what="what hactl would write is not well-formed XML",
        why="A value of the spec contains a character that XML does not allow.",
        fix="Look for a strange character in the values of the spec for this instance.",
    ),
    Explanation(
        id="edit-value",
        what="what hactl would write into a script does not fit on one line",
        why="A line break in a value would begin another command.",
        fix="Remove line breaks from the values of the spec.",
    ),
    Explanation(
        id="edit-continued",
        what="the last line of a script ends with a backslash",
        why="The shell joins the next line to it, so hactl's line would become part of yours.",
        fix="Finish that line.",
    ),
    Explanation(
        id="edit-two-blocks",
        what="another block of hactl is already in this file or element, which can hold only one",
        why="Two of them could not be removed independently without changing your bytes.",
        fix="Switch HA off with the spec that wrote the first one, then run the command again.",
    ),
    Explanation(
        id="edit-changed",
        what="someone changed what is between hactl's marks, or something that hactl keeps there",
        why="hactl would overwrite that change, or could not give every byte back.",
        fix="The message shows the lines that differ. `--overwrite` puts them back as hactl wrote them and goes on. Or "
        "undo the edit and put it into the spec, or delete both marks: what is between them is then yours and hactl no "
        "longer changes it.",
    ),
    Explanation(
        id="edit-mark-broken",
        what="a mark of hactl is damaged, or has lost its partner",
        why="The marks say what was there before. Without a whole pair hactl does not know where its lines end.",
        fix="Put the marks back from version control or a backup, or delete the block and both marks.",
    ),
    Explanation(
        id="edit-mark-newer",
        what="a newer hactl wrote the block in this file",
        why="This one does not know what that format remembers, and could not undo it to the byte.",
        fix="Use that version of hactl, or a newer one.",
    ),
    Explanation(
        id="edit-unproven",
        what="hactl checked its own edit and could not prove that it changes only what it should",
        why="Nothing was written: an edit that cannot be undone to the byte is not made.",
        fix="Please report this together with the file; meanwhile make the edit by hand.",
    ),
)
