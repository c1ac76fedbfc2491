"""What differs between the lines of Jetty whose bases are made of modules, as data."""

from __future__ import annotations

from dataclasses import dataclass

from hactl.servers.interface import Jar, Line

OWN = "lib/hactl"  # of hactl's module alone; in an installation of the lab's own it is looked for there too


@dataclass(frozen=True, slots=True, kw_only=True)
class JettyLine(Line):
    """A version line of Jetty: its modules, and the session classes that it has.

    `build`: hactl's own jar and package for this line's session classes. `dtd`: what its XML files name.
    `modules`: how a new base serves web applications, with annotations, pages and WebSocket. `javax`: the same for
    applications of `javax.servlet`, which stand in an environment of their own. `folders`: what a new base of this
    line has more.
    `ready`: what the log shows once the server is up.
    """

    build: str
    dtd: str
    modules: tuple[str, ...]
    javax: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    ready: tuple[str, ...] = ("Started oejs.Server@",)
    unencrypted: str = ""  # EncryptInterceptor of Tribes 9.0.113 and 11.0.21: one format of messages, no flaw known

    @property
    def own_jar(self) -> str:
        """Return the name of hactl's jar."""
        return f"hactl-{self.build}-ha.jar"


def environment(modules: tuple[str, ...]) -> str:
    """Return the environment that these modules deploy for: `ee8` of `ee8-deploy`."""
    return modules[0].partition("-")[0]


def own(line: Line) -> JettyLine:
    """Return a line of this family's as what it is."""
    assert isinstance(line, JettyLine)
    return line


TRIBES_11 = (  # for Java 17; tribes logs by juli
    Jar(
        coordinate="org.apache.tomcat:tomcat-tribes:11.0.21:jar",
        sha512="82b50ca083371495ef061061599e97c01a2898c3a302eb2474e78e1a558b8c72"
        "81778b32c00d7c27d3b4acea9df3e139e9a143edea4752456cfa3e720d656a21",
        folder=OWN,
        name="hactl-tomcat-tribes-11.0.21.jar",
    ),
    Jar(
        coordinate="org.apache.tomcat:tomcat-juli:11.0.21:jar",
        sha512="f56dc3782628f9ebad94504a56b5cb7f3127d8c65d47fd7220fd6b74229dd790"
        "59abf3a9c9c19d0fa3cd6d5d2ab5e1c508029c6a440904b45c0cfe79d8598f4d",
        folder=OWN,
        name="hactl-tomcat-juli-11.0.21.jar",
    ),
)
TRIBES_9 = (  # for Java 8
    Jar(
        coordinate="org.apache.tomcat:tomcat-tribes:9.0.113:jar",
        sha512="c9ac101585a1eb756b7a3acc228cfd1e7452aa63b662352237e71135b3c51495"
        "f5f9e278377150c6e3522845f2942236e6f2495eb526250da8d094ffe9ba6ca6",
        folder=OWN,
        name="hactl-tomcat-tribes-9.0.113.jar",
    ),
    Jar(
        coordinate="org.apache.tomcat:tomcat-juli:9.0.113:jar",
        sha512="627ba657595950a54c0c55c4c08f0aa731c0074f5cb860f81d3bfeef45f48c1b"
        "634cc4571966e771fff2a5528e366c11eabf4dc8e01561927c8bb94332a19522",
        folder=OWN,
        name="hactl-tomcat-juli-9.0.113.jar",
    ),
)
