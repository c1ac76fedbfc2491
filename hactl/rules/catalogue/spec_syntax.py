"""What is wrong with a spec as a file: its encoding, its YAML, its keys."""

from __future__ import annotations

from hactl.rules.catalogue.explanation import Explanation

TITLE = "The spec as a file"

EXPLANATIONS = (
    Explanation(
        id="spec-too-large",
        what="the file is larger than 4 MiB",
        why="An environment of ten thousand instances takes 1.3 MB, so this is not a spec, and hactl does not "
        "spend memory on finding out what it is.",
        fix="Check that the right file is named; your own data belongs in another file.",
    ),
    Explanation(
        id="spec-not-utf8",
        what="the file holds a byte that is not UTF-8",
        why="A spec is read as UTF-8 only. Guessing an encoding could turn a name into another one that still "
        "looks right.",
        fix="Save the file as UTF-8 in your editor.",
    ),
    Explanation(
        id="spec-control-character",
        what="an invisible character, such as NUL or a byte order mark inside the text, is in the file",
        why="Editors do not show it, and YAML 1.2 forbids it. In a name or a path it would end up in the servers' "
        "files.",
        fix="Delete it at the line and column that are reported; text copied from a web page is where it often "
        "comes from.",
    ),
    Explanation(
        id="spec-empty",
        what="there is nothing in the file but blanks and comments",
        why="A spec needs at least `hactl`, `name`, `server`, `clusters` and `balancer`.",
        fix="Write these keys, or let `hactl init` write a first spec.",
    ),
    Explanation(
        id="spec-not-a-map",
        what="the outermost level of the file is a list or a single word",
        why="A spec is a map of keys; anything else is another kind of file.",
        fix="Begin with `hactl: 1`, and check that the right file is named.",
    ),
    Explanation(
        id="spec-syntax",
        what="the file is not valid YAML",
        why="Nothing behind this place can be read, so other problems may follow once it is fixed. Often the "
        "cause is one line above.",
        fix="Look at the reported line and the one above it: a missing colon, a quote or bracket left open, a tab "
        "used to indent.",
    ),
    Explanation(
        id="spec-several-documents",
        what="a second YAML document begins (`---`)",
        why="One file is one environment. Reading only the first document would silently leave out the rest.",
        fix="Put the second environment into its own file.",
    ),
    Explanation(
        id="spec-directive",
        what="a line begins with `%`, a YAML directive",
        why="Directives change what the words below them mean, and the format of a spec has none.",
        fix="Remove the line.",
    ),
    Explanation(
        id="spec-tag",
        what="a value carries an explicit tag such as `!!str` or `!env`",
        why="Tags ask a parser to build special types or to run its own code. A spec is plain text, numbers, "
        "lists and maps.",
        fix="Remove the tag; quote the value if it is meant as text.",
    ),
    Explanation(
        id="spec-alias",
        what="an alias (`*name`) has no anchor before it, or is inside the value that it names",
        why="Its value is not known, or would contain itself without end.",
        fix="Mark the value with `&name` further up, or write the value out.",
    ),
    Explanation(
        id="spec-too-many-aliases",
        what="the aliases of the file stand for more than 100,000 values",
        why="A few lines of aliases of aliases can stand for billions of values and use up all memory.",
        fix="Write the values out, or set them once under `defaults`.",
    ),
    Explanation(
        id="spec-too-deep",
        what="lists and maps are nested more than 64 deep",
        why="A spec needs no more than six levels. Deeper nesting is usually a bracket left open.",
        fix="Close the bracket at the reported place, or above it.",
    ),
    Explanation(
        id="spec-key",
        what="a key is a list or a map",
        why="Keys of a spec are names. A key that begins with `{` or `[` without quotes is a map or a list to YAML.",
        fix="Quote the key, or look for a colon that is misplaced.",
    ),
    Explanation(
        id="spec-duplicate-key",
        what="the same key occurs twice in one map",
        why="Many YAML readers take the last one silently. One of the two would be lost silently.",
        fix="Keep one of the two; the message names the line of the first.",
    ),
    Explanation(
        id="spec-format",
        what="`hactl:` says another number than 1",
        why="The number is the version of the format. This hactl would misread a newer one.",
        fix="Write `hactl: 1`, or use a hactl that knows the newer format.",
    ),
    Explanation(
        id="spec-unknown-key",
        what="a key is not part of the format",
        why="A mistyped key would otherwise be ignored, and its default would be used silently. YAML merge "
        "keys (`<<`) are not part of the format either.",
        fix="Correct the spelling (hactl suggests the nearest key), or begin your own keys with `x-`.",
    ),
    Explanation(
        id="spec-missing-key",
        what="a key that has no default is missing",
        why="hactl cannot make up a name, a server, the clusters or the balancer's address.",
        fix="Add the key; the hint shows what it looks like. One `server:` at the top serves all clusters.",
    ),
    Explanation(
        id="spec-no-value",
        what="a key has nothing after its colon",
        why="It is not clear whether the default is meant or a value was forgotten.",
        fix="Write a value, or remove the key to get the default.",
    ),
    Explanation(
        id="spec-empty-value",
        what="a list or map that needs an entry is empty, such as `clusters: {}` or `listen: []`",
        why="An environment without clusters, or a balancer without a port, is of no use.",
        fix="Write at least one entry, or leave the key out where it has a default.",
    ),
    Explanation(
        id="spec-wrong-type",
        what="a value is of another kind than its key needs: a list for a word, text for a number",
        why="Converting it silently could give a value that was not meant.",
        fix="Write what the message asks for; quote what is meant as text, and take the quotes off numbers and "
        "truth values.",
    ),
    Explanation(
        id="spec-boolean-word",
        what="`on`, `off`, `yes` or `no` is used where `true` or `false` is needed",
        why="In YAML 1.2 these are plain words. Other tools read them as truth values, so the same file would "
        "mean two things.",
        fix="Write `true` or `false`.",
    ),
    Explanation(
        id="spec-float-version",
        what="a version is written without quotes and is a number to YAML",
        why="As numbers, 1.10 and 1.1 are the same, and the version that is meant is lost.",
        fix='Quote the version: `version: "1.18"`. A server is its type and version: `tomcat@7`.',
    ),
    Explanation(
        id="spec-unknown-word",
        what="a value is not one of the words that this key allows",
        why="A setting such as `mode` or `affinity` has few values; any other would have no effect.",
        fix="Use one of the words that the message lists.",
    ),
    Explanation(
        id="spec-layout",
        what="`hactl fmt` cannot format this spec and be sure that it means the same afterwards",
        why="It reads what it would write and compares every value and comment. If they differ, the file contains some "
        "rare form of YAML, which is better left as it is.",
        fix="Format that place by hand, or write it in a simpler form; the file works as it is.",
    ),
)
