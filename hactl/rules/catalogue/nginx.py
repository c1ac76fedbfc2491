"""What an NGINX file of a person's makes hard, and what in it has no effect with HA on."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "An NGINX file of your own"

EXPLANATIONS = (
    Explanation(
        id="balancer-keepalive-config",
        what="`keepalive: pages` together with `config`, an NGINX file of your own",
        why="In your own location one timeout and one way to the instances hold for all methods; pages would need "
        "another way than everything else.",
        fix="Leave `keepalive` out, or leave `config` out and include the two files that hactl writes then.",
    ),
    Explanation(
        id="balancer-keepalive-threads",
        what="idle connections from NGINX may hold more than half of an instance's threads",
        why="Up to Tomcat 7 the usual connector (BIO) has a thread for each open connection, 200 in all, busy or not. "
        "hactl counts four worker processes of NGINX, with the fewest idle connections.",
        fix="Leave `keepalive` out, or give the instances a NIO connector and ignore the warning.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="drain-without-ha",
        what="an instance is drained, and nothing sends new users elsewhere",
        why="With your own nginx.conf hactl changes how users are sent only while HA is on.",
        fix="Switch HA on, or take the server out of your own upstream.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="nginx-config-missing",
        what="the file that `balancer.config` names does not exist",
        why="With `server: existing` hactl edits your server block, and there is none.",
        fix="Correct `config`, or write the file first.",
    ),
    Explanation(
        id="nginx-malformed",
        what="an NGINX file cannot be read to its end: a brace, a quote or a Lua block is left open",
        why="hactl inserts at exact places and cannot know them here. `nginx -t` would reject the file too.",
        fix="Fix it at the reported place or a little above.",
    ),
    Explanation(
        id="nginx-two-https",
        what="the file has two `http` blocks",
        why="NGINX takes only one, and hactl cannot know which one is meant.",
        fix="Keep one, and move the other's content into it.",
    ),
    Explanation(
        id="nginx-no-way",
        what="no `proxy_pass` of the file leads to an instance of the environment",
        why="There is no location that hactl could make sticky, so users would not be kept on their instance.",
        fix="Name the file with the server block in `config`, and let the addresses and ports be those of the spec.",
    ),
    Explanation(
        id="nginx-variable-way",
        what="where a `proxy_pass` leads is decided by a variable at each request",
        why="hactl cannot know whether it leads to an instance of the environment.",
        fix="Let the location lead to an `upstream`, or to an address by name.",
    ),
    Explanation(
        id="nginx-upstream-elsewhere",
        what="a `proxy_pass` names an upstream that no included file has with an instance in it",
        why="hactl cannot see which servers it means. It may also be the name of a host.",
        fix="Give that name to the host in the spec, or include the file with the upstream.",
    ),
    Explanation(
        id="nginx-stream",
        what="users are forwarded in `stream`",
        why="`stream` forwards bytes and sees no cookies, so no user can be kept on an instance.",
        fix="Forward them in `http`, with a `server` block and a `location`.",
    ),
    Explanation(
        id="nginx-nested",
        what="a `proxy_pass` is inside an `if`",
        why="What else applies inside an `if` of NGINX is not well defined, so a change there is not safe.",
        fix="Give it its own location.",
    ),
    Explanation(
        id="nginx-https",
        what="the location forwards users by https",
        why="hactl's balancer speaks plain http to the servers.",
        fix="Use http to them.",
    ),
    Explanation(
        id="nginx-path",
        what="a `proxy_pass` changes the path that users ask for",
        why="The application would set cookies and links for another path than the browser's, and the balancer's "
        "cookie would not match.",
        fix="Give the application the path that users ask for, and name the server without a path.",
    ),
    Explanation(
        id="nginx-quoted-page",
        what="an `error_page` that hactl has to repeat is written with quotes",
        why="hactl adds its own codes to the location and must repeat yours word by word.",
        fix="Write it without quotes, or in its own server block.",
    ),
    Explanation(
        id="nginx-several-lines",
        what="a directive that hactl has to repeat spans several lines",
        why="A location with its own line loses the directives it had inherited, so hactl repeats them as they are.",
        fix="Write it on one line.",
    ),
    Explanation(
        id="nginx-which-pool",
        what="one location leads to servers of several applications",
        why="hactl cannot know which cookie and which clusters apply there.",
        fix="Give each application a location with its path.",
    ),
    Explanation(
        id="nginx-other-server",
        what="an upstream also has a server that is not an instance of the environment",
        why="With HA on only instances of the spec get users, so this server no longer gets any.",
        fix="Add it to the spec if it is an instance.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="nginx-other-way",
        what="another location of the same server block does not lead to an instance",
        why="It stays as it is.",
        fix="If it is meant to be an instance, let it lead to the address and port that the spec has.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="nginx-other-file",
        what="a location in another file leads to an instance too",
        why="hactl changes only the file that `config` names. Users who come through the other location are not kept "
        "on their instance.",
        fix="Move the location into the file that `config` names.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="nginx-server-word",
        what="a word of a `server` line, such as `max_conns` or `backup`, has no effect with HA on",
        why="hactl's upstream takes the place of yours. It does not have this word, or another upstream with the "
        "same server comes first and applies. The message says what happens instead.",
        fix="Use `balancer.failover` for `max_fails` and `fail_timeout`, remove the word, or leave HA off here.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="nginx-method",
        what="a balancing method such as `least_conn` has no effect with HA on",
        why="New users are distributed round robin; afterwards each stays on their instance.",
        fix="Remove the method if that is acceptable; otherwise leave HA off here.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="nginx-sticky-off",
        what="a balancing method comes after `sticky` and switches it off",
        why="Users were never kept on their server by this upstream, with or without hactl.",
        fix="Put the method before `sticky`.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="nginx-passed-on",
        what="`proxy_next_upstream` says more than `error timeout`, which has no effect with HA on",
        why="Only requests without an answer are passed on: a POST is never sent twice, and a page with status 500 is "
        "an answer.",
        fix="Remove the line if that is acceptable; otherwise leave HA off here.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="nginx-cookie-hidden",
        what="an `add_header` in a location hides hactl's cookie",
        why="NGINX takes `add_header` only from the innermost block that has any, so users of this location are "
        "not kept on their instance.",
        fix="Put hactl's `add_header Set-Cookie ...` line beside yours, as in the server block.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="nginx-header-hidden",
        what="one of your headers is no longer sent where hactl sets its cookie",
        why="NGINX takes `add_header` only from the innermost block that has any, and hactl's line makes one.",
        fix="Repeat your line in the server block.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="nginx-refuses",
        what="NGINX accepts the files as they are, but not as they would be after the change",
        why="It would not reload, and would not start after the next reboot. Nothing was changed.",
        fix="Remove `config` from the spec and add by hand what `hactl diff --print` shows; report it if the "
        "line is hactl's.",
    ),
    Explanation(
        id="nginx-untried",
        what="NGINX has not checked the change: it is not on this machine, or refuses the files even before it",
        why="hactl could not find out whether NGINX would start with the new files.",
        fix="Try it yourself before you reload: `nginx -t`.",
        severity=Severity.WARNING,
    ),
)
