"""GlassFish: its lines."""

from __future__ import annotations

from hactl.servers.glassfish.gms import family
from hactl.servers.glassfish.gms.lines import INSTALLED, INSTANCE, GlassfishLine, opened
from hactl.servers.interface import Artifact, Life, State

name = "glassfish"
title = "GlassFish"
_SOURCE = "https://projects.eclipse.org/projects/ee4j.glassfish/governance"  # of what each line's `life` says

REFUSED = "an attribute that cannot be serialized is refused by setAttribute"
EXOUSIA = "org.glassfish.exousia.modules"
ORB = "-Dorg.glassfish.gmbal.no.multipleUpperBoundsException=true"
NPN = f"-Xbootclasspath/a:{INSTALLED}/lib/grizzly-npn-api.jar"
LDAP = "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED"
ANNOTATIONS = "--add-exports=java.base/jdk.internal.vm.annotation=ALL-UNNAMED"
JDK = "${com.sun.aas.javaRoot}"
JAVA_8 = (
    f"-Djava.endorsed.dirs={INSTALLED}/modules/endorsed${{path.separator}}{INSTALLED}/lib/endorsed",
    f"-Djava.ext.dirs={JDK}/lib/ext${{path.separator}}{JDK}/jre/lib/ext${{path.separator}}{INSTANCE}/lib/ext",
)
OPENED_7 = opened(
    "java.base/java.io",
    "java.base/java.lang",
    "java.base/java.util",
    "java.base/sun.nio.fs",
    "java.base/sun.net.www.protocol.jrt",
    "java.rmi/sun.rmi.transport",
    "jdk.management/com.sun.management.internal",
    "java.base/jdk.internal.vm.annotation",
)
NAMING = opened("java.naming/javax.naming.spi")
LIMIT = "-Djdk.xml.totalEntitySizeLimit=50000000"
OPTIONS_7_1 = (  # read in the stock files of 7.1.0 and 8.0.4: neither could be had to run
    "-Djava.util.logging.manager=org.glassfish.main.jul.GlassFishLogManager",
    "-Djava.util.logging.config.block=true",
    ORB,
    LIMIT,
    LDAP,
    ANNOTATIONS,
    "--add-exports=java.base/jdk.internal.loader=ALL-UNNAMED",
    *OPENED_7,
    "--add-opens=java.naming/javax.naming.spi=org.glassfish.main.jdke",
)

lines = {
    "3": GlassfishLine(
        name="3",
        life=Life(State.ENDED, "no release since 3.1.2.2 of 2012", _SOURCE),
        family=family,
        newest="3.1.2.2",
        java=(8,),  # its OSGi framework starts on none newer
        uncopied=REFUSED,
        artifacts={
            "3.1.2.2": Artifact(
                coordinate="org.glassfish.main.distributions:glassfish:3.1.2.2:zip",
                sha512="479b59bd9807790344303077a248002df69545c8c11b66e00885c9f5df5d2aa9"
                "cda5909736849c799f74f4710829273184994e7b156ffcf21b3543a52dbec966",
            ),
        },
        folders=JAVA_8,
        options=("-Djre-1.8=${jre-1.7}",),  # its osgi.properties knows Java up to 7 only
        policy="com.sun.enterprise.security.provider.PolicyWrapper",
        policies="com.sun.enterprise.security.provider.PolicyConfigurationFactoryImpl",
        audit="com.sun.enterprise.security.Audit",
        finder="com.sun.grizzly.config.HttpProtocolFinder",
        signed_by="O=Oracle Corporation,L=Santa Clara,ST=California,C=US",
        dry_run="--_dry-run",
        by_default=True,
        servlet="3.0",
        namespace="http://java.sun.com/xml/ns/javaee",
        era="3",
    ),
    "5.1": GlassfishLine(
        name="5.1",
        life=Life(State.ENDED, "no release since 5.1.0 of 2019", _SOURCE),
        family=family,
        newest="5.1.0",
        java=(8,),
        uncopied=REFUSED,
        artifacts={
            "5.1.0": Artifact(
                coordinate="org.glassfish.main.distributions:glassfish:5.1.0:zip",
                sha512="10d99061319178d65e8f8604f41caaca2ea561cbdc426d0fdf6163ead549e9c6"
                "3c154c6ff648133a5b37bec14940a48b7c893544fa19f900a8c62273e445ed14",
            ),
        },
        servlet="3.1",
        namespace="http://xmlns.jcp.org/xml/ns/javaee",
        options=JAVA_8,
        policy="com.sun.enterprise.security.provider.PolicyWrapper",
        policies="com.sun.enterprise.security.provider.PolicyConfigurationFactoryImpl",
        signed_by="O=Oracle Corporation,L=Santa Clara,ST=California,C=US",
    ),
    "6.2": GlassfishLine(
        name="6.2",
        life=Life(State.ENDED, "no release since 6.2.5 of 2022-02", _SOURCE),
        family=family,
        jakarta=True,
        newest="6.2.5",
        java=(17, 11),
        uncopied=REFUSED,
        artifacts={
            "6.2.5": Artifact(
                coordinate="org.glassfish.main.distributions:glassfish:6.2.5:zip",
                sha512="5209940b61b71555738b47e6fd21f51c84edae37a30ece88efa09d58275c7117"
                "dcfc094d658d994bf96063f06c6055d10b37811eeebe0a8a84ace8fce88e5c47",
            ),
        },
        options=(
            NPN,
            ORB,
            LDAP,
            *opened(
                "jdk.management/com.sun.management.internal",
                "java.base/sun.net.www.protocol.jrt",
                "java.base/java.lang",
                "java.base/java.util",
                "java.rmi/sun.rmi.transport",
            ),
            *NAMING,
        ),
        needed=(NPN,),
        for_group=opened("java.base/java.io"),  # on Java 17; without it Shoal's NetworkUtility does not load
        policy=f"{EXOUSIA}.locked.SimplePolicyProvider",
        policies=f"{EXOUSIA}.locked.SimplePolicyConfigurationFactory",
    ),
    "7": GlassfishLine(
        name="7",
        life=Life(State.CURRENT, "mended", _SOURCE),
        family=family,
        jakarta=True,
        newest="7.0.21",
        java=(17, 21),
        uncopied=REFUSED,
        artifacts={
            "7.0.21": Artifact(
                coordinate="org.glassfish.main.distributions:glassfish:7.0.21:zip",
                sha512="c70b688e13f4c3fbf87f4cccf30518bb33a00504cee44e3279f4266729fc0e0b"
                "2c75b0911665290de69c9c83009833aa4e50e7c340efb56d4135ae97c6bfc25c",
            ),
        },
        options=(ORB, LDAP, ANNOTATIONS, *OPENED_7, *NAMING),
        policy=f"{EXOUSIA}.locked.SimplePolicyProvider",
        policies=f"{EXOUSIA}.locked.SimplePolicyConfigurationFactory",
        jsp="org.glassfish.wasp.servlet.JspServlet",
        jsp_java="11",
        since={"7.1.0": {"stores": "p12", "options": OPTIONS_7_1, "java": (17, 21)}},
    ),
    "8": GlassfishLine(
        name="8",
        life=Life(State.CURRENT, "the newest", _SOURCE),
        family=family,
        jakarta=True,
        newest="8.0.0-M12",  # of the finals none is in Maven's central repository
        java=(21,),
        uncopied=REFUSED,
        artifacts={
            "8.0.0-M12": Artifact(
                coordinate="org.glassfish.main.distributions:glassfish:8.0.0-M12:zip",
                sha512="dbb3a08eeeb3202cfdae8112fdac33834168909b7c7bcaa90b2b51eef8ed1443"
                "7321a183e2bbb8d9da70a4fdaf7bd21e0def1740c6b5f4e29b3273679f1d8072",
            ),
        },
        policy=f"{EXOUSIA}.def.DefaultPolicy",
        policies=f"{EXOUSIA}.def.DefaultPolicyConfigurationFactory",
        audit="com.sun.enterprise.security.ee.audit.Audit",
        jsp="org.glassfish.wasp.servlet.JspServlet",
        jsp_java="21",
        options=OPTIONS_7_1,
        stores="p12",
        since={  # a milestone counts as later than its final
            "8.0.0-M1": {"stores": "jks", "options": (ORB, LIMIT, LDAP, ANNOTATIONS, *OPENED_7, *NAMING)},
            "8.0.0-M13": {"stores": "p12", "options": OPTIONS_7_1},
        },
    ),
}
